"""Sums of every line, made after a meeting has closed.

Three hours of ten thousand sites are eleven million samples, minutes of work: the close only
notes that they are to be summed up. The timetable reads a few sites at a time and keeps their
sums; killed in between, it goes on behind the last site kept.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.quality import queries
from hub.quality.events import LinesSummarised
from hub.quality.models import Grade, LineSummary, PendingSums


def sum_up_later(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Have the lines of a meeting that is over summed up. A reaction to MeetingClosed.

    One that is being summed up already begins anew.
    """
    pending = uow.session.get(PendingSums, closed.meeting_id)
    if pending is None:
        pending = PendingSums(meeting_id=closed.meeting_id, since=uow.now)
        uow.session.add(pending)
    pending.summed_to, pending.lines = None, 0


def keep_slice(uow: UnitOfWork, part: queries.SumsSlice) -> None:
    """Keep what some lines add up to. A slice that is not the next any more changes nothing."""
    pending = uow.session.get(PendingSums, part.meeting_id, with_for_update=True)
    if pending is None or pending.summed_to != part.after:
        return
    if part.last is not None:
        pending.lines += keep_sums(uow, part.meeting_id, part.found)
        pending.summed_to = part.last
    else:
        uow.session.delete(pending)
        uow.emit(LinesSummarised(part.meeting_id, pending.lines))


def keep_sums(
    uow: UnitOfWork, meeting_id: MeetingId, found: Mapping[MeetingSiteId, queries.Measures]
) -> int:
    """Keep what some lines of a meeting add up to, in place of their earlier sums; return how many.

    Where no samples are left, since they were too old to keep, earlier sums stay.
    """
    uow.session.execute(delete(LineSummary).where(LineSummary.meeting_site_id.in_(found)))
    rows = [
        _summary(meeting_id, site_id, each)
        for site_id, each in found.items()
        if each.course.segments
    ]
    if rows:
        uow.session.execute(insert(LineSummary), rows)
    return len(rows)


def _summary(
    meeting_id: MeetingId, site_id: MeetingSiteId, found: queries.Measures
) -> dict[str, Any]:
    seconds = found.course.seconds
    return {
        "meeting_site_id": site_id,
        "meeting_id": meeting_id,
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
