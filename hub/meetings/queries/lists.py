"""Many meetings: the week, the list, those being held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import words
from hub.core.ids import MeetingId, SiteId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory.models import Site, Unit
from hub.meetings.models import (
    NO_GUEST,
    TAKES_PART,
    Meeting,
    MeetingSite,
    MeetingState,
    MeetingType,
)
from hub.meetings.rules.access import PREPARING, READING_ALL
from hub.meetings.rules.states import AFTER_INVITING


@dataclass(frozen=True)
class Listed:
    """Which meetings a list shows; an empty value means all."""

    query: str = ""
    state: MeetingState | None = None
    type: MeetingType | None = None
    host_unit_id: UnitId | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of `rules.may_see`, for the database."""
    if actor.has(*READING_ALL):
        return true()
    invited = or_(Meeting.invited_at.is_not(None), Meeting.state.in_(AFTER_INVITING))
    asked = Meeting.id.in_(
        select(MeetingSite.meeting_id).where(MeetingSite.unit_id == actor.unit_id, TAKES_PART)
    )
    ours = Meeting.host_unit_id == actor.unit_id
    return or_(
        Meeting.chair_id == actor.person_id,
        Meeting.secretary_id == actor.person_id,
        ours if actor.has(*PREPARING) else and_(ours, invited),
        and_(asked, invited),
    )


def between(session: Session, actor: Actor, start: datetime, end: datetime) -> list[Meeting]:
    """Return the meetings the actor may see that take some of this time, earliest first.

    With host and chair.
    """
    return list(
        session.scalars(
            select(Meeting)
            .where(visible_to(actor), Meeting.starts_at < end, start < Meeting.ends_at)
            .options(joinedload(Meeting.host), joinedload(Meeting.chair))
            .order_by(Meeting.starts_at, Meeting.code)
        )
    )


@dataclass(frozen=True)
class SiteDay:
    """A site and which of the asked meetings it takes part in."""

    name: str
    meetings: frozenset[MeetingId]


def site_days(
    session: Session, meetings: Collection[MeetingId], *, offset: int, most: int
) -> tuple[list[SiteDay], int]:
    """Return the sites of these meetings in Vietnamese order, and how many there are in all."""
    of_these = and_(MeetingSite.meeting_id.in_(meetings), TAKES_PART, NO_GUEST)
    total = (
        session.scalar(select(func.count(func.distinct(MeetingSite.site_id))).where(of_these)) or 0
    )
    rows = session.execute(
        select(Site.id, Unit.short_name, Site.is_main)
        .join(Unit, Unit.id == Site.unit_id)
        .where(Site.id.in_(select(MeetingSite.site_id).where(of_these)))
        .order_by(Site.is_main.desc(), Unit.sort_key, Site.id)
        .offset(offset)
        .limit(most)
    ).all()
    places = select(MeetingSite.site_id, MeetingSite.meeting_id).where(
        of_these, MeetingSite.site_id.in_([site for site, *_ in rows])
    )
    taking: dict[SiteId, set[MeetingId]] = {}
    for site, meeting in session.execute(places):
        taking.setdefault(site, set()).add(meeting)
    return [SiteDay(name, frozenset(taking[site])) for site, name, _ in rows], total


def listed(
    session: Session, actor: Actor, asked: Listed, *, offset: int = 0, most: int = 50
) -> tuple[Sequence[Meeting], int]:
    """Return meetings the actor may see, latest first, and how many there are in all.

    With host and chair. Words of the query are compared folded, all must match.
    """
    which = and_(visible_to(actor), *_filters(asked))
    total = session.scalar(select(func.count()).select_from(Meeting).where(which)) or 0
    rows = session.scalars(
        select(Meeting)
        .where(which)
        .options(joinedload(Meeting.host), joinedload(Meeting.chair))
        .order_by(Meeting.starts_at.desc(), Meeting.code.desc())
        .offset(offset)
        .limit(most)
    ).all()
    return rows, total


def live_ones(session: Session, actor: Actor) -> list[Meeting]:
    """Return the meetings being held that the actor may see, with host and chair."""
    return list(
        session.scalars(
            select(Meeting)
            .where(visible_to(actor), Meeting.state == MeetingState.LIVE)
            .options(joinedload(Meeting.host), joinedload(Meeting.chair))
            .order_by(Meeting.starts_at)
        )
    )


def site_counts(session: Session, meetings: Collection[MeetingId]) -> dict[MeetingId, int]:
    """Return how many member sites each meeting has; one without any is absent."""
    counted = session.execute(
        select(MeetingSite.meeting_id, func.count())
        .where(
            MeetingSite.meeting_id.in_(meetings),
            MeetingSite.is_main.is_(False),
            NO_GUEST,
            TAKES_PART,
        )
        .group_by(MeetingSite.meeting_id)
    )
    return {MeetingId(row[0]): row[1] for row in counted}


def _filters(asked: Listed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Meeting.fold.contains(word, autoescape=True) for word in words(asked.query)
    ]
    if asked.state is not None:
        found.append(Meeting.state == asked.state)
    if asked.type is not None:
        found.append(Meeting.type == asked.type)
    if asked.host_unit_id is not None:
        found.append(Meeting.host_unit_id == asked.host_unit_id)
    return found
