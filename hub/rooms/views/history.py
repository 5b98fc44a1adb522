"""The floor looked back on: who spoke for how long, and how the agenda kept its time."""

from collections import defaultdict
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.rooms import queries
from hub.rooms.views import pages
from hub.rooms.views.room import site_name
from hub.web.access import for_signed_in, runtime


@pages.get("/meetings/<uuid:meeting_id>/speeches")
@for_signed_in
def speeches(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the speeches of a meeting, questions with their answers, and the sums per site."""
    now = runtime().clock()
    with runtime().read() as session:
        stage = queries.stage_aside(session, actor, meeting_id)
        held = queries.speeches(session, meeting_id)
        times = queries.item_times(session, stage.meeting, now)
        sites = meetings.sites_among(session, meeting_id, {each.meeting_site_id for each in held})
    sums: defaultdict[object, timedelta] = defaultdict(timedelta)
    counts: defaultdict[object, int] = defaultdict(int)
    for speech in held:
        sums[speech.meeting_site_id] += speech.lasted or timedelta()
        counts[speech.meeting_site_id] += 1
    return render_template(
        "rooms/speeches.html",
        meeting=stage.meeting,
        speeches=held,
        numbers={each.id: number for number, each in enumerate(held, 1)},
        times=times,
        sites=[(site_name(site), counts[site.id], sums[site.id]) for site in sites],
    )
