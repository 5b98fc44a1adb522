"""Line quality over a period, per commune and per meeting, from the sums made at the close."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory.models import Unit
from hub.meetings.models import Meeting, MeetingSite
from hub.quality.models import Grade, LineSummary, SiteStatement
from hub.quality.rules import meeting_grade


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds of each grade, breaks, and the causes with their seconds, gravest first."""

    good_s: int
    fair_s: int
    poor_s: int
    lost_s: int
    drops: int
    rtt_ms: float | None
    causes: tuple[tuple[str, int], ...]

    @property
    def grade(self) -> Grade:
        """The grade of the whole."""
        return meeting_grade(self.good_s, self.fair_s, self.poor_s, self.lost_s)

    @property
    def percent_good(self) -> int | None:
        """The share of time that was good; None when nothing was measured."""
        total = self.good_s + self.fair_s + self.poor_s + self.lost_s
        return round(100 * self.good_s / total) if total else None

    def minutes(self, grade: str) -> int:
        """Return the whole minutes of a grade."""
        return round(int(getattr(self, f"{grade}_s")) / 60)


@dataclass(frozen=True, slots=True)
class UnitLines:
    """The lines of one commune over the period; marks are its own, 1 to 5, None unsaid."""

    unit: Unit
    meetings: int
    totals: Totals
    picture: float | None
    sound: float | None


@dataclass(frozen=True, slots=True)
class MeetingLines:
    """The lines of one meeting."""

    meeting: Meeting
    sites: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Overview:
    """Line quality of the meetings held in a period that the actor may report on."""

    start: datetime
    end: datetime
    units: list[UnitLines]
    meetings: list[MeetingLines]
    totals: Totals


_Row = tuple[LineSummary, Meeting, Unit, SiteStatement | None]


def overview(session: Session, actor: Actor, start: datetime, end: datetime) -> Overview:
    """Return line quality of meetings that began from `start` until before `end` (one query).

    The host's people see all sites of the meetings of their unit, others their own, auditors
    and system administrators everything.
    """
    rows = _rows(session, actor, start, end)
    by_unit: dict[UnitId, list[_Row]] = defaultdict(list)
    by_meeting: dict[MeetingId, list[_Row]] = defaultdict(list)
    for row in rows:
        by_unit[row[2].id].append(row)
        by_meeting[row[1].id].append(row)
    units = [_unit(each) for each in by_unit.values()]
    meetings = [
        MeetingLines(each[0][1], len(each), _totals([row[0] for row in each]))
        for each in by_meeting.values()
    ]
    return Overview(
        start,
        end,
        sorted(units, key=lambda line: (line.totals.percent_good or 0, line.unit.sort_key)),
        sorted(meetings, key=lambda line: line.meeting.starts_at),
        _totals([row[0] for row in rows]),
    )


def _rows(session: Session, actor: Actor, start: datetime, end: datetime) -> list[_Row]:
    wanted = (
        select(LineSummary, Meeting, Unit, SiteStatement)
        .join(Meeting, Meeting.id == LineSummary.meeting_id)
        .join(MeetingSite, MeetingSite.id == LineSummary.meeting_site_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .outerjoin(SiteStatement, SiteStatement.meeting_site_id == LineSummary.meeting_site_id)
        .where(Meeting.starts_at >= start, Meeting.starts_at < end)
        .order_by(Meeting.starts_at, MeetingSite.position)
    )
    if not actor.has(Role.AUDITOR, Role.SYSTEM_ADMIN):
        wanted = wanted.where(
            or_(Meeting.host_unit_id == actor.unit_id, MeetingSite.unit_id == actor.unit_id)
        )
    return [(each[0], each[1], each[2], each[3]) for each in session.execute(wanted)]


def _unit(rows: Sequence[_Row]) -> UnitLines:
    stated = [row[3] for row in rows if row[3] is not None]
    return UnitLines(
        rows[0][2],
        len({row[1].id for row in rows}),
        _totals([row[0] for row in rows]),
        _mean([each.picture for each in stated]),
        _mean([each.sound for each in stated]),
    )


def _totals(found: Sequence[LineSummary]) -> Totals:
    causes: Counter[str] = Counter()
    for each in found:
        causes.update(dict(each.causes))
    return Totals(
        sum(each.good_s for each in found),
        sum(each.fair_s for each in found),
        sum(each.poor_s for each in found),
        sum(each.lost_s for each in found),
        sum(each.drops for each in found),
        _mean([each.rtt_ms for each in found if each.rtt_ms is not None]),
        tuple(causes.most_common()),
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
