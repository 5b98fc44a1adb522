"""Where things stand on the day ribbon, and what figures say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hub.core.clock import to_wall_time
from hub.meetings.models import Meeting, MeetingState
from hub.meetings.rules import was_invited

#: The ribbon shows eleven hours in quarters: 44 columns, from 07:00 unless a meeting is earlier.
FIRST_HOUR: Final = 7
HOURS: Final = 11
LAST_HOUR: Final = 24 - HOURS
QUARTERS: Final = HOURS * 4
NARROWEST: Final = 4  # an hour: less would not hold a name

PERIOD: Final = timedelta(days=30)
SPARK_POINTS: Final = 8


@dataclass(frozen=True)
class Stretch:
    """Where a meeting lies on the ribbon: first column and the one after its last, 1 to 45."""

    start: int
    end: int


def first_hour(meetings: Sequence[Meeting], day_starts_at: datetime) -> int:
    """Return the hour the ribbon begins with, so that the day's meetings lie on it."""
    begin, end = FIRST_HOUR, FIRST_HOUR + HOURS
    for meeting in meetings:
        begin = min(begin, _hours_into(meeting.starts_at, day_starts_at))
        end = max(end, _hours_into(meeting.ends_at - timedelta(minutes=1), day_starts_at) + 1)
    return min(begin, LAST_HOUR) if begin < FIRST_HOUR else min(end - HOURS, LAST_HOUR)


def _hours_into(moment: datetime, day_starts_at: datetime) -> int:
    return min(max((moment - day_starts_at) // timedelta(hours=1), 0), 23)


def quarter(moment: datetime, day_starts_at: datetime, first: int = FIRST_HOUR) -> int:
    """Return the quarters since the first hour of the ribbon, kept within it."""
    minutes = (moment - day_starts_at) / timedelta(minutes=1) - first * 60
    return min(max(round(minutes / 15), 0), QUARTERS)


def is_shown(moment: datetime, first: int = FIRST_HOUR) -> bool:
    """Tell whether the ribbon shows this time of day."""
    return first <= to_wall_time(moment).hour < first + HOURS


def stretch(meeting: Meeting, day_starts_at: datetime, first: int = FIRST_HOUR) -> Stretch:
    """Return where the meeting lies on the ribbon of the day."""
    begins = quarter(meeting.starts_at, day_starts_at, first)
    finishes = quarter(meeting.ends_at, day_starts_at, first)
    begins = min(begins, QUARTERS - NARROWEST)
    return Stretch(begins + 1, max(finishes, begins + NARROWEST) + 1)


def look_of(meeting: Meeting, now: datetime, *, unanswered: bool = False) -> str:
    """Return how a meeting is drawn: now, done, draft, waiting, or plain."""
    if meeting.state is MeetingState.LIVE:
        return "now"
    if meeting.state in {MeetingState.ENDED, MeetingState.ARCHIVED} or meeting.ends_at < now:
        return "done"
    if meeting.state is MeetingState.DRAFT:
        return "draft"
    return "waiting" if unanswered or not was_invited(meeting) else "plain"


@dataclass(frozen=True)
class MeetingFacts:
    """What one past meeting adds to the figures: how many of how many, and minutes."""

    starts_at: datetime
    sites: int = 0
    present: int = 0
    receipts: int = 0
    acknowledged: int = 0
    interrupted_min: float = 0
    measured: bool = False
    issued: int = 0
    signed: int = 0


@dataclass(frozen=True)
class Figure:
    """A figure of the last 30 days beside the 30 days before; None: nothing to count yet.

    `values` are the latest meetings, oldest first, for the spark line.
    """

    value: float | None
    before: float | None
    values: tuple[float, ...]

    @property
    def delta(self) -> float | None:
        """How much the figure rose, when both periods have one."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before


def share(
    meetings: Sequence[MeetingFacts],
    now: datetime,
    part: Callable[[MeetingFacts], int],
    whole: Callable[[MeetingFacts], int],
) -> Figure:
    """Return a share in percent: the parts over the wholes of each period."""

    def of(chosen: Sequence[MeetingFacts]) -> float | None:
        total = sum(whole(each) for each in chosen)
        return 100 * sum(part(each) for each in chosen) / total if total else None

    points = [100 * part(each) / whole(each) for each in meetings if whole(each)]
    return _figure(meetings, now, of, points)


def interrupted(meetings: Sequence[MeetingFacts], now: datetime) -> Figure:
    """Return the minutes without a line, of the meetings that were measured."""

    def of(chosen: Sequence[MeetingFacts]) -> float | None:
        measured = [each.interrupted_min for each in chosen if each.measured]
        return sum(measured) if measured else None

    points = [each.interrupted_min for each in meetings if each.measured]
    return _figure(meetings, now, of, points)


def _figure(
    meetings: Sequence[MeetingFacts],
    now: datetime,
    of: Callable[[Sequence[MeetingFacts]], float | None],
    points: Sequence[float],
) -> Figure:
    recent = [each for each in meetings if now - PERIOD <= each.starts_at]
    earlier = [each for each in meetings if now - 2 * PERIOD <= each.starts_at < now - PERIOD]
    return Figure(of(recent), of(earlier), tuple(points[-SPARK_POINTS:]))
