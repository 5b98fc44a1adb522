"""The speaking queue: hands are numbered; sites let each other pass, the chair orders them."""

from hub.core.ids import FloorRequestId, MeetingId, MeetingSiteId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.rooms import queries
from hub.rooms.errors import NobodyBehind, NoSuchRequest
from hub.rooms.events import HandLetPass, HandLowered, HandMoved, HandRaised, HandRefused
from hub.rooms.models import FloorRequest, Seat, Turn
from hub.rooms.service.stage import ensure_moderator


def raise_hand(
    uow: UnitOfWork, seat: Seat, *, turn: Turn = Turn.SPEECH, subject: str = "",
    asked_id: MeetingSiteId | None = None, asked_name: str = "",
) -> int:  # fmt: skip
    """Put the site at the end of the queue and return its number.

    A raised hand keeps its number and place; what it is about can be said anew.
    """
    request = queries.find_waiting(uow.session, seat.meeting_site_id)
    before = (request.turn, request.subject, request.asked_id) if request else None
    request = request or new_request(uow, seat)
    request.turn, request.subject = turn, subject
    request.asked_id, request.asked_name = asked_id, asked_name
    if before != (turn, subject, asked_id):
        uow.emit(HandRaised(seat.meeting_id, seat.meeting_site_id, request.number))
    return request.number


def lower_hand(uow: UnitOfWork, seat: Seat) -> None:
    """Take the site out of the queue (bỏ lượt). Without a raised hand nothing happens."""
    withdraw_hand_of(uow, seat)


def let_pass(uow: UnitOfWork, seat: Seat) -> None:
    """Let the next in the queue speak first (nhường lượt). Raises NoSuchRequest, NobodyBehind."""
    places = queries.waiting(uow.session, seat.meeting_id)
    own = next((each for each in places if each.meeting_site_id == seat.meeting_site_id), None)
    if own is None:
        raise NoSuchRequest
    if own is places[-1]:
        raise NobodyBehind
    behind = places[places.index(own) + 1]
    own.position, behind.position = behind.position, own.position
    uow.emit(HandLetPass(seat.meeting_id, seat.meeting_site_id, own.number))


def move_hand(
    uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId, place: int
) -> None:
    """Put a raised hand at a place of the queue, counted from 1; beyond the end is the end.

    Raises NotTheModerator, NoSuchRequest.
    """
    ensure_moderator(uow, meeting)
    request = _waiting_hand(uow, meeting, meeting_site_id)
    order = queries.waiting(uow.session, meeting.id)
    positions = [each.position for each in order]
    order.remove(request)
    order.insert(place - 1, request)
    for each, position in zip(order, positions, strict=True):
        each.position = position
    moved = HandMoved(meeting.id, meeting_site_id, request.number, place=order.index(request) + 1)
    uow.emit(moved)


def refuse_hand(
    uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId, *, reason: str
) -> None:
    """Take a hand out of the queue and tell the site why. Raises NotTheModerator, NoSuchRequest."""
    ensure_moderator(uow, meeting)
    request = _waiting_hand(uow, meeting, meeting_site_id)
    request.refused_at, request.refused_reason = uow.now, reason
    uow.emit(HandRefused(meeting.id, meeting_site_id, request.number, reason))


def withdraw_hand_of(uow: UnitOfWork, seat: Seat) -> None:
    """Take a site out of the queue, if it is in it."""
    request = queries.find_waiting(uow.session, seat.meeting_site_id)
    if request is not None:
        request.withdrawn_at = uow.now
        uow.emit(HandLowered(seat.meeting_id, seat.meeting_site_id, request.number))


def withdraw_hands(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """Take everybody out of the queue of a meeting."""
    for request in queries.waiting(uow.session, meeting_id):
        request.withdrawn_at = uow.now
        uow.emit(HandLowered(meeting_id, request.meeting_site_id, request.number))


def new_request(uow: UnitOfWork, seat: Seat) -> FloorRequest:
    """Return a new hand of the site, behind everybody who waits."""
    meetings.take_turn(uow.session, seat.meeting_id)
    number = queries.next_number(uow.session, seat.meeting_id)
    request = FloorRequest(
        id=FloorRequestId(new_id()),
        meeting_id=seat.meeting_id,
        meeting_site_id=seat.meeting_site_id,
        number=number,
        position=queries.next_position(uow.session, seat.meeting_id),
        turn=Turn.SPEECH,
        raised_at=uow.now,
    )
    uow.session.add(request)
    uow.session.flush()
    return request


def _waiting_hand(
    uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId
) -> FloorRequest:
    request = queries.find_waiting(uow.session, meeting_site_id)
    if request is None or request.meeting_id != meeting.id:
        raise NoSuchRequest
    return request
