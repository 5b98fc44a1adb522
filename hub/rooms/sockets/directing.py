"""Hands, the floor, and the agenda as it runs."""

from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.inbox import service as inbox
from hub.meetings import queries as meetings
from hub.rooms import queries, service
from hub.rooms.errors import NoSuchSeat
from hub.rooms.forms import (
    AnswerForm,
    ExtensionForm,
    HandForm,
    ItemForm,
    KeyedForm,
    LimitForm,
    MeetingForm,
    PlaceForm,
    RefusalForm,
    SiteForm,
)
from hub.rooms.sockets.engine import try_to_let_be_heard
from hub.web import live
from hub.web.access import for_signed_in, runtime


@for_signed_in
def hand(actor: Actor, message: live.Message) -> live.Reply:
    """Raise the site's hand; return its number."""
    form = read(HandForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        if form.asked is not None and form.asked not in {site.id for site in meeting.sites}:
            raise NoSuchSeat
        seat = queries.seat_held(uow.session, actor, live.connection())

        def raise_hand() -> live.Reply:
            number = service.raise_hand(
                uow, seat, turn=form.turn, subject=form.subject,
                asked_id=form.asked, asked_name=form.asked_name,
            )  # fmt: skip
            return {"number": number}

        return inbox.once(uow, form.event_key, "room:hand", raise_hand)


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
        meeting = meetings.glimpse_to_see(uow.session, actor, form.meeting).meeting
        before = _speaker(uow, form.meeting)
        service.grant_floor(uow, meeting, form.site)
    try_to_let_be_heard(form.meeting, before, form.site)
    return {}


@for_signed_in
def grant_next(actor: Actor, message: live.Message) -> live.Reply:
    """Give the floor to the first in the queue."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, form.meeting).meeting
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
        meeting = meetings.glimpse_to_see(uow.session, actor, form.meeting).meeting
        before = _speaker(uow, form.meeting)
        held = queries.find_seat_of(uow.session, live.connection())
        service.end_floor(uow, meeting, held.meeting_site_id if held else None)
    try_to_let_be_heard(form.meeting, before)
    return {}


@for_signed_in
def let_pass(actor: Actor, message: live.Message) -> live.Reply:
    """Let the next in the queue speak first."""
    read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        service.let_pass(uow, queries.seat_held(uow.session, actor, live.connection()))
    return {}


@for_signed_in
def refuse(actor: Actor, message: live.Message) -> live.Reply:
    """Do not give a site the floor, in words."""
    form = read(RefusalForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.refuse_hand(uow, meeting, form.site, reason=form.reason)
    return {}


@for_signed_in
def move_hand(actor: Actor, message: live.Message) -> live.Reply:
    """Put a raised hand at another place of the queue."""
    form = read(PlaceForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.move_hand(uow, meeting, form.site, form.place)
    return {}


@for_signed_in
def grant_answer(actor: Actor, message: live.Message) -> live.Reply:
    """Give a site the floor to answer a question."""
    form = read(AnswerForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        before = _speaker(uow, form.meeting)
        service.grant_answer(uow, meeting, form.question, form.site)
    try_to_let_be_heard(form.meeting, before, form.site)
    return {}


@for_signed_in
def extend(actor: Actor, message: live.Message) -> live.Reply:
    """Give the speaker more time."""
    form = read(ExtensionForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.extend_speech(uow, meeting, form.minutes)
    return {}


@for_signed_in
def begin_item(actor: Actor, message: live.Message) -> live.Reply:
    """Turn to an item of the agenda."""
    form = read(ItemForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.begin_item(uow, meeting, form.item)
    return {}


@for_signed_in
def end_item(actor: Actor, message: live.Message) -> live.Reply:
    """Be done with the present item."""
    form = read(MeetingForm, message)
    with runtime().unit_of_work(actor) as uow:
        service.end_item(uow, meetings.get_to_see(uow.session, actor, form.meeting))
    return {}


@for_signed_in
def limit(actor: Actor, message: live.Message) -> live.Reply:
    """Set how long speakers have."""
    form = read(LimitForm, message)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting)
        service.limit_speeches(uow, meeting, form.item, form.minutes)
    return {}


def _speaker(uow: UnitOfWork, meeting_id: MeetingId) -> MeetingSiteId | None:
    room = queries.find_room(uow.session, meeting_id)
    return room.speaker_id if room else None
