"""What is looked at while the meeting runs: the wall, and the panel inside the room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.attendance import queries, rules
from hub.attendance.models import RollStatus
from hub.attendance.rules import AttendanceClass
from hub.attendance.views import pages
from hub.core.ids import MeetingId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.web.access import for_participants, for_signed_in, runtime, settings
from hub.web.body import is_fragment
from hub.web.paging import Page, asked_page

LOG_LINES = 8


@pages.get("/meetings/<uuid:meeting_id>/wall")
@for_signed_in
def wall(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the attendance to a whole hall: large tiles at fixed places."""
    now, words = runtime().clock(), request.args.get("q", "")[:100]
    only_missing = request.args.get("show") == "missing"
    with runtime().read() as session:
        meeting = meetings.glimpse_of_room(session, actor, MeetingId(meeting_id)).meeting
        limits = rules.limits_of(settings())
        is_large = queries.is_large(session, meeting.id)
        if is_large:
            found = queries.wall_page(
                session, meeting, words, asked_page(), now=now, limits=limits,
                only_missing=only_missing,
            )  # fmt: skip
            page = Page(found.tiles, found.number, found.total, queries.TILES)
            summary = found.summary
        else:
            summary = queries.summary_anew(session, meeting, now=now, limits=limits)
            page = Page(summary.sites, 1, len(summary.sites), max(1, len(summary.sites)))
    chosen = {"q": words, "show": "missing" if only_missing else "", "page": page.number}
    context = {
        "meeting": meeting,
        "summary": summary,
        "page": page,
        "is_large": is_large,
        "chosen": {name: value for name, value in chosen.items() if value and value != 1},
        "word": rules.word,
        "state": state_of,
        "log": log_of(summary),
    }
    template = "attendance/_wall.html" if is_fragment() else "attendance/wall.html"
    return render_template(template, **context)


@pages.get("/meetings/<uuid:meeting_id>/attendance/panel")
@for_participants
def panel(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the sites in the side panel of the room."""
    words = request.args.get("q", "")[:100]
    now = runtime().clock()
    with runtime().read() as session:
        glimpse = meetings.glimpse_to_see(session, actor, MeetingId(meeting_id))
        meeting, limits = glimpse.meeting, rules.limits_of(settings())
        is_large = queries.is_large(session, meeting.id)
        if is_large:
            own = [site.id for site in glimpse.sites if site.unit_id == actor.unit_id]
            found = queries.window(session, meeting, words, now=now, limits=limits, own=own)
        else:
            found = queries.summary_anew(session, meeting, now=now, limits=limits)
    return render_template(
        "attendance/_panel.html",
        meeting=meeting,
        summary=found,
        may_record=rules.may_record(actor, meeting),
        word=rules.word,
        state=state_of,
        is_large=is_large,
        words=words,
    )


def state_of(row: queries.SiteAttendance) -> str:
    """Return how a tile looks: good, site, lost, left, absent or waiting."""
    if row.here:
        return "good"
    if row.lost_at:
        return "lost"
    if row.status is RollStatus.ONSITE:
        return "site"
    if row.intervals:
        return "left"
    if row.is_present:
        return "site"
    gone = {AttendanceClass.ABSENT, AttendanceClass.EXCUSED}
    return "absent" if gone.intersection(row.classes) else "waiting"


def log_of(summary: queries.AttendanceSummary) -> list[dict[str, Any]]:
    """Return the last comings and goings, newest first."""
    found: list[tuple[datetime, str, str]] = []
    for row in summary.sites:
        name = row.unit_short_name
        for each in row.intervals:
            found.append((each.start, "came", name))
            if each.end is not None:
                found.append((each.end, "lost" if each.lost else "left", name))
    found.sort(reverse=True)
    return [{"at": at, "what": what, "name": name} for at, what, name in found[:LOG_LINES]]
