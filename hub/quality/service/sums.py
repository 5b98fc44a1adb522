"""Sums of every line, made once when a meeting closes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting
from hub.quality import queries
from hub.quality.events import LinesSummarised
from hub.quality.models import Grade, LineSummary


def sum_up(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Sum up the lines of a meeting that is over. A reaction to MeetingClosed."""
    summarise(uow, uow.session.get_one(Meeting, closed.meeting_id))


def summarise(uow: UnitOfWork, meeting: Meeting) -> int:
    """Sum up every line of a meeting that closed; return how many. Doing it again is harmless.

    Where no samples are left, since they were too old to keep, earlier sums stay.
    """
    found = dict(queries.summaries(uow.session, meeting, uow.now))
    return keep_sums(uow, meeting, found) if found else 0


def keep_sums(
    uow: UnitOfWork, meeting: Meeting, found: Mapping[MeetingSiteId, queries.Measures]
) -> int:
    """Keep what the lines of a meeting add up to, in place of earlier sums; return how many."""
    uow.session.execute(delete(LineSummary).where(LineSummary.meeting_id == meeting.id))
    rows = [
        _summary(meeting, site_id, each) for site_id, each in found.items() if each.course.segments
    ]
    if rows:
        uow.session.execute(insert(LineSummary), rows)
        uow.emit(LinesSummarised(meeting.id, len(rows)))
    return len(rows)


def _summary(meeting: Meeting, site_id: MeetingSiteId, found: queries.Measures) -> dict[str, Any]:
    seconds = found.course.seconds
    return {
        "meeting_site_id": site_id,
        "meeting_id": meeting.id,
        "good_s": seconds[Grade.GOOD],
        "fair_s": seconds[Grade.FAIR],
        "poor_s": seconds[Grade.POOR],
        "lost_s": seconds[Grade.LOST],
        "drops": found.course.drops,
        "rtt_ms": found.rtt_ms,
        "loss_pct": found.loss_pct,
        "mos": found.mos,
        "grade": found.course.grade,
        "causes": [[cause.value, length] for cause, length in found.course.causes],
    }
