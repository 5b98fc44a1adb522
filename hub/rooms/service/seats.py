"""Coming in, going out, switching devices. What is acknowledged is durable."""

import hashlib

from hub.attendance import service as attendance
from hub.attendance.events import SiteLeft
from hub.core.ids import SeatId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import (
    MutedByTheChair,
    NoFloor,
    NoSeat,
    RoomNotOpen,
    TokenUsed,
    WaitForTheChair,
    WasRemoved,
)
from hub.rooms.events import DevicesSwitched, SeatLeft, SeatTaken
from hub.rooms.models import JoinToken, Room, Seat
from hub.rooms.service.floor import end_speech_of, withdraw_hand_of


def take_seat(
    uow: UnitOfWork, meeting: Meeting, site: MeetingSite, *, token: str, connection: str,
    event_key: str,
) -> Seat:  # fmt: skip
    """Let a connection hold the seat of a site; the attendance begins in the same transaction.

    The connection that held it before loses it. Hand, queue place and floor stay. A token opens
    once; the same connection saying it again, since it missed the answer, is no second time.
    Raises NoSeat, RoomNotOpen, WaitForTheChair, WasRemoved, TokenUsed.
    """
    _ensure_may_sit(uow, meeting, site)
    seat = queries.find_seat(uow.session, site.id)
    if seat is not None and seat.removed_at is not None:
        raise WasRemoved
    if not _use(uow, site, token, connection) and seat is not None:
        return seat
    if seat is None:
        seat = Seat(id=SeatId(new_id()), meeting_id=meeting.id, meeting_site_id=site.id)
        seat.connection, seat.microphone_on, seat.camera_on = "", False, False
        seat.muted_by_chair = False
        uow.session.add(seat)
    _room_of(uow, meeting)
    former, seat.connection = seat.connection, connection
    seat.person_id, seat.person_name, seat.taken_at = uow.actor.person_id, uow.actor.name, uow.now
    if former not in {"", connection}:
        attendance.leave(uow, former, event_key=f"moved:{former}", lost=False)
    attendance.arrive(
        uow, site, connection=connection, event_key=event_key, person_name=uow.actor.name
    )
    moved = former not in {"", connection}
    uow.emit(SeatTaken(meeting.id, site.id, connection, moved=moved))
    return seat


def leave_seat(uow: UnitOfWork, seat: Seat) -> None:
    """Go out on purpose: hand and floor end, the seat waits."""
    connection = _let_go(seat)
    attendance.leave(uow, connection, event_key=f"left:{connection}", lost=False)
    withdraw_hand_of(uow, seat)
    end_speech_of(uow, seat)
    uow.emit(SeatLeft(seat.meeting_id, seat.meeting_site_id, lost=False))


def leave_seat_late(uow: UnitOfWork, seat: Seat, connection: str) -> None:
    """Go out on purpose, told by a page whose line was lost meanwhile; `connection` was its own.

    A seat that another connection has taken since stays as it is.
    """
    if seat.connection:
        if seat.connection == connection:
            leave_seat(uow, seat)
        return
    withdraw_hand_of(uow, seat)
    end_speech_of(uow, seat)


def lose_line(uow: UnitOfWork, seat: Seat) -> None:
    """Note that the connection is gone. Seat, hand and floor are kept for its return."""
    connection = _let_go(seat)
    attendance.leave(uow, connection, event_key=f"lost:{connection}", lost=True)
    uow.emit(SeatLeft(seat.meeting_id, seat.meeting_site_id, lost=True))


def forget_connection(uow: UnitOfWork, left: SiteLeft) -> None:
    """Let go of a seat whose connection attendance has given up: a reaction.

    Only a hub that was killed leaves such seats; otherwise the seat was let go before.
    """
    seat = queries.find_seat_of(uow.session, left.connection) if left.connection else None
    if seat is not None:
        _let_go(seat)
        uow.emit(SeatLeft(seat.meeting_id, seat.meeting_site_id, lost=left.lost))


def switch_devices(
    uow: UnitOfWork, site: MeetingSite, seat: Seat, *, microphone: bool, camera: bool
) -> None:
    """Note what is switched on. Raises NoFloor, MutedByTheChair for a microphone out of turn."""
    room = queries.find_room(uow.session, seat.meeting_id)
    if microphone and seat.muted_by_chair:
        raise MutedByTheChair
    if microphone and not rules.has_floor(site, room.speaker_id if room else None):
        raise NoFloor
    if (seat.microphone_on, seat.camera_on) == (microphone, camera):
        return
    seat.microphone_on, seat.camera_on = microphone, camera
    uow.emit(DevicesSwitched(seat.meeting_id, seat.meeting_site_id, microphone, camera))


def _ensure_may_sit(uow: UnitOfWork, meeting: Meeting, site: MeetingSite) -> None:
    own = rules.site_to_sit_at(uow.actor, meeting)
    if own is None or own.id != site.id:
        raise NoSeat
    if not rules.is_lobby_open(meeting, uow.now):
        raise RoomNotOpen
    if not rules.may_come_in(uow.actor, meeting):
        raise WaitForTheChair


def _use(uow: UnitOfWork, site: MeetingSite, token: str, connection: str) -> bool:
    """Mark the token as used; return False when this connection has used it before."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    used = queries.find_token(uow.session, digest)
    if used is None:
        uow.session.add(
            JoinToken(
                token_sha256=digest,
                meeting_site_id=site.id,
                connection=connection,
                used_at=uow.now,
            )
        )
        return True
    if used.connection != connection:
        raise TokenUsed
    return False


def _room_of(uow: UnitOfWork, meeting: Meeting) -> Room:
    room = queries.find_room(uow.session, meeting.id)
    if room is None:
        room = Room(meeting_id=meeting.id, opened_at=uow.now)
        uow.session.add(room)
    return room


def _let_go(seat: Seat) -> str:
    connection, seat.connection = seat.connection, ""
    seat.microphone_on = False
    return connection
