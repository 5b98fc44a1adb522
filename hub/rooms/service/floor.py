"""The speaking queue: hands are numbered, the chair gives the floor."""

from hub.core.errors import NotAllowed
from hub.core.ids import FloorRequestId, MeetingSiteId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting
from hub.rooms import queries, rules
from hub.rooms.errors import NobodySpeaks, NobodyWaits, NoSuchSeat, NotTheModerator
from hub.rooms.events import FloorEnded, FloorGranted, HandLowered, HandRaised
from hub.rooms.models import FloorRequest, Room, Seat


def raise_hand(uow: UnitOfWork, seat: Seat) -> int:
    """Put the site at the end of the queue and return its number. A raised hand keeps its own."""
    request = queries.find_waiting(uow.session, seat.meeting_site_id)
    if request is None:
        request = _request(uow, seat)
        uow.emit(HandRaised(seat.meeting_id, seat.meeting_site_id, request.number))
    return request.number


def lower_hand(uow: UnitOfWork, seat: Seat) -> None:
    """Take the site out of the queue. Without a raised hand nothing happens."""
    withdraw_hand_of(uow, seat)


def grant_floor(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Give a site the floor; whoever had it has ended. Raises NotTheModerator, NoSuchSeat."""
    _ensure_moderator(uow, meeting)
    seat = queries.seat_in(uow.session, meeting, meeting_site_id)
    if not seat.connection:
        raise NoSuchSeat
    room = _room(uow, meeting)
    if room.speaker_id == meeting_site_id:
        return
    _end(uow, room)
    request = queries.find_waiting(uow.session, meeting_site_id) or _request(uow, seat)
    request.granted_at = room.speaking_since = uow.now
    room.speaker_id = meeting_site_id
    uow.emit(FloorGranted(meeting.id, meeting_site_id, request.number))


def grant_next(uow: UnitOfWork, meeting: Meeting) -> None:
    """Give the floor to the first in the queue. Raises NotTheModerator, NobodyWaits."""
    _ensure_moderator(uow, meeting)
    for request in queries.waiting(uow.session, meeting.id):
        seat = queries.find_seat(uow.session, request.meeting_site_id)
        if seat is not None and seat.connection:
            grant_floor(uow, meeting, request.meeting_site_id)
            return
    raise NobodyWaits


def end_floor(uow: UnitOfWork, meeting: Meeting, own: MeetingSiteId | None) -> None:
    """End the speech: whoever directs the room, or the speaker's `own` site.

    Raises NobodySpeaks, NotAllowed.
    """
    room = queries.find_room(uow.session, meeting.id)
    if room is None or room.speaker_id is None:
        raise NobodySpeaks
    if not rules.may_moderate(uow.actor, meeting) and room.speaker_id != own:
        raise NotAllowed
    _end(uow, room)


def withdraw_hand_of(uow: UnitOfWork, seat: Seat) -> None:
    """Take a site out of the queue, if it is in it."""
    request = queries.find_waiting(uow.session, seat.meeting_site_id)
    if request is not None:
        request.withdrawn_at = uow.now
        uow.emit(HandLowered(seat.meeting_id, seat.meeting_site_id, request.number))


def end_speech_of(uow: UnitOfWork, seat: Seat) -> None:
    """End the speech of a site, if it has the floor."""
    room = queries.find_room(uow.session, seat.meeting_id)
    if room is not None and room.speaker_id == seat.meeting_site_id:
        _end(uow, room)


def _end(uow: UnitOfWork, room: Room) -> None:
    if room.speaker_id is None:
        return
    going_on = queries.find_speech_going_on(uow.session, room.meeting_id)
    if going_on is not None:
        going_on.ended_at = uow.now
    seat = queries.find_seat(uow.session, room.speaker_id)
    if seat is not None:
        seat.microphone_on = False
    ended, room.speaker_id, room.speaking_since = room.speaker_id, None, None
    uow.emit(FloorEnded(room.meeting_id, ended))


def _request(uow: UnitOfWork, seat: Seat) -> FloorRequest:
    request = FloorRequest(
        id=FloorRequestId(new_id()),
        meeting_id=seat.meeting_id,
        meeting_site_id=seat.meeting_site_id,
        number=queries.next_number(uow.session, seat.meeting_id),
        raised_at=uow.now,
    )
    uow.session.add(request)
    uow.session.flush()
    return request


def _room(uow: UnitOfWork, meeting: Meeting) -> Room:
    room = queries.find_room(uow.session, meeting.id)
    if room is None:
        raise NoSuchSeat
    return room


def _ensure_moderator(uow: UnitOfWork, meeting: Meeting) -> None:
    if not rules.may_moderate(uow.actor, meeting):
        raise NotTheModerator
