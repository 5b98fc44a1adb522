"""Looking up single rows of attendance for a change."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.attendance.errors import NoSuchSite
from hub.attendance.models import Presence, RollEntry
from hub.core.ids import MeetingId, MeetingSiteId, PresenceId, UnitId
from hub.meetings.models import NO_GUEST, TAKES_PART, MeetingSite


def get_site(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> MeetingSite:
    """Return a site of this meeting with its site and unit. Raises NoSuchSite."""
    found = session.scalar(
        select(MeetingSite)
        .where(
            MeetingSite.id == meeting_site_id,
            MeetingSite.meeting_id == meeting_id,
            TAKES_PART,
            NO_GUEST,
        )
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
    )
    if found is None:
        raise NoSuchSite
    return found


def get_own_site(session: Session, meeting_id: MeetingId, unit_id: UnitId) -> MeetingSite:
    """Return the site by which a unit takes part, with its site and unit. Raises NoSuchSite."""
    found = session.scalar(
        select(MeetingSite)
        .where(
            MeetingSite.meeting_id == meeting_id,
            MeetingSite.unit_id == unit_id,
            TAKES_PART,
            NO_GUEST,
        )
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position)
        .limit(1)
    )
    if found is None:
        raise NoSuchSite
    return found


def find_entry(
    session: Session, meeting_id: MeetingId, meeting_site_id: MeetingSiteId
) -> RollEntry | None:
    """Return the roll of one site in one meeting, if it was called."""
    return session.scalar(
        select(RollEntry).filter_by(meeting_id=meeting_id, meeting_site_id=meeting_site_id)
    )


def find_open(session: Session, connection: str) -> Presence | None:
    """Return the stay of a connection that is in the room."""
    return session.scalar(
        select(Presence).where(Presence.connection == connection, Presence.left_at.is_(None))
    )


def entries_of(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, RollEntry]:
    """Return the roll of some sites, as far as it was called."""
    found = session.scalars(
        select(RollEntry).where(RollEntry.meeting_site_id.in_(meeting_site_ids))
    )
    return {entry.meeting_site_id: entry for entry in found}


def entries_in(session: Session, meeting_id: MeetingId) -> dict[MeetingSiteId, RollEntry]:
    """Return the roll of all sites of a meeting, as far as it was called."""
    found = session.scalars(select(RollEntry).where(RollEntry.meeting_id == meeting_id))
    return {entry.meeting_site_id: entry for entry in found}


def open_by_connection(session: Session, connections: Collection[str]) -> dict[str, Presence]:
    """Return the stays of those connections that are in the room."""
    found = session.scalars(
        select(Presence).where(Presence.connection.in_(connections), Presence.left_at.is_(None))
    )
    return {stay.connection: stay for stay in found}


def find_latest(session: Session, connection: str) -> Presence | None:
    """Return the last stay of a connection, over or not."""
    return session.scalar(
        select(Presence)
        .where(Presence.connection == connection)
        .order_by(Presence.joined_at.desc(), Presence.id.desc())
        .limit(1)
    )


def find_latest_at(session: Session, meeting_site_id: MeetingSiteId) -> Presence | None:
    """Return the last stay of a site, whichever connection it was, over or not."""
    return session.scalar(
        select(Presence)
        .where(Presence.meeting_site_id == meeting_site_id)
        .order_by(Presence.joined_at.desc(), Presence.id.desc())
        .limit(1)
    )


def silent_since(session: Session, moment: datetime, *, most: int) -> Sequence[Presence]:
    """Return stays still open without a sign of life since the moment, the longest silent first."""
    return session.scalars(
        select(Presence)
        .where(Presence.left_at.is_(None), Presence.seen_at < moment)
        .order_by(Presence.seen_at, Presence.id)
        .limit(most)
    ).all()


def ended_by_estimate(session: Session, connections: Iterable[str]) -> Sequence[Presence]:
    """Return the stays of these connections that the hub closed on its own guess."""
    return session.scalars(
        select(Presence)
        .where(Presence.connection.in_(list(connections)), Presence.estimated.is_(True))
        .order_by(Presence.joined_at)
    ).all()


class OpenStay(NamedTuple):
    """A stay that goes on."""

    id: PresenceId
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    connection: str


def open_in(session: Session, meeting_id: MeetingId) -> list[OpenStay]:
    """Return the stays still open in a meeting."""
    found = session.execute(
        select(
            Presence.id, Presence.meeting_id, Presence.meeting_site_id, Presence.connection
        ).where(Presence.meeting_id == meeting_id, Presence.left_at.is_(None))
    )
    return [OpenStay(*row) for row in found]
