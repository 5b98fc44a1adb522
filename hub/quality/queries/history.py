"""Lines over months: the trend of communes, their ranking, and which need money."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from hub.core.clock import wall_date
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor
from hub.directory.models import Unit
from hub.quality.queries.overview import by_unit_of, units_by_id
from hub.quality.queries.totals import SummaryRow, Totals, mean_of, summary_rows, totals_of
from hub.quality.rules import (
    Need,
    Remedy,
    is_weak,
    line_score,
    needs_investment,
    ranks,
    remedies_of,
)

LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class MonthLines:
    """The lines of a month; `totals` are zero in a month without a meeting."""

    month: date
    meetings: int
    totals: Totals
    picture: float | None
    sound: float | None

    @property
    def score(self) -> float | None:
        """The score of the month; None without a meeting."""
        return score_of(self.totals) if self.meetings else None


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines month by month, of one commune or of all one may report on."""

    start: datetime
    end: datetime
    unit: Unit | None
    units: list[Unit]
    months: list[MonthLines]
    totals: Totals


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A commune in the ranking. `before`: its score in the period of equal length before."""

    rank: int
    unit: Unit
    meetings: int
    totals: Totals
    score: float
    before: float | None
    by_month: list[float | None]


@dataclass(frozen=True, slots=True)
class NeedyUnit:
    """A commune whose lines were weak in too many of its last meetings."""

    unit: Unit
    weak: int
    of: int
    score: float
    totals: Totals
    remedies: list[Remedy]
    picture: float | None
    sound: float | None


def score_of(totals: Totals) -> float:
    """Return the score of summed lines, 0 to 100 (rules.line_score)."""
    return line_score(totals.good_s, totals.fair_s, totals.poor_s, totals.lost_s, totals.drops)


def trend(
    session: Session, actor: Actor, start: datetime, end: datetime, unit_id: UnitId | None = None
) -> Trend:
    """Return lines month by month (two queries). A commune one may not see has no months.

    `units` are those that have lines in the period, to choose one.
    """
    rows = summary_rows(session, actor, start, end)
    units = units_by_id(session, {row.unit_id for row in rows})
    chosen = [row for row in rows if unit_id in {None, row.unit_id}]
    return Trend(
        start,
        end,
        units.get(unit_id) if unit_id else None,
        sorted(units.values(), key=lambda unit: unit.sort_key),
        _by_month(chosen, months_of(start, end)),
        totals_of(chosen),
    )


def ranking(session: Session, actor: Actor, start: datetime, end: datetime) -> list[RankedUnit]:
    """Return communes, the best line first (three queries)."""
    by_unit = by_unit_of(summary_rows(session, actor, start, end))
    before = by_unit_of(summary_rows(session, actor, start - (end - start), start))
    units = units_by_id(session, by_unit)
    months = months_of(start, end)
    found = [
        RankedUnit(
            0,
            units[unit_id],
            len(rows),
            totals,
            score_of(totals),
            score_of(totals_of(before[unit_id])) if unit_id in before else None,
            [each.score for each in _by_month(rows, months)],
        )
        for unit_id, rows in by_unit.items()
        for totals in [totals_of(rows)]
    ]
    found.sort(key=lambda each: (-each.score, each.unit.sort_key))
    places = ranks([each.score for each in found])
    return [replace(each, rank=place) for place, each in zip(places, found, strict=True)]


def investment(
    session: Session, actor: Actor, start: datetime, end: datetime, need: Need
) -> list[NeedyUnit]:
    """Return communes to spend money on, the weakest first (two queries)."""
    found = []
    by_unit = by_unit_of(summary_rows(session, actor, start, end))
    needy = {
        unit_id: rows[-need.of :]
        for unit_id, rows in by_unit.items()
        if needs_investment([row.grade for row in rows], need)
    }
    units = units_by_id(session, needy)
    for unit_id, rows in needy.items():
        totals = totals_of(rows)
        found.append(
            NeedyUnit(
                units[unit_id],
                sum(is_weak(row.grade) for row in rows),
                len(rows),
                score_of(totals),
                totals,
                remedies_of(totals.causes),
                mean_of([row.picture for row in rows]),
                mean_of([row.sound for row in rows]),
            )
        )
    return sorted(found, key=lambda each: (each.score, each.unit.sort_key))


def months_of(start: datetime, end: datetime) -> list[date]:
    """Return the first days of the months from `start` until before `end`, Vietnamese time."""
    month, last = wall_date(start).replace(day=1), wall_date(end)
    found = []
    while month < last:
        found.append(month)
        month = (
            date(month.year + 1, 1, 1)
            if month.month == LAST_MONTH
            else month.replace(month=month.month + 1)
        )
    return found


def _by_month(rows: Sequence[SummaryRow], months: Sequence[date]) -> list[MonthLines]:
    found: dict[date, list[SummaryRow]] = defaultdict(list)
    for row in rows:
        found[wall_date(row.starts_at).replace(day=1)].append(row)
    return [
        MonthLines(
            month,
            len({row.meeting_id for row in found[month]}),
            totals_of(found[month]),
            mean_of([row.picture for row in found[month]]),
            mean_of([row.sound for row in found[month]]),
        )
        for month in months
    ]
