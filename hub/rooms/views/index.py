"""Meetings one may go to today."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, wall_date
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from hub.rooms import rules
from hub.rooms.views import pages
from hub.web.access import for_signed_in, runtime

HELD: tuple[MeetingState, ...] = (
    MeetingState.INVITED,
    MeetingState.LIVE,
    MeetingState.ENDED,
    MeetingState.ARCHIVED,
)


@pages.get("/rooms")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """Show the meetings that are held now and those of today."""
    now = runtime().clock()
    start = midnight(wall_date(now))
    with runtime().read() as session:
        live = meetings.live_ones(session, actor)
        today = meetings.between(session, actor, start, start + timedelta(days=1))
        coming = meetings.between(
            session, actor, start + timedelta(days=1), start + timedelta(days=8)
        )
    known = {meeting.id for meeting in live}
    listed = [each for each in today if each.id not in known and each.state in HELD]
    return render_template(
        "rooms/index.html",
        live=live,
        today=listed,
        coming=[each for each in coming if each.state is MeetingState.INVITED],
        is_open={each.id for each in (*live, *listed) if rules.is_lobby_open(each, now)},
    )
