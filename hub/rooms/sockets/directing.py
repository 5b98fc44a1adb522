"""Hands, the floor, and what those who run the meeting do to others."""

from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.inbox import service as inbox
from hub.meetings import queries as meetings
from hub.rooms import queries, service
from hub.rooms.forms import KeyedForm, MeetingForm, SiteForm
from hub.rooms.sockets.engine import try_to_let_be_heard, try_to_send_away
from hub.web import live
from hub.web.access import for_signed_in, runtime


@for_signed_in
def hand(actor: Actor, message: live.Message) -> live.Reply:
    """Raise the site's hand; return its number."""
    form = read(KeyedForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        return inbox.once(
            uow, form.event_key, "room:hand", lambda: {"number": service.raise_hand(uow, seat)}
        )


@for_signed_in
def lower(actor: Actor, message: live.Message) -> live.Reply:
    """Lower the site's hand."""
    form = read(KeyedForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())

        def put_down() -> live.Reply:
            service.lower_hand(uow, seat)
            return {}

        return inbox.once(uow, form.event_key, "room:lower", put_down)


@for_signed_in
def grant(actor: Actor, message: live.Message) -> live.Reply:
    """Give a site the floor."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        before = _speaker(uow, form.meeting)
        service.grant_floor(uow, meeting, form.site)
    try_to_let_be_heard(form.meeting, before, form.site)
    return {}


@for_signed_in
def grant_next(actor: Actor, message: live.Message) -> live.Reply:
    """Give the floor to the first in the queue."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        before = _speaker(uow, form.meeting)
        service.grant_next(uow, meeting)
        after = _speaker(uow, form.meeting)
    try_to_let_be_heard(form.meeting, before, after)
    return {}


@for_signed_in
def end_floor(actor: Actor, message: live.Message) -> live.Reply:
    """End the speech: one's own, or as someone who runs the meeting."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        before = _speaker(uow, form.meeting)
        held = queries.find_seat_of(uow.session, live.connection())
        service.end_floor(uow, meeting, held.meeting_site_id if held else None)
    try_to_let_be_heard(form.meeting, before)
    return {}


@for_signed_in
def mute(actor: Actor, message: live.Message) -> live.Reply:
    """Close a site's microphone, in the engine too."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.mute(uow, meeting, form.site)
    try_to_let_be_heard(form.meeting, form.site)
    return {}


@for_signed_in
def unmute(actor: Actor, message: live.Message) -> live.Reply:
    """Let a site open its microphone again."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.unmute(uow, meeting, form.site)
    return {}


@for_signed_in
def remove(actor: Actor, message: live.Message) -> live.Reply:
    """Send a site out of the room and off the engine."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.remove(uow, meeting, form.site)
    try_to_send_away(form.meeting, form.site)
    return {}


@for_signed_in
def readmit(actor: Actor, message: live.Message) -> live.Reply:
    """Let a site that was sent out come in again."""
    form = read(SiteForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.readmit(uow, meeting, form.site)
    return {}


def _speaker(uow: UnitOfWork, meeting_id: MeetingId) -> MeetingSiteId | None:
    room = queries.find_room(uow.session, meeting_id)
    return room.speaker_id if room else None
