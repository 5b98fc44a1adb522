"""How long the guests of a meeting were there. They are no part of the roll or the quorum."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.columns import site_places
from hub.attendance.queries.judging import SiteAttendance, facts_of, intervals_said, judge
from hub.meetings.models import Meeting


def guests_said(
    session: Session, meeting: Meeting, *, at: datetime, limits: rules.Limits = rules.DEFAULT
) -> list[dict[str, Any]]:
    """Return what a sheet says of the guests: name, answer, stays, minutes, percent.

    In the order they were asked; with five queries when there are any, one when there are none.
    """
    return [
        {
            "id": str(row.meeting_site.id),
            "name": row.meeting_site.unit.name,
            "answer": row.invitation.answer.value
            if row.invitation and row.invitation.answer
            else None,
            "minutes": row.minutes,
            "percent": row.percent,
            "intervals": intervals_said(row),
        }
        for row in _rows(session, meeting, at, limits)
    ]


def _rows(
    session: Session, meeting: Meeting, at: datetime, limits: rules.Limits
) -> list[SiteAttendance]:
    places = site_places(session, [meeting.id], guests=True)
    if not places:
        return []
    ids = {each.id for each in places}
    facts = facts_of(session, [meeting], limits, sites=ids, judged_by=limits)
    frame = rules.frame_of(meeting, at)
    return [judge(meeting, frame, each, facts) for each in places]
