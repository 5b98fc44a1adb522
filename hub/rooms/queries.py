"""Reading rooms: seats, the speaking queue, who is on the stage."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId, PersonId
from hub.core.unit_of_work import Actor
from hub.directory.models import Site
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries as quality
from hub.quality.models import LineMode
from hub.rooms.errors import NoSuchSeat, NotInTheRoom
from hub.rooms.models import FloorRequest, JoinToken, Room, Seat


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech: for the minutes."""

    meeting_site_id: MeetingSiteId
    site_name: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stage:
    """The room as everybody in it sees it. Sites are in place order."""

    meeting: Meeting
    room: Room | None
    seats: dict[MeetingSiteId, Seat]
    queue: list[FloorRequest]
    modes: dict[MeetingSiteId, LineMode] = field(default_factory=dict)  # of sites not in full

    @property
    def speaker_id(self) -> MeetingSiteId | None:
        """The site that has the floor."""
        return self.room.speaker_id if self.room else None

    def number_of(self, site: MeetingSite) -> int | None:
        """Return the site's place in the queue, from 1; None when its hand is down."""
        waiting = [request.meeting_site_id for request in self.queue]
        return waiting.index(site.id) + 1 if site.id in waiting else None


def find_room(session: Session, meeting_id: MeetingId) -> Room | None:
    """Return the room of a meeting once somebody came in."""
    return session.get(Room, meeting_id)


def find_seat(session: Session, meeting_site_id: MeetingSiteId) -> Seat | None:
    """Return the seat of a site, if it ever came in."""
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


def waiting(session: Session, meeting_id: MeetingId) -> list[FloorRequest]:
    """Return the raised hands in the order they were raised."""
    return list(
        session.scalars(
            select(FloorRequest)
            .where(
                FloorRequest.meeting_id == meeting_id,
                FloorRequest.granted_at.is_(None),
                FloorRequest.withdrawn_at.is_(None),
            )
            .order_by(FloorRequest.number)
        )
    )


def find_waiting(session: Session, meeting_site_id: MeetingSiteId) -> FloorRequest | None:
    """Return the raised hand of a site."""
    return session.scalar(
        select(FloorRequest).where(
            FloorRequest.meeting_site_id == meeting_site_id,
            FloorRequest.granted_at.is_(None),
            FloorRequest.withdrawn_at.is_(None),
        )
    )


def find_speech_going_on(session: Session, meeting_id: MeetingId) -> FloorRequest | None:
    """Return the speech that has not ended."""
    return session.scalar(
        select(FloorRequest).where(
            FloorRequest.meeting_id == meeting_id,
            FloorRequest.granted_at.is_not(None),
            FloorRequest.ended_at.is_(None),
        )
    )


def next_number(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the next raised hand."""
    highest = session.scalar(
        select(func.max(FloorRequest.number)).where(FloorRequest.meeting_id == meeting_id)
    )
    return (highest or 0) + 1


def stage_of(session: Session, meeting: Meeting) -> Stage:
    """Return the room of a meeting that is loaded with its sites."""
    seats = session.scalars(select(Seat).where(Seat.meeting_id == meeting.id))
    return Stage(
        meeting,
        find_room(session, meeting.id),
        {seat.meeting_site_id: seat for seat in seats},
        waiting(session, meeting.id),
        quality.modes_of(session, meeting.id),
    )


def stage_to_see(session: Session, actor: Actor, meeting_id: MeetingId) -> Stage:
    """Return the room of a meeting the actor may see. Raises NoSuchMeeting."""
    return stage_of(session, meetings.get_to_see(session, actor, meeting_id))


def speeches(session: Session, meeting_id: MeetingId) -> list[Speech]:
    """Return who spoke, in order, with the names of the sites."""
    rows = session.execute(
        select(FloorRequest, Site.name)
        .join(MeetingSite, MeetingSite.id == FloorRequest.meeting_site_id)
        .join(Site, Site.id == MeetingSite.site_id)
        .where(FloorRequest.meeting_id == meeting_id, FloorRequest.granted_at.is_not(None))
        .order_by(FloorRequest.granted_at)
    )
    return [
        Speech(request.meeting_site_id, name, request.granted_at, request.ended_at)
        for request, name in rows
        if request.granted_at is not None
    ]


def seats_held(session: Session, meeting_id: MeetingId) -> Sequence[Seat]:
    """Return the seats that a connection holds at this moment."""
    return session.scalars(
        select(Seat).where(Seat.meeting_id == meeting_id, Seat.connection != "")
    ).all()
