"""What a site's attendance is called: on time, late, left early, interrupted, absent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hub.attendance.models import RollStatus
from hub.attendance.rules.intervals import Interval, clipped, line_gaps, seconds_of
from hub.attendance.rules.limits import Limits
from hub.meetings.models import Meeting, MeetingState


class AttendanceClass(StrEnum):
    """A class of attendance; a site may be late and leave early in the same meeting."""

    ON_TIME = "on-time"
    LATE = "late"
    LEFT_EARLY = "left-early"
    INTERRUPTED = "interrupted"
    TOO_SHORT = "too-short"
    EXCUSED = "excused"
    ABSENT = "absent"
    WAITING = "waiting"


#: Was the site there at all?
PRESENT: Final = frozenset({
    AttendanceClass.ON_TIME,
    AttendanceClass.LATE,
    AttendanceClass.LEFT_EARLY,
    AttendanceClass.INTERRUPTED,
    AttendanceClass.TOO_SHORT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """The time that counts for attendance.

    `due` is when a site had to be there: the time on the invitation, or the opening when the
    chair opened later. `end` is the close; until then, the present moment.
    """

    start: datetime
    due: datetime
    end: datetime
    over: bool

    @property
    def seconds(self) -> int:
        """How long the meeting has lasted, at least 0."""
        return max(0, int((self.end - self.start).total_seconds()))


def frame_of(meeting: Meeting, now: datetime) -> Frame:
    """Return the time of a meeting that counts, as far as it has come."""
    start = meeting.opened_at or meeting.starts_at
    over = meeting.state in {MeetingState.ENDED, MeetingState.ARCHIVED}
    end = meeting.closed_at or (meeting.ends_at if over else now)
    return Frame(start, max(start, meeting.starts_at), max(start, end), over)


def classify(
    intervals: Sequence[Interval],
    frame: Frame,
    limits: Limits,
    *,
    status: RollStatus | None = None,
    announced_absence: bool = False,
    media_gaps: Sequence[Interval] = (),
) -> tuple[AttendanceClass, ...]:
    """Return the classes of one site, the gravest first.

    The secretary's word (`status`) decides who was there; the lines only say how. Without
    both, an absence announced with a reason is excused. A line that fails is not a person
    who leaves: that is INTERRUPTED, never LEFT_EARLY. Who was seen in the hall (ONSITE) is
    never TOO_SHORT: the line says nothing about the hall.
    """
    if status is RollStatus.EXCUSED:
        return (AttendanceClass.EXCUSED,)
    if status is RollStatus.ABSENT:
        return (AttendanceClass.ABSENT,)
    inside = _inside(intervals, frame)
    if not inside:
        return _unseen(frame, status, announced_absence=announced_absence)
    found = []
    if status is not RollStatus.ONSITE and is_too_short(intervals, frame, limits):
        found.append(AttendanceClass.TOO_SHORT)
    if _left_early(inside, frame, limits):
        found.append(AttendanceClass.LEFT_EARLY)
    if _interrupted(inside, media_gaps, frame, limits):
        found.append(AttendanceClass.INTERRUPTED)
    if inside[0].start - frame.due > limits.late_after:
        found.append(AttendanceClass.LATE)
    return tuple(found) or (AttendanceClass.ON_TIME,)


def _inside(intervals: Sequence[Interval], frame: Frame) -> Sequence[Interval]:
    """Return the stays during the meeting; who only tried the line beforehand was not there."""
    during = clipped(intervals, frame.start, frame.end)
    return during or [each for each in intervals if each.end is None]


def _unseen(
    frame: Frame, status: RollStatus | None, *, announced_absence: bool
) -> tuple[AttendanceClass, ...]:
    if status is not None:
        return (AttendanceClass.ON_TIME,)
    if announced_absence:
        return (AttendanceClass.EXCUSED,)
    return (AttendanceClass.ABSENT if frame.over else AttendanceClass.WAITING,)


def _left_early(inside: Sequence[Interval], frame: Frame, limits: Limits) -> bool:
    last = inside[-1]
    if last.end is None or last.lost or not frame.over:
        return False
    return frame.end - last.end > limits.early_before


def is_too_short(intervals: Sequence[Interval], frame: Frame, limits: Limits) -> bool:
    """Tell whether a site that came stayed for less than the least share of a meeting now over."""
    percent = percent_in(intervals, frame)
    return frame.over and percent is not None and percent < limits.least_share


def _interrupted(
    inside: Sequence[Interval], media_gaps: Sequence[Interval], frame: Frame, limits: Limits
) -> bool:
    gaps = (*line_gaps(inside, frame.end), *media_gaps)
    return any(
        gap_length(each) > limits.line_grace for each in clipped(gaps, frame.start, frame.end)
    )


def gap_seconds(intervals: Sequence[Interval], frame: Frame) -> int:
    """Return for how many seconds of the meeting a site was away because its line failed."""
    gaps = clipped(line_gaps(intervals, frame.end), frame.start, frame.end)
    return seconds_of(gaps, frame.end)


def gap_length(gap: Interval) -> timedelta:
    """Return how long a closed interval lasts."""
    return (gap.end or gap.start) - gap.start


def is_present(classes: Collection[AttendanceClass]) -> bool:
    """Tell whether the site took part."""
    return not PRESENT.isdisjoint(classes)


def minutes_in(intervals: Sequence[Interval], frame: Frame) -> int:
    """Return the whole minutes of the meeting that a site was in the room."""
    return seconds_of(clipped(intervals, frame.start, frame.end), frame.end) // 60


def percent_in(intervals: Sequence[Interval], frame: Frame) -> int | None:
    """Return the share of the meeting a site was there; None before it has lasted a minute."""
    if frame.seconds < 60:  # noqa: PLR2004
        return None
    return round(100 * seconds_of(clipped(intervals, frame.start, frame.end), frame.end)
                 / frame.seconds)  # fmt: skip
