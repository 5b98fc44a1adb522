"""Working days: Monday to Friday without public holidays.

Holidays are data (they are announced each year); the table of the hub is `Settings.holidays`.
Source of the two deadlines: Quyết định 45/2018/QĐ-TTg (documents 3 working days before a
meeting, notice of conclusion 5 working days after it).
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Tell whether offices work on this day."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """Return the day that is `count` working days after (before, if negative) the day."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day
