"""Numbers as Vietnamese readers write them: 1.234,5."""

from datetime import timedelta
from typing import Final

from hub.core.text import gettext as _

UNITS: Final = ("B", "KB", "MB", "GB")
STEP: Final = 1024


def decimal(value: float | None, places: int = 0) -> str:
    """Write a number with a dot for thousands and a comma for decimals; unknown is a dash."""
    if value is None:
        return "–"
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def filesize(size: int) -> str:
    """Write a number of bytes with the unit that suits it."""
    amount = float(size)
    for unit in UNITS[:-1]:
        if amount < STEP:
            return f"{decimal(amount, 0 if unit == 'B' else 1)} {unit}"
        amount /= STEP
    return f"{decimal(amount, 1)} {UNITS[-1]}"


def duration(length: timedelta | float) -> str:
    """Write a length of time (a timedelta, or seconds) as `1 giờ 05 phút`, `4 phút`, `30 giây`."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return _("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{minutes:02d}")
    if minutes:
        return _("%(minutes)s min", minutes=minutes)
    return _("%(seconds)s s", seconds=seconds)
