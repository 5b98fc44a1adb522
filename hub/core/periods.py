"""From which day to which day a report looks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from hub.core.errors import InvalidInput
from hub.core.forms import EmptyIsNone, Form, WallDate
from hub.core.text import N_

LONGEST: Final = timedelta(days=3 * 366)
LAST_MONTH: Final = 12


class PeriodForm(Form):
    """From which day to which day a report looks, and as what file it is wanted."""

    start: Annotated[WallDate | None, EmptyIsNone] = None
    end: Annotated[WallDate | None, EmptyIsNone] = None
    format: Literal["html", "pdf", "xlsx", "csv"] = "html"


class PeriodUpsideDown(InvalidInput):
    """A period that ends before it begins, or is longer than the hub reports on."""

    code = "period-upside-down"
    text = N_("The period must end after it begins and may cover three years at most.")


def period(start: date | None, end: date | None, today: date) -> tuple[date, date]:
    """Return the first and last day; this year when neither was chosen. Raises PeriodUpsideDown."""
    first = start or date((end or today).year, 1, 1)
    last = end or max(today, first)
    if last < first or last - first > LONGEST:
        raise PeriodUpsideDown({"end": PeriodUpsideDown().sentence})
    return first, last


def usual_periods(today: date) -> Sequence[tuple[str, date, date]]:
    """Return the periods people ask for: msgid, first day, last day."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    return (
        (N_("This month"), month, today),
        (N_("Last month"), before.replace(day=1), before),
        (N_("This quarter"), quarter, today),
        (N_("This year"), date(today.year, 1, 1), today),
        (N_("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, LAST_MONTH, 31)),
    )
