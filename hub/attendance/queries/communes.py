"""One commune over a period, and all communes over a year with their ranking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.held import Between, held, rows_of, sees_all
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.reports import UnitLine, unit_line
from hub.core.errors import NotFound
from hub.core.fold import fold
from hub.core.ids import MeetingId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.directory.models import Unit
from hub.meetings.models import Meeting, MeetingType


@dataclass(frozen=True, slots=True)
class UnitReport:
    """One commune: the meetings it was to take part in, newest first, and what they add up to.

    `total` is None when there was no meeting.
    """

    unit: Unit
    start: datetime
    end: datetime
    rows: list[tuple[Meeting, SiteAttendance]]
    total: UnitLine | None

    @property
    def gap_s(self) -> int:
        """For how many seconds its line failed in all these meetings."""
        return sum(row.gap_s for _meeting, row in self.rows)


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """One commune of a year. Communes that did equally well share a rank."""

    rank: int
    line: UnitLine
    rows: Mapping[MeetingId, SiteAttendance]


@dataclass(frozen=True, slots=True)
class YearReport:
    """All communes and all meetings of a year. The host's own main site is not ranked."""

    start: datetime
    end: datetime
    meetings: Sequence[Meeting]
    units: list[RankedUnit]

    def named(self, words: str) -> list[RankedUnit]:
        """Return the communes whose name has these words, tones or not; ranks stay."""
        return [each for each in self.units if fold(words) in each.line.unit.fold]


def unit_report(
    session: Session,
    actor: Actor,
    unit_id: UnitId,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
) -> UnitReport:
    """Return one commune over a period. Raises NotFound for what the actor may not know of."""
    unit = directory.unit(session, unit_id)
    meetings = held(session, actor, start, end, unit_id=unit_id)
    rows = rows_of(session, actor, meetings, now=now, limits=limits, unit_id=unit_id)
    if not rows and not _may_ask(actor, unit):
        raise NotFound
    rows.sort(key=lambda each: each[0].starts_at, reverse=True)
    total = unit_line([row for _meeting, row in rows]) if rows else None
    return UnitReport(unit, start, end, rows, total)


def year_report(  # noqa: PLR0913  (a report has these parts)
    session: Session,
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
    kind: MeetingType | None = None,
    between: Between = None,
) -> YearReport:
    """Return all communes with all meetings of a period, best attendance first.

    Ranked by the share of meetings attended, then by how seldom late, then by minutes present.
    `between`: see `rows_of`.
    """
    meetings = held(session, actor, start, end, kind)
    found: dict[UnitId, dict[MeetingId, SiteAttendance]] = defaultdict(dict)
    rows = rows_of(session, actor, meetings, now=now, limits=limits, between=between)
    for meeting, row in rows:
        if not row.meeting_site.is_main:
            found[row.meeting_site.unit_id][meeting.id] = row
    lines = [(unit_line(list(each.values())), each) for each in found.values()]
    lines.sort(key=lambda each: (*_merit(each[0]), each[0].unit.sort_key))
    return YearReport(start, end, meetings, _ranked(lines))


def _ranked(
    lines: Sequence[tuple[UnitLine, Mapping[MeetingId, SiteAttendance]]],
) -> list[RankedUnit]:
    units: list[RankedUnit] = []
    for place, (line, rows) in enumerate(lines, 1):
        equal = bool(units) and _merit(units[-1].line) == _merit(line)
        units.append(RankedUnit(units[-1].rank if equal else place, line, rows))
    return units


def _merit(line: UnitLine) -> tuple[float, float, int]:
    """Return what a commune is ranked by; less is better."""
    attended = line.present / line.invited if line.invited else 0.0
    late = line.late / line.present if line.present else 0.0
    return -attended, late, -line.minutes


def _may_ask(actor: Actor, unit: Unit) -> bool:
    return sees_all(actor) or actor.unit_id in {unit.id, unit.parent_id}
