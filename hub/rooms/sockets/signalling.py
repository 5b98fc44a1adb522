"""Media signalling: browser, hub, engine.

Under which name a connection publishes and watches is read from its seat, never from the
message, so nobody can speak as another site.
"""

from collections.abc import Iterable

from hub.core.errors import NotFound
from hub.core.forms import read
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingSite
from hub.rooms import queries, rules, service
from hub.rooms.errors import MayNotFollow
from hub.rooms.forms import (
    DescriptionForm,
    DevicesForm,
    LayerForm,
    ShowForm,
    WatchForm,
)
from hub.rooms.sockets.engine import let_be_heard, media, try_to_let_be_heard
from hub.web import live
from hub.web.access import for_participants, runtime


@for_participants
def publish(actor: Actor, message: live.Message) -> live.Reply:
    """Hand the page's offer to the engine and return the answer."""
    form = read(DescriptionForm, message)
    with runtime().read() as session:
        seat = queries.seat_held(session, actor, live.connection())
    let_be_heard(seat.meeting_id, seat.meeting_site_id)
    return {"sdp": media().publish(str(seat.meeting_id), str(seat.meeting_site_id), form.sdp)}


@for_participants
def watch(actor: Actor, message: live.Message) -> live.Reply:
    """Return the engine's offer with the slots the page asked for."""
    form = read(WatchForm, message)
    viewer = _viewer(actor, form.meeting, (each.site for each in form.feeds))
    media().create_room(str(form.meeting))
    feeds = [each.feed() for each in form.feeds]
    return {"sdp": media().watch(str(form.meeting), viewer, feeds)}


@for_participants
def watch_answer(actor: Actor, message: live.Message) -> live.Reply:
    """Hand the page's answer to the engine."""
    form = read(DescriptionForm, message)
    media().answer(str(form.meeting), _viewer(actor, form.meeting, ()), form.sdp)
    return {}


@for_participants
def show(actor: Actor, message: live.Message) -> live.Reply:
    """Show another site in one of the page's slots."""
    form = read(ShowForm, message)
    viewer = _viewer(actor, form.meeting, (form.feed.site,))
    media().show(str(form.meeting), viewer, form.slot, form.feed.feed())
    return {}


@for_participants
def layer(actor: Actor, message: live.Message) -> live.Reply:
    """Send the page the picture of a site that its line can carry."""
    form = read(LayerForm, message)
    viewer = _viewer(actor, form.meeting, (form.site,))
    media().layer(str(form.meeting), viewer, str(form.site), form.layer)
    return {}


@for_participants
def devices(actor: Actor, message: live.Message) -> live.Reply:
    """Note what the site switched on; the engine passes its sound on to match."""
    form = read(DevicesForm, message)
    with runtime().unit_of_work(actor) as uow:
        seat = queries.seat_held(uow.session, actor, live.connection())
        site = uow.session.get_one(MeetingSite, seat.meeting_site_id)
        service.switch_devices(uow, site, seat, microphone=form.microphone, camera=form.camera)
    try_to_let_be_heard(seat.meeting_id, seat.meeting_site_id)
    return {}


@for_participants
def echo(actor: Actor, message: live.Message) -> live.Reply:
    """Let the engine send back what the line test of the lobby sends."""
    form = read(DescriptionForm, message)
    with runtime().read() as session:
        meetings.glimpse_to_see(session, actor, form.meeting)
    return {"sdp": media().echo(form.sdp)}


def _viewer(actor: Actor, meeting_id: MeetingId, sites: Iterable[MeetingSiteId | None]) -> str:
    """Return the name a connection watches under: its site, or its own when it only follows.

    Raises NoSuchMeeting, MayNotFollow; NotFound for a site of another meeting.
    """
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        seat = queries.find_seat_of(session, live.connection())
        wanted = {each for each in sites if each is not None}
        if len(meetings.ids_among(session, meeting_id, wanted)) != len(wanted):
            raise NotFound
    if seat is not None and (seat.person_id, seat.meeting_id) == (actor.person_id, meeting_id):
        return str(seat.meeting_site_id)
    if not rules.may_follow(actor, meeting):
        raise MayNotFollow
    return f"follows-{live.connection()}"
