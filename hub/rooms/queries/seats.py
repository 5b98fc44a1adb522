"""The room, its seats, and the tokens that were used to come in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import fold
from hub.core.ids import MeetingId, MeetingSiteId, PersonId
from hub.core.unit_of_work import Actor
from hub.directory.models import Unit
from hub.meetings.models import TAKES_PART, Meeting, MeetingSite
from hub.rooms import rules
from hub.rooms.errors import NoSuchSeat, NotInTheRoom
from hub.rooms.models import JoinToken, Room, Seat


def find_room(session: Session, meeting_id: MeetingId) -> Room | None:
    """Return the room of a meeting once somebody came in or arranged it."""
    return session.get(Room, meeting_id)


def find_seat(session: Session, meeting_site_id: MeetingSiteId) -> Seat | None:
    """Return the seat of a site, if it ever came in or asked to."""
    return session.scalar(select(Seat).where(Seat.meeting_site_id == meeting_site_id))


def find_seat_of(session: Session, connection: str) -> Seat | None:
    """Return the seat a connection holds."""
    return session.scalar(select(Seat).where(Seat.connection == connection))


class Held(NamedTuple):
    """Which seat a connection holds, and who sits there."""

    connection: str
    person_id: PersonId | None
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


_HELD: Final = select(Seat.connection, Seat.person_id, Seat.meeting_id, Seat.meeting_site_id).where(
    Seat.connection.in_(bindparam("connections", expanding=True))
)


def seats_held_by(session: Session, connections: Collection[str]) -> dict[str, Held]:
    """Return the seats that connections hold, by connection."""
    found = session.execute(_HELD, {"connections": list(connections)})
    return {row[0]: Held(*row) for row in found}


def held_by(held: Mapping[str, Held], actor: Actor, connection: str) -> Held:
    """Return the seat the actor holds by this connection. Raises NotInTheRoom."""
    seat = held.get(connection)
    if seat is None or seat.person_id != actor.person_id:
        raise NotInTheRoom
    return seat


def seats_at(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, Seat]:
    """Return the seats of some sites, as far as they ever came in."""
    found = session.scalars(select(Seat).where(Seat.meeting_site_id.in_(meeting_site_ids)))
    return {seat.meeting_site_id: seat for seat in found}


def seats_locked(
    session: Session, meeting_site_ids: Collection[MeetingSiteId]
) -> dict[MeetingSiteId, Seat]:
    """Return the same, as they are now; nobody else changes them until the transaction ends."""
    found = session.scalars(
        select(Seat)
        .where(Seat.meeting_site_id.in_(meeting_site_ids))
        .order_by(Seat.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {seat.meeting_site_id: seat for seat in found}


def seats_of_connections(session: Session, connections: Collection[str]) -> Sequence[Seat]:
    """Return the seats that some connections hold."""
    return session.scalars(select(Seat).where(Seat.connection.in_(connections))).all()


def seat_held(session: Session, actor: Actor, connection: str) -> Seat:
    """Return the seat the actor holds by this connection. Raises NotInTheRoom."""
    seat = find_seat_of(session, connection) if connection else None
    if seat is None or seat.person_id != actor.person_id:
        raise NotInTheRoom
    return seat


def seat_in(session: Session, meeting: Meeting, meeting_site_id: MeetingSiteId) -> Seat:
    """Return the seat of a site of this meeting. Raises NoSuchSeat."""
    seat = find_seat(session, meeting_site_id)
    if seat is None or seat.meeting_id != meeting.id:
        raise NoSuchSeat
    return seat


def tokens_used(session: Session, digests: Collection[str]) -> dict[str, str]:
    """Return which of these join tokens were used, each with the connection that did."""
    found = session.execute(
        select(JoinToken.token_sha256, JoinToken.connection).where(
            JoinToken.token_sha256.in_(digests)
        )
    )
    return {row.token_sha256: row.connection for row in found}


def seats_of(session: Session, meeting_id: MeetingId) -> Sequence[Seat]:
    """Return the seats of all sites that came in or asked to."""
    return session.scalars(select(Seat).where(Seat.meeting_id == meeting_id)).all()


def seats_held(session: Session, meeting_id: MeetingId) -> Sequence[Seat]:
    """Return the seats that a connection holds at this moment."""
    return session.scalars(
        select(Seat).where(Seat.meeting_id == meeting_id, Seat.connection != "")
    ).all()


def count_here(session: Session, meeting_id: MeetingId) -> int:
    """Return how many sites are in the room."""
    return _count(session, meeting_id, Seat.connection != "")


def count_waiting(session: Session, actor: Actor, meeting: Meeting) -> int:
    """Return how many sites ask to be let in: none but to those who let them in."""
    if not rules.may_moderate(actor, meeting):
        return 0
    return _count(session, meeting.id, Seat.waiting_since.is_not(None), Seat.removed_at.is_(None))


def place_in_line(session: Session, seat: Seat) -> int:
    """Return the place of a site among those that ask to be let in: 1 has waited longest."""
    earlier = _count(
        session, seat.meeting_id, Seat.waiting_since < seat.waiting_since, Seat.removed_at.is_(None)
    )
    return earlier + 1


def _count(session: Session, meeting_id: MeetingId, *which: ColumnElement[bool]) -> int:
    of_meeting = select(func.count()).select_from(Seat).where(Seat.meeting_id == meeting_id)
    return session.scalar(of_meeting.where(*which)) or 0


def seats_in_room(
    session: Session, meeting_id: MeetingId, words: str, *, most: int
) -> list[tuple[MeetingSite, Seat]]:
    """Return sites that are in the room or were sent out, but the main one, in place order.

    With site and unit. `words` keeps those whose unit's name has them; empty keeps all.
    """
    wanted = (
        select(MeetingSite, Seat)
        .join(Seat, Seat.meeting_site_id == MeetingSite.id)
        .join(Unit, Unit.id == MeetingSite.unit_id)
        .where(
            MeetingSite.meeting_id == meeting_id,
            MeetingSite.is_main.is_(False),
            TAKES_PART,
            or_(Seat.connection != "", Seat.removed_at.is_not(None)),
            Unit.fold.contains(fold(words), autoescape=True),
        )
        .options(joinedload(MeetingSite.site), joinedload(MeetingSite.unit))
        .order_by(MeetingSite.position, MeetingSite.id)
        .limit(most)
    )
    return [(site, seat) for site, seat in session.execute(wanted)]


def seats_waiting(session: Session, meeting_id: MeetingId) -> list[Seat]:
    """Return the seats of sites that ask to be let in, the longest waiting first."""
    return list(
        session.scalars(
            select(Seat)
            .where(
                Seat.meeting_id == meeting_id,
                Seat.waiting_since.is_not(None),
                Seat.removed_at.is_(None),
            )
            .order_by(Seat.waiting_since)
        )
    )
