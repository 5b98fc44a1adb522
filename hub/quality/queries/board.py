"""The lines of a meeting as they are now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.directory.models import Site, Unit
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.models import Grade, LineState
from hub.quality.queries.ranking import (
    NO_MOS,
    Only,
    Part,
    in_their_places,
    standing_of,
    worst_first,
)
from hub.quality.rules import GRAVITY, SILENCE

#: Rows of the list and tiles of the wall at once; a national meeting has pages of them.
ROWS: Final = 50
TILES: Final = 300
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


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page of the board: how many lines there are of each grade, some of them in two orders.

    `listed`: how many the list has in all, `rows` those of its page; `places` those of the wall.
    """

    counts: dict[Grade | None, int]
    total: int
    listed: int
    page: int
    rows: list[BoardRow]
    wall: int
    places: list[BoardRow]


def board(session: Session, meeting_id: MeetingId, now: datetime) -> list[BoardRow]:
    """Return every site's line, worst first, with one query that reads no samples."""
    wanted = _rows_of_sites().where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
    rows = [_row(each, now) for each in session.execute(wanted)]
    return sorted(rows, key=_gravity)


def board_page(
    session: Session,
    meeting_id: MeetingId,
    now: datetime,
    *,
    only: Only = "all",
    page: int = 1,
    wall: int = 1,
) -> BoardPage:
    """Return a page of the list, worst first, and one of the wall, which is never filtered."""
    standing = standing_of(session, meeting_id, now)
    counts, total = standing.counts, standing.total
    listed = total if only == "all" else counts[only]
    page, wall = _there_is(page, listed, ROWS), _there_is(wall, total, TILES)
    worst = worst_first(session, standing, only, Part((page - 1) * ROWS, ROWS))
    places = in_their_places(session, meeting_id, Part((wall - 1) * TILES, TILES))
    return BoardPage(
        counts,
        total,
        listed,
        page,
        sorted(_rows(session, worst, now), key=_gravity),
        wall,
        _rows(session, places, now),
    )


def _there_is(number: int, total: int, per_page: int) -> int:
    """Return the number of a page that there is."""
    return min(number, max(1, -(-total // per_page)))


def _rows(session: Session, sites: Sequence[MeetingSiteId], now: datetime) -> list[BoardRow]:
    """Return the rows of some sites in this order; only these are asked for their names."""
    if not sites:
        return []
    wanted = _rows_of_sites().where(MeetingSite.id.in_(bindparam("sites", expanding=True)))
    found = [_row(each, now) for each in session.execute(wanted, {"sites": sites})]
    rows = {row.meeting_site_id: row for row in found}
    return [rows[each] for each in sites]


def lines(
    session: Session,
    meeting_id: MeetingId,
    now: datetime,
    sites: Collection[MeetingSiteId] | None = None,
) -> dict[MeetingSiteId, Line]:
    """Return the lines that were measured in a meeting: of all its sites, or of some."""
    wanted = LineState.meeting_id == meeting_id
    if sites is not None:
        wanted = and_(wanted, LineState.meeting_site_id.in_(sites))
    found = session.execute(
        select(
            LineState.meeting_site_id,
            LineState.grade,
            LineState.at,
            LineState.since,
            LineState.rtt_ms,
            LineState.loss_pct,
        ).where(wanted)
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


def _rows_of_sites() -> Select[*tuple[Any, ...]]:
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
    mos = NO_MOS if row.mos is None else row.mos
    return -grave, mos, -(row.rtt_ms or 0.0), row.position
