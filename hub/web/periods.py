"""Pages that report on a period: what was asked for, and what is wrong with it, if anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeAlias, TypeVar

from flask import request

from hub.core.clock import midnight, wall_date
from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.periods import PeriodForm, period, usual_periods
from hub.core.text import N_
from hub.web.access import runtime

F = TypeVar("F", bound=PeriodForm)
#: Returns the first day of a report that ends on a day, when none was chosen.
Beginning: TypeAlias = Callable[[date], date]
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Asked(Generic[F]):
    """What a report was asked for. `start` and `end` are the first and the last day.

    After a mistake the form has its defaults and the period is the usual one; `typed` keeps
    what was typed and `mistakes` says what is wrong with it.
    """

    form: F
    start: date
    end: date
    today: date
    typed: dict[str, str]
    mistakes: dict[str, str]
    periods: Sequence[tuple[str, date, date]]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From which moment until before which one the period lasts."""
        return midnight(self.start), midnight(self.end + A_DAY)

    @property
    def wants_file(self) -> bool:
        """Whether a file is wanted and can be made."""
        return self.form.format != "html" and not self.mistakes

    @property
    def status(self) -> int:
        """With which status the page is answered."""
        return 400 if self.mistakes else 200

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows of the period."""
        return {
            "start": self.start,
            "end": self.end,
            "periods": self.periods,
            "typed": self.typed,
            "mistakes": self.mistakes,
        }


def asked_period(form: type[F], begins: Beginning | None = None) -> Asked[F]:
    """Return what the address of this page asks for, by a form that has its default everywhere.

    Where no first day was chosen the period `begins` as said; else with the year.
    """
    today = wall_date(runtime().clock())
    typed = request.args.to_dict()
    periods = usual_periods(today)
    if begins is twelve_months:
        periods = ((N_("Twelve months"), twelve_months(today), today), *periods)
    try:
        wanted = read(form, typed)
        first = wanted.start or (begins(wanted.end or today) if begins else None)
        start, end = period(first, wanted.end, today)
    except InvalidInput as error:
        start, end = period(begins(today) if begins else None, None, today)
        return Asked(form(), start, end, today, typed, dict(error.fields), periods)
    return Asked(wanted, start, end, today, typed, {}, periods)


def twelve_months(day: date) -> date:
    """Return the first day of the month eleven months before: twelve months with this one."""
    months = day.year * 12 + day.month - 1 - 11
    return date(months // 12, months % 12 + 1, 1)
