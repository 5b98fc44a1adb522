"""A conference on another server: the hub sends each site there under its own name."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import NotFound
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.gateways.conferencing.choosing import find_conferences
from hub.gateways.conferencing.interface import Entrant
from hub.rooms import queries, rules
from hub.rooms.errors import NoSeat
from hub.rooms.views import pages
from hub.rooms.views.room import site_name
from hub.web.access import for_participants, runtime


@pages.get("/meetings/<uuid:meeting_id>/room/conference")
@for_participants
def conference(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Send a site that may be in the room on to the conference server."""
    server = find_conferences(runtime().settings)
    if server is None:
        raise NotFound
    now = runtime().clock()
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
    site = stage.own
    if site is None:
        raise NoSeat
    seat = stage.own_seat
    if (
        not rules.is_lobby_open(stage.meeting, now)
        or not rules.may_come_in(actor, stage.meeting)
        or not rules.is_admitted(stage.room, site, seat)
        or (seat is not None and seat.removed_at is not None)
    ):
        return redirect(url_for("rooms.lobby", meeting_id=meeting_id))
    entrant = Entrant(str(site.id), site_name(site), rules.may_moderate(actor, stage.meeting))
    address = server.way_in(str(meeting_id), stage.meeting.title, entrant, now=now)
    return redirect(address, 303)
