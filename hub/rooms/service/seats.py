"""Coming in, going out, switching devices. What is acknowledged is durable."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from hub.attendance import service as attendance
from hub.attendance.events import SiteLeft
from hub.core.errors import HubError
from hub.core.ids import MeetingSiteId, SeatId, new_id
from hub.core.unit_of_work import Actor, UnitOfWork
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import (
    MutedByTheChair,
    NoFloor,
    NoSeat,
    RoomNotOpen,
    TokenUsed,
    WaitForAdmission,
    WaitForTheChair,
    WasRemoved,
)
from hub.rooms.events import DevicesSwitched, SeatLeft, SeatTaken, UnmuteDeclined
from hub.rooms.models import JoinToken, Room, Seat
from hub.rooms.service.floor import end_speech_of
from hub.rooms.service.queue import withdraw_hand_of
from hub.rooms.service.stage import end_sharing_of, room_of


class Arrival(NamedTuple):
    """Somebody who wants to sit: with which token of the lobby, by which connection."""

    actor: Actor
    meeting: Meeting
    own_site: MeetingSite | None
    site_id: MeetingSiteId
    token: str
    connection: str
    event_key: str


def take_seats(uow: UnitOfWork, arrivals: Sequence[Arrival]) -> list[Seat | HubError]:
    """Let connections hold the seats of sites; their attendance begins in the same transaction.

    The connection that held a seat before loses it. Hand, queue place and floor stay. A token
    opens once; the same connection saying it again, since it missed the answer, is no second
    time. Returns for each arrival its seat or why there is none: NoSeat, RoomNotOpen,
    WaitForTheChair, WaitForAdmission, WasRemoved, TokenUsed.
    """
    coming: list[attendance.Coming] = []
    meetings = {each.meeting.id: each.meeting for each in arrivals}
    rooms = {meeting_id: room_of(uow, meeting) for meeting_id, meeting in meetings.items()}
    digests = [hashlib.sha256(each.token.encode()).hexdigest() for each in arrivals]
    seats = seats_to_take(uow, [each.own_site for each in arrivals if each.own_site])
    used = queries.tokens_used(uow.session, digests)
    answers: list[Seat | HubError] = []
    for each, digest in zip(arrivals, digests, strict=True):
        try:
            site = _ensure_may_sit(uow, each)
            _ensure_let_in(rooms[each.meeting.id], site, seats.get(site.id))
            fresh = _use(uow, site, digest, each.connection, used)
        except HubError as error:
            answers.append(error)
            continue
        seat = seats[site.id]
        if fresh:
            _sit(uow, each, site, seat, coming)
        answers.append(seat)
    attendance.arrive_many(uow, coming)
    return answers


def _sit(
    uow: UnitOfWork,
    arrival: Arrival,
    site: MeetingSite,
    seat: Seat,
    coming: list[attendance.Coming],
) -> None:
    actor, connection = arrival.actor, arrival.connection
    former, seat.connection = seat.connection, connection
    seat.waiting_since, seat.admitted_at = None, seat.admitted_at or uow.now
    seat.person_id, seat.person_name, seat.taken_at = actor.person_id, actor.name, uow.now
    moved = former not in {"", connection}
    with uow.acting(actor):
        if moved:
            attendance.arrive_many(uow, coming)  # the former may be one of them
            coming.clear()
            attendance.leave(uow, former, event_key=f"moved:{former}", lost=False)
        uow.emit(SeatTaken(site.meeting_id, site.id, connection, moved=moved))
    coming.append(attendance.Coming(actor, site, connection, arrival.event_key))


def leave_seat(uow: UnitOfWork, seat: Seat) -> None:
    """Go out on purpose: hand and floor end, the seat waits."""
    connection = _let_go(seat)
    attendance.leave(uow, connection, event_key=f"left:{connection}", lost=False)
    withdraw_hand_of(uow, seat)
    end_speech_of(uow, seat)
    room = queries.find_room(uow.session, seat.meeting_id)
    if room is not None:
        end_sharing_of(uow, room, seat.meeting_site_id)
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


def lose_lines(uow: UnitOfWork, seats: Iterable[Seat]) -> None:
    """Note that their connections are gone. Seats, hands and floor are kept for their return."""
    for seat in seats:
        connection = _let_go(seat)
        attendance.leave(uow, connection, event_key=f"lost:{connection}", lost=True)
        uow.emit(SeatLeft(seat.meeting_id, seat.meeting_site_id, lost=True))


def decline_unmuting(uow: UnitOfWork, seat: Seat) -> None:
    """Note that the site was asked to open its microphone and leaves it closed."""
    seat.unmute_asked_at = None
    uow.emit(UnmuteDeclined(seat.meeting_id, seat.meeting_site_id))


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
    if microphone:
        seat.unmute_asked_at = None
    uow.emit(DevicesSwitched(seat.meeting_id, seat.meeting_site_id, microphone, camera))


def _ensure_may_sit(uow: UnitOfWork, arrival: Arrival) -> MeetingSite:
    if arrival.own_site is None or arrival.own_site.id != arrival.site_id:
        raise NoSeat
    ensure_may_come_in(uow, arrival.actor, arrival.meeting)
    return arrival.own_site


def ensure_may_come_in(uow: UnitOfWork, actor: Actor, meeting: Meeting) -> None:
    """Raise RoomNotOpen or WaitForTheChair unless those who have a seat may take it now."""
    if not rules.is_lobby_open(meeting, uow.now):
        raise RoomNotOpen
    if not rules.may_come_in(actor, meeting):
        raise WaitForTheChair


def _ensure_let_in(room: Room, site: MeetingSite, seat: Seat | None) -> None:
    if seat is not None and seat.removed_at is not None:
        raise WasRemoved
    if not rules.is_admitted(room, site, seat):
        raise WaitForAdmission


def seats_to_take(uow: UnitOfWork, sites: Sequence[MeetingSite]) -> dict[MeetingSiteId, Seat]:
    """Return the seats of sites, made where there was none, held by nobody.

    Two devices of a site may come in at once by different processes: the second waits here for
    the first, and then finds its seat, held.
    """
    missing = {site.id: site for site in sites}
    for known in queries.seats_at(uow.session, list(missing)):
        del missing[known]
    if missing:
        rows = [
            {"id": SeatId(new_id()), "meeting_id": site.meeting_id, "meeting_site_id": site.id,
             "connection": "", "microphone_on": False, "camera_on": False,
             "muted_by_chair": False, "person_name": ""}
            for _id, site in sorted(missing.items())
        ]  # fmt: skip
        postgresql = uow.session.get_bind().dialect.name == "postgresql"
        insert = insert_postgresql if postgresql else insert_sqlite
        uow.session.execute(insert(Seat).on_conflict_do_nothing(), rows)
    return queries.seats_locked(uow.session, [site.id for site in sites])


def _use(
    uow: UnitOfWork, site: MeetingSite, digest: str, connection: str, used: dict[str, str]
) -> bool:
    """Mark the token as used; return False when this connection has used it before."""
    if digest in used:
        if used[digest] != connection:
            raise TokenUsed
        return False
    used[digest] = connection
    uow.session.add(
        JoinToken(
            token_sha256=digest, meeting_site_id=site.id, connection=connection, used_at=uow.now
        )
    )
    return True


def _let_go(seat: Seat) -> str:
    connection, seat.connection = seat.connection, ""
    seat.microphone_on = False
    return connection
