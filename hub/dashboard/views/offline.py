"""What a browser keeps for the time without a line: the schedule, to read."""

from datetime import timedelta
from typing import Final

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from hub.core.clock import midnight, wall_date
from hub.core.unit_of_work import Actor
from hub.dashboard.views.blueprint import pages
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from hub.web.access import for_anyone, for_participants, runtime

DAYS: Final = 7
NOT_HELD: Final = frozenset({MeetingState.DRAFT, MeetingState.CANCELLED, MeetingState.POSTPONED})


@pages.get("/offline")
@for_participants
def offline(actor: Actor) -> ResponseReturnValue:
    """Show today and the coming week without anything that needs the hub."""
    now = runtime().clock()
    today = midnight(wall_date(now))
    with runtime().read() as session:
        found = meetings.between(session, actor, today, today + timedelta(days=DAYS))
    listed = [each for each in found if each.state not in NOT_HELD]
    tomorrow = today + timedelta(days=1)
    return render_template(
        "dashboard/offline.html",
        kept_at=now,
        today=[each for each in listed if each.starts_at < tomorrow],
        coming=[each for each in listed if each.starts_at >= tomorrow],
    )


@pages.get("/service-worker.js")
@for_anyone
def service_worker() -> Response:
    """Answer the script that shows the kept page; at the root, so that it may do so for all."""
    answer = current_app.send_static_file("js/service-worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
