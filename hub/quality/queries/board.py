"""The lines of a meeting as they are now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.directory.models import Site, Unit
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.models import Grade, LineState
from hub.quality.rules import GRAVITY, SILENCE

#: Sites that were never measured stand after all others.
NOT_IN: Final = -1


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one site now. `grade` None: not measured yet in this meeting.

    `since`: how long the grade lasts; `at`: the last sample.
    """

    meeting_site_id: MeetingSiteId
    grade: Grade | None
    at: datetime | None
    since: datetime | None
    rtt_ms: float | None
    loss_pct: float | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of the board. Measures are None when no packets flowed."""

    meeting_site_id: MeetingSiteId
    position: int
    is_main: bool
    site_name: str
    unit_name: str
    technician_name: str
    technician_phone: str
    grade: Grade | None
    at: datetime | None
    since: datetime | None
    rtt_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    mos: float | None
    fps: float | None
    up_kbps: float | None
    down_kbps: float | None
    drops: int


def board(session: Session, meeting_id: MeetingId, now: datetime) -> list[BoardRow]:
    """Return every site's line, worst first, with one query that reads no samples."""
    rows = [_row(each, now) for each in session.execute(_board(meeting_id))]
    return sorted(rows, key=_gravity)


def lines(session: Session, meeting_id: MeetingId, now: datetime) -> dict[MeetingSiteId, Line]:
    """Return the lines that were measured in a meeting."""
    found = session.execute(
        select(
            LineState.meeting_site_id,
            LineState.grade,
            LineState.at,
            LineState.since,
            LineState.rtt_ms,
            LineState.loss_pct,
        ).where(LineState.meeting_id == meeting_id)
    )
    answer = {}
    for site, grade, at, since, rtt_ms, loss_pct in found:
        if _is_lost(grade, at, now):
            begun = since if grade is Grade.LOST else at
            answer[site] = Line(site, Grade.LOST, at, begun, None, None)
        else:
            answer[site] = Line(site, grade, at, since, rtt_ms, loss_pct)
    return answer


def grades_of(rows: Iterable[BoardRow]) -> dict[Grade | None, int]:
    """Return how many rows there are of each grade; None counts those not measured."""
    counts: dict[Grade | None, int] = dict.fromkeys([*Grade, None], 0)
    for row in rows:
        counts[row.grade] += 1
    return counts


def find_state(session: Session, meeting_site_id: MeetingSiteId) -> LineState | None:
    """Return how a site's line is now, as last heard."""
    return session.get(LineState, meeting_site_id)


class State(NamedTuple):
    """How a line is now, as last heard: a row of line_states."""

    meeting_site_id: MeetingSiteId
    meeting_id: MeetingId
    connection: str
    seq: int
    at: datetime
    since: datetime
    grade: Grade
    rtt_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    mos: float | None
    fps: float | None
    up_kbps: float | None
    down_kbps: float | None
    drops: int


_STATES: Final = select(*(LineState.__table__.c[name] for name in State._fields)).where(
    LineState.meeting_site_id.in_(bindparam("sites", expanding=True))
)


def states_of(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, LineState]:
    """Return how the lines of some sites are now, as last heard, by site, to change them."""
    found = session.scalars(
        select(LineState).where(LineState.meeting_site_id.in_(meeting_site_ids))
    )
    return {each.meeting_site_id: each for each in found}


def state_rows_of(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, State]:
    """Return the same as plain rows: for a thousand samples a second."""
    found = session.execute(_STATES, {"sites": list(meeting_site_ids)})
    return {row[0]: State(*row) for row in found}


def count_states(session: Session, meeting_id: MeetingId) -> int:
    """Return how many sites of a meeting were measured at all."""
    return (
        session.scalar(
            select(func.count()).select_from(LineState).where(LineState.meeting_id == meeting_id)
        )
        or 0
    )


def _board(meeting_id: MeetingId) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MeetingSite.id,
            MeetingSite.position,
            MeetingSite.is_main,
            Site.name,
            Unit.short_name,
            Site.technician_name,
            Site.technician_phone,
            LineState.grade,
            LineState.at,
            LineState.since,
            LineState.rtt_ms,
            LineState.jitter_ms,
            LineState.loss_pct,
            LineState.mos,
            LineState.fps,
            LineState.up_kbps,
            LineState.down_kbps,
            LineState.drops,
        )
        .join(Site, Site.id == MeetingSite.site_id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .outerjoin(LineState, LineState.meeting_site_id == MeetingSite.id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
    )


def _row(found: Row[*tuple[Any, ...]], now: datetime) -> BoardRow:
    values: list[Any] = list(found)
    grade, at, since = values[7:10]
    if _is_lost(grade, at, now):
        values[7], values[9] = Grade.LOST, since if grade is Grade.LOST else at
        values[10:17] = [None] * 7
    values[17] = values[17] or 0
    return BoardRow(*values)


def _is_lost(grade: Grade | None, at: datetime | None, now: datetime) -> bool:
    return grade is Grade.LOST or (at is not None and now - at > SILENCE)


def _gravity(row: BoardRow) -> tuple[int, float, float, int]:
    grave = NOT_IN if row.grade is None else GRAVITY[row.grade]
    return -grave, row.mos or 5.0, -(row.rtt_ms or 0.0), row.position
