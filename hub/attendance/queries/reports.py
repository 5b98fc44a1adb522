"""Attendance over a period: per meeting, per commune, per month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.attendance import rules
from hub.attendance.queries.judging import SiteAttendance, facts_of, judge
from hub.attendance.queries.summary import Counts, counted
from hub.attendance.rules import AttendanceClass
from hub.core.clock import wall_date
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory.models import Unit
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite, MeetingState


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One commune over the period. `invited` counts meetings, `minutes` the time in them."""

    unit: Unit
    invited: int
    present: int
    on_time: int
    late: int
    left_early: int
    interrupted: int
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


def report(
    session: Session,
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
) -> Report:
    """Return the attendance of meetings that began from `start` until before `end`.

    The host's people see all sites of the meetings of their unit, others the rows of their
    own unit, auditors and system administrators everything. Six queries for any period.
    """
    meetings = session.scalars(_meetings(actor, start, end)).all()
    rows = _rows(session, actor, meetings, now=now, limits=limits)
    by_meeting: dict[Meeting, list[SiteAttendance]] = {each: [] for each in meetings}
    for meeting, row in rows:
        by_meeting[meeting].append(row)
    lines = [MeetingLine(meeting, counted(found)) for meeting, found in by_meeting.items()]
    return Report(start, end, _by_unit(row for _meeting, row in rows), lines, _by_month(lines))


def sees_all(actor: Actor) -> bool:
    """Tell whether the actor reads the reports of every unit."""
    return actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN)


def _meetings(actor: Actor, start: datetime, end: datetime) -> Select[Meeting]:
    held = (
        select(Meeting)
        .where(
            Meeting.state.in_([MeetingState.ENDED, MeetingState.ARCHIVED]),
            Meeting.starts_at >= start,
            Meeting.starts_at < end,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if sees_all(actor):
        return held
    taking_part = exists().where(
        MeetingSite.meeting_id == Meeting.id, MeetingSite.unit_id == actor.unit_id, TAKES_PART
    )
    return held.where(or_(Meeting.host_unit_id == actor.unit_id, taking_part))


def _rows(
    session: Session,
    actor: Actor,
    meetings: Sequence[Meeting],
    *,
    now: datetime,
    limits: rules.Limits,
) -> list[tuple[Meeting, SiteAttendance]]:
    ids = [each.id for each in meetings]
    by_id = {each.id: each for each in meetings}
    sites = session.scalars(
        select(MeetingSite)
        .where(MeetingSite.meeting_id.in_(ids), TAKES_PART)
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
    ).all()
    facts = facts_of(session, meetings, limits)
    return [
        (by_id[site.meeting_id], judge(by_id[site.meeting_id], site, facts, now))
        for site in sites
        if _may_report(actor, by_id[site.meeting_id], site)
    ]


def _may_report(actor: Actor, meeting: Meeting, site: MeetingSite) -> bool:
    return sees_all(actor) or actor.unit_id in {meeting.host_unit_id, site.unit_id}


def _by_unit(rows: Iterable[SiteAttendance]) -> list[UnitLine]:
    found: dict[UnitId, list[SiteAttendance]] = defaultdict(list)
    for row in rows:
        found[row.meeting_site.unit_id].append(row)
    lines = [_unit_line(each) for each in found.values()]
    return sorted(lines, key=lambda line: line.unit.sort_key)


def _unit_line(rows: Sequence[SiteAttendance]) -> UnitLine:
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
