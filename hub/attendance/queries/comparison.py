"""Two meetings side by side: who came to both, who did better, who did worse."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from hub.attendance import rules
from hub.attendance.queries.columns import NamedUnit
from hub.attendance.queries.held import rows_of
from hub.attendance.queries.judging import SiteAttendance
from hub.attendance.queries.summary import Counts, counted
from hub.attendance.rules import AttendanceClass
from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor
from hub.meetings.models import Meeting

#: How grave a class is; a site is as good as its gravest.
GRAVITY: Final = {
    AttendanceClass.ON_TIME: 0,
    AttendanceClass.INTERRUPTED: 1,
    AttendanceClass.LATE: 2,
    AttendanceClass.LEFT_EARLY: 2,
    AttendanceClass.TOO_SHORT: 3,
    AttendanceClass.WAITING: 4,
    AttendanceClass.EXCUSED: 4,
    AttendanceClass.ABSENT: 5,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit in both meetings; None: it was not to take part in that one."""

    unit: NamedUnit
    first: SiteAttendance | None
    second: SiteAttendance | None

    @property
    def change(self) -> str:
        """How the second went against the first: better, worse, same, other, only."""
        if self.first is None or self.second is None:
            return "only"
        before, after = _gravity(self.first), _gravity(self.second)
        if after != before:
            return "better" if after < before else "worse"
        return "same" if set(self.first.classes) == set(self.second.classes) else "other"

    @property
    def percent(self) -> int | None:
        """By how many points the share of the duration rose; None where either is unknown."""
        return _difference(
            self.first.percent if self.first else None,
            self.second.percent if self.second else None,
        )

    @property
    def head_count(self) -> int | None:
        """By how many the head count rose; None where either was not counted."""
        return _difference(
            self.first.head_count if self.first else None,
            self.second.head_count if self.second else None,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two meetings, the units of either in order, and the counts of each."""

    first: Meeting
    second: Meeting
    pairs: list[Pair]
    counts: tuple[Counts, Counts]

    def changed(self, *changes: str) -> list[Pair]:
        """Return the pairs with one of these changes."""
        return [each for each in self.pairs if each.change in changes]


def comparison(
    session: Session,
    actor: Actor,
    first: Meeting,
    second: Meeting,
    *,
    now: datetime,
    limits: rules.Limits = rules.DEFAULT,
) -> Comparison:
    """Return two meetings side by side, each judged by its own limits."""
    found: tuple[dict[UnitId, SiteAttendance], ...] = ({}, {})
    for meeting, row in rows_of(session, actor, [first, second], now=now, limits=limits):
        found[0 if meeting.id == first.id else 1].setdefault(row.meeting_site.unit_id, row)
    units = {row.meeting_site.unit for each in found for row in each.values()}
    return Comparison(
        first,
        second,
        [
            Pair(unit, found[0].get(unit.id), found[1].get(unit.id))
            for unit in sorted(units, key=lambda each: each.sort_key)
        ],
        (counted(found[0].values()), counted(found[1].values())),
    )


def _gravity(row: SiteAttendance) -> int:
    return max(GRAVITY[each] for each in row.classes)


def _difference(before: int | None, after: int | None) -> int | None:
    return None if before is None or after is None else after - before
