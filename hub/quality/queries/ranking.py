"""Which sites stand on a page of the board, and in what order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.meetings.models import TAKES_PART, MeetingSite
from hub.quality.models import Grade, LineState
from hub.quality.rules import SILENCE

#: A line without a mark for its sound stands where the best would.
NO_MOS: Final = 5.0
#: Which lines are wanted: of one grade, not measured (None), or all.
Only: TypeAlias = Grade | Literal["all"] | None
#: Grades by how far up they stand on the board.
_GRADES: Final = (Grade.LOST, Grade.POOR, Grade.FAIR, Grade.GOOD, None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the lines of a meeting stand at a moment; `anyone_left`: some sites were withdrawn."""

    meeting_id: MeetingId
    now: datetime
    total: int
    anyone_left: bool
    counts: dict[Grade | None, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: `most` entries from `offset` on."""

    offset: int
    most: int

    def within(self, begin: int, length: int) -> "Part":
        """Return what of it lies in a stretch of the list, counted from where that begins."""
        first = min(max(self.offset - begin, 0), length)
        last = min(max(self.offset + self.most - begin, 0), length)
        return Part(first, last - first)


def standing_of(session: Session, meeting_id: MeetingId, now: datetime) -> Standing:
    """Count the sites of each grade; None counts those not measured."""
    invited, withdrawn = session.execute(
        select(func.count(), func.count(MeetingSite.withdrawn_at)).where(
            MeetingSite.meeting_id == meeting_id
        )
    ).one()
    counts: dict[Grade | None, int] = dict.fromkeys([*Grade, None], 0)
    standing = Standing(meeting_id, now, invited - withdrawn, withdrawn > 0, counts)
    gravity = _gravity_column(now)
    for number, count in session.execute(
        _lines_of(standing, gravity, func.count()).group_by(gravity)
    ):
        counts[_GRADES[number]] = count
    counts[None] = standing.total - sum(counts.values())
    return standing


def _lines_of(standing: Standing, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Choose among the lines that were measured, of sites that take part.

    The lines are read alone. To look for the site of each, only to see that it was not withdrawn,
    took most of the board's time at ten thousand sites, so that is done where some were.
    """
    chosen = select(*columns).where(LineState.meeting_id == standing.meeting_id)
    if not standing.anyone_left:
        return chosen
    withdrawn = select(MeetingSite.id).where(
        MeetingSite.meeting_id == standing.meeting_id, ~TAKES_PART
    )
    return chosen.where(LineState.meeting_site_id.not_in(withdrawn))


def worst_first(
    session: Session, standing: Standing, only: Only, part: Part
) -> list[MeetingSiteId]:
    """Return the sites of a part of the board: of one grade or of all, worst first.

    The list has three stretches, each in an order that the database finds without sorting all
    sites by what stands in two tables: lost lines and those not measured by their places, between
    them the others by how they are.
    """
    counts = standing.counts
    if only != "all":
        counts = dict.fromkeys(counts, 0) | {only: counts[only]}
    lost, unmeasured = counts[Grade.LOST], counts[None]
    alive = sum(counts.values()) - lost - unmeasured
    is_lost = _is_lost_column(standing.now)
    stretches = (
        (_by_place(standing.meeting_id).where(is_lost), lost),
        (_alive(standing, only), alive),
        (_by_place(standing.meeting_id).where(LineState.grade.is_(None)), unmeasured),
    )
    found: list[MeetingSiteId] = []
    begin = 0
    for chosen, length in stretches:
        wanted = part.within(begin, length)
        begin += length
        if wanted.most:
            found += session.scalars(chosen.offset(wanted.offset).limit(wanted.most))
    return found


def _by_place(meeting_id: MeetingId) -> Select[*tuple[Any, ...]]:
    return (
        select(MeetingSite.id)
        .outerjoin(LineState, LineState.meeting_site_id == MeetingSite.id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .order_by(MeetingSite.position, MeetingSite.id)
    )


def _alive(standing: Standing, only: Only) -> Select[*tuple[Any, ...]]:
    """Choose the lines that are not lost; equally bad ones in the order of their ids."""
    chosen = _lines_of(standing, LineState.meeting_site_id).where(~_is_lost_column(standing.now))
    if only != "all":
        chosen = chosen.where(LineState.grade == only)
    return chosen.order_by(
        _gravity_column(standing.now),
        func.coalesce(LineState.mos, NO_MOS),
        func.coalesce(LineState.rtt_ms, 0.0).desc(),
        LineState.meeting_site_id,
    )


def in_their_places(session: Session, meeting_id: MeetingId, part: Part) -> list[MeetingSiteId]:
    """Return the sites of a part of the wall: at fixed places, whatever their lines are like."""
    chosen = (
        select(MeetingSite.id)
        .where(MeetingSite.meeting_id == meeting_id, TAKES_PART)
        .order_by(MeetingSite.position, MeetingSite.id)
        .offset(part.offset)
        .limit(part.most)
    )
    return list(session.scalars(chosen))


def _gravity_column(now: datetime) -> ColumnElement[int]:
    return case(
        (_is_lost_column(now), _GRADES.index(Grade.LOST)),
        *((LineState.grade == each, _GRADES.index(each)) for each in _GRADES[1:3]),
        else_=_GRADES.index(Grade.GOOD),
    )


def _is_lost_column(now: datetime) -> ColumnElement[bool]:
    return or_(LineState.grade == Grade.LOST, LineState.at < now - SILENCE)
