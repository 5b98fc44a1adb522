"""Line quality over a period, per commune and per meeting, from the sums made at the close."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory.models import Unit
from hub.meetings.models import Meeting
from hub.quality.queries.sums import being_summed
from hub.quality.queries.totals import SummaryRow, Totals, mean_of, summary_rows, totals_of

#: SQLite and PostgreSQL take more values at once; this many need one query for a province.
AT_ONCE = 5000


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
    being_summed: Sequence[str] = ()  # titles of meetings that are not counted yet


def overview(session: Session, actor: Actor, start: datetime, end: datetime) -> Overview:
    """Return line quality of meetings that began from `start` until before `end` (4 queries).

    Who sees which lines: `summary_rows`.
    """
    rows = summary_rows(session, actor, start, end)
    by_unit = by_unit_of(rows)
    by_meeting: dict[MeetingId, list[SummaryRow]] = defaultdict(list)
    for row in rows:
        by_meeting[row.meeting_id].append(row)
    units = units_by_id(session, by_unit)
    lines = [_unit(units[unit_id], each) for unit_id, each in by_unit.items()]
    return Overview(
        start,
        end,
        sorted(lines, key=lambda line: (line.totals.percent_good or 0, line.unit.sort_key)),
        [
            MeetingLines(meeting, len(by_meeting[meeting.id]), totals_of(by_meeting[meeting.id]))
            for meeting in _meetings(session, by_meeting)
        ],
        totals_of(rows),
        being_summed(session, actor, start, end),
    )


def by_unit_of(rows: Sequence[SummaryRow]) -> dict[UnitId, list[SummaryRow]]:
    """Return the lines of each commune, in order of time."""
    found: dict[UnitId, list[SummaryRow]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row)
    return found


def units_by_id(session: Session, unit_ids: Collection[UnitId]) -> dict[UnitId, Unit]:
    """Return some units by their ids."""
    found: dict[UnitId, Unit] = {}
    wanted = list(unit_ids)
    for first in range(0, len(wanted), AT_ONCE):
        some = session.scalars(select(Unit).where(Unit.id.in_(wanted[first : first + AT_ONCE])))
        found.update((unit.id, unit) for unit in some)
    return found


def _meetings(session: Session, meeting_ids: Collection[MeetingId]) -> list[Meeting]:
    wanted = list(meeting_ids)
    found: list[Meeting] = []
    for first in range(0, len(wanted), AT_ONCE):
        some = select(Meeting).where(Meeting.id.in_(wanted[first : first + AT_ONCE]))
        found.extend(session.scalars(some))
    return sorted(found, key=lambda meeting: meeting.starts_at)


def _unit(unit: Unit, rows: Sequence[SummaryRow]) -> UnitLines:
    return UnitLines(
        unit,
        len({row.meeting_id for row in rows}),
        totals_of(rows),
        mean_of([row.picture for row in rows]),
        mean_of([row.sound for row in rows]),
    )
