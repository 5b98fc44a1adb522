"""Time. The only module allowed to ask the machine what time it is."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from hub.core.text import N_, gettext

Clock: TypeAlias = Callable[[], datetime]

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")

#: How people type a moment, and how programs and `datetime-local` inputs write it.
WALL_TIME_FORMATS: Final = ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M")
WALL_DATE_FORMATS: Final = ("%d/%m/%Y", "%Y-%m-%d")

WEEKDAYS: Final = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
    N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def system_clock() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def unix_ms() -> int:
    """Return the milliseconds since 1970, for identifiers."""
    return time.time_ns() // 1_000_000


def monotonic_s() -> float:
    """Return seconds of a clock that never goes back, for pauses and limits of time."""
    return time.monotonic()


def from_wall_time(text: str) -> datetime:
    """Read `01/09/2026 08:30` or `2026-09-01T08:30` as time in Vietnam; return it in UTC.

    Raises ValueError for anything else: a date without a time, a time with a zone.
    """
    for pattern in WALL_TIME_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=VIETNAM).astimezone(UTC)
        except ValueError:
            continue
    raise ValueError(text)


def from_wall_date(text: str) -> date:
    """Read `01/09/2026` or `2026-09-01`. Raises ValueError for anything else."""
    for pattern in WALL_DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=VIETNAM).date()
        except ValueError:
            continue
    raise ValueError(text)


def to_wall_time(moment: datetime) -> datetime:
    """Return the same moment as clocks in Vietnam show it."""
    return moment.astimezone(VIETNAM)


def wall_date(moment: datetime) -> date:
    """Return the calendar day of the moment in Vietnam."""
    return to_wall_time(moment).date()


def midnight(day: date) -> datetime:
    """Return the first moment of a day in Vietnam, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


def format_moment(moment: datetime) -> str:
    """Write `08:30 01/09/2026`, Vietnamese time."""
    return f"{to_wall_time(moment):%H:%M %d/%m/%Y}"


def format_date(moment: datetime | date) -> str:
    """Write `01/09/2026`, Vietnamese time."""
    day = wall_date(moment) if isinstance(moment, datetime) else moment
    return f"{day:%d/%m/%Y}"


def format_time(moment: datetime) -> str:
    """Write `08:30`, 24 hours, Vietnamese time."""
    return f"{to_wall_time(moment):%H:%M}"


def format_typed(moment: datetime) -> str:
    """Write the moment as it is typed in forms: `01/09/2026 08:30`."""
    return f"{to_wall_time(moment):%d/%m/%Y %H:%M}"


def weekday_name(moment: datetime | date) -> str:
    """Return the name of the day in the reader's language, from our own table.

    Browsers and library data disagree on it ("Th 2", "Thứ 2").
    """
    day = wall_date(moment) if isinstance(moment, datetime) else moment
    return gettext(WEEKDAYS[day.weekday()])
