"""Finding a time that suits everyone."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from hub.core.clock import VIETNAM, to_wall_time, wall_date
from hub.core.workingdays import is_working_day

#: Office hours in Vietnam: meetings begin and end inside one half of the day when they fit.
MORNING: Final = (time(7, 30), time(11, 30))
AFTERNOON: Final = (time(13, 30), time(17, 0))
WHOLE_DAY: Final = (time(7, 30), time(17, 0))
STEP: Final = timedelta(minutes=30)
LOOK_AHEAD: Final = timedelta(days=21)


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of time, the end not included."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Slot") -> bool:
        """Tell whether both take some of the same time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def next_free_slot(
    taken: Iterable[Slot], asked: Slot, now: datetime, holidays: Collection[date] = ()
) -> Slot | None:
    """Return the first slot as long as the one asked for that nothing else takes.

    It lies in office hours of a working day, not before the one asked for nor before now;
    None when there is none within three weeks, or when no day is long enough.
    """
    lasting = asked.ends_at - asked.starts_at
    sorted_taken = sorted(taken)
    earliest = max(asked.starts_at, now)
    for slot in _candidates(earliest, lasting, holidays):
        if not any(slot.meets(other) for other in sorted_taken):
            return slot
    return None


def _candidates(
    earliest: datetime, lasting: timedelta, holidays: Collection[date]
) -> Iterator[Slot]:
    day = wall_date(earliest)
    last = day + LOOK_AHEAD
    while day <= last:
        if is_working_day(day, holidays):
            for begin, end in _windows(lasting):
                yield from _within(day, begin, end, lasting, earliest)
        day += timedelta(days=1)


def _windows(lasting: timedelta) -> tuple[tuple[time, time], ...]:
    halves = tuple(half for half in (MORNING, AFTERNOON) if lasting <= _length(half))
    return halves or (WHOLE_DAY,)


def _length(window: tuple[time, time]) -> timedelta:
    begin, end = window
    return timedelta(hours=end.hour - begin.hour, minutes=end.minute - begin.minute)


def _within(
    day: date, begin: time, end: time, lasting: timedelta, earliest: datetime
) -> Iterator[Slot]:
    start = datetime.combine(day, begin, VIETNAM)
    closes = datetime.combine(day, end, VIETNAM)
    while start + lasting <= closes:
        if start >= to_wall_time(earliest):
            yield Slot(
                start.astimezone(earliest.tzinfo), (start + lasting).astimezone(earliest.tzinfo)
            )
        start += STEP
