"""Attendance over a period: per meeting, per commune, per month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.columns import NamedUnit
from hub.attendance.queries.held import Between, held, rows_of
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.summary import Counts, counted
from hub.attendance.rules import AttendanceClass
from hub.core.clock import wall_date
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor
from hub.meetings.models import Meeting, MeetingType


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One commune over the period. `invited` counts meetings, `minutes` the time in them."""

    unit: NamedUnit
    invited: int
    present: int
    on_time: int
    late: int
    left_early: int
    interrupted: int
    too_short: int
    excused: int
    absent: int
    deputies: int
    minutes: int

    @property
    def percent(self) -> int | None:
        """The share of meetings attended; None when there was none."""
        return round(100 * self.present / self.invited) if self.invited else None


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting of the period."""

    meeting: Meeting
    counts: Counts

    @property
    def percent(self) -> int | None:
        """The share of sites that attended."""
        return round(100 * self.counts.present / self.counts.total) if self.counts.total else None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """All meetings of one month; `expected` and `present` count sites over meetings."""

    first_day: date
    meetings: int
    expected: int
    present: int
    late: int
    absent: int

    @property
    def percent(self) -> int | None:
        """The share of sites that attended."""
        return round(100 * self.present / self.expected) if self.expected else None


@dataclass(frozen=True, slots=True)
class Report:
    """Attendance of the meetings held in a period that the actor may report on."""

    start: datetime
    end: datetime
    units: list[UnitLine]
    meetings: list[MeetingLine]
    months: list[MonthLine]

    @property
    def expected(self) -> int:
        """Sites over all meetings."""
        return sum(each.counts.total for each in self.meetings)

    @property
    def present(self) -> int:
        """Sites that took part, over all meetings."""
        return sum(each.counts.present for each in self.meetings)

    @property
    def percent(self) -> int | None:
        """The share of sites that attended; None when there was no meeting."""
        return round(100 * self.present / self.expected) if self.expected else None


def report(  # noqa: PLR0913  (a report has these parts)
    session: Session,
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
    kind: MeetingType | None = None,
    between: Between = None,
) -> Report:
    """Return the attendance of meetings that began from `start` until before `end`.

    The host's people see all sites of the meetings of their unit, others the rows of their
    own unit, auditors and system administrators everything. `kind` keeps one type of meeting.
    Ten queries for any period of ordinary meetings. `between`: see `rows_of`.
    """
    meetings = held(session, actor, start, end, kind)
    rows = rows_of(session, actor, meetings, now=now, limits=limits, between=between)
    by_meeting: dict[Meeting, list[SiteAttendance]] = {each: [] for each in meetings}
    for meeting, row in rows:
        by_meeting[meeting].append(row)
    lines = [MeetingLine(meeting, counted(found)) for meeting, found in by_meeting.items()]
    return Report(start, end, _by_unit(row for _meeting, row in rows), lines, _by_month(lines))


def _by_unit(rows: Iterable[SiteAttendance]) -> list[UnitLine]:
    found: dict[UnitId, list[SiteAttendance]] = defaultdict(list)
    for row in rows:
        found[row.meeting_site.unit_id].append(row)
    lines = [unit_line(each) for each in found.values()]
    return sorted(lines, key=lambda line: line.unit.sort_key)


def unit_line(rows: Sequence[SiteAttendance]) -> UnitLine:
    """Return what the rows of one unit add up to."""
    counts = counted(rows)
    tally = Counter(each for row in rows for each in row.classes)
    return UnitLine(
        unit=rows[0].meeting_site.unit,
        invited=counts.total,
        present=counts.present,
        on_time=tally[AttendanceClass.ON_TIME],
        late=counts.late,
        left_early=counts.left_early,
        interrupted=counts.interrupted,
        too_short=counts.too_short,
        excused=counts.excused,
        absent=counts.absent,
        deputies=counts.deputies,
        minutes=sum(row.minutes for row in rows),
    )


def _by_month(lines: Sequence[MeetingLine]) -> list[MonthLine]:
    found: dict[date, list[MeetingLine]] = defaultdict(list)
    for line in lines:
        found[wall_date(line.meeting.starts_at).replace(day=1)].append(line)
    return [
        MonthLine(
            month,
            meetings=len(each),
            expected=sum(line.counts.total for line in each),
            present=sum(line.counts.present for line in each),
            late=sum(line.counts.late for line in each),
            absent=sum(line.counts.absent + line.counts.excused for line in each),
        )
        for month, each in sorted(found.items())
    ]
