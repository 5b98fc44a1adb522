"""The floor: one site speaks, asks or answers at a time, for as long as it was given."""

from hub.core.errors import NotAllowed
from hub.core.ids import FloorRequestId, MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import NobodySpeaks, NobodyWaits, NoSuchSeat, NotAQuestion
from hub.rooms.events import FloorEnded, FloorGranted, SpeechExtended
from hub.rooms.models import FloorRequest, Room, Seat, Turn
from hub.rooms.service.queue import new_request
from hub.rooms.service.stage import end_sharing_of, ensure_moderator


def grant_floor(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Give a site the floor; whoever had it has ended. Raises NotTheModerator, NoSuchSeat."""
    ensure_moderator(uow, meeting)
    seat, room = _seat_here(uow, meeting, meeting_site_id), _room(uow, meeting)
    if room.speaker_id == meeting_site_id:
        return
    _end(uow, room)
    request = queries.find_waiting(uow.session, meeting_site_id) or new_request(uow, seat)
    _give(uow, room, seat, request)


def grant_next(uow: UnitOfWork, meeting: Meeting) -> None:
    """Give the floor to the first in the queue. Raises NotTheModerator, NobodyWaits."""
    ensure_moderator(uow, meeting)
    for request in queries.waiting(uow.session, meeting.id):
        seat = queries.find_seat(uow.session, request.meeting_site_id)
        if seat is not None and seat.connection:
            grant_floor(uow, meeting, request.meeting_site_id)
            return
    raise NobodyWaits


def grant_answer(
    uow: UnitOfWork, meeting: Meeting, question_id: FloorRequestId, meeting_site_id: MeetingSiteId
) -> None:
    """Give a site the floor to answer a question that was put. A raised hand of it stays.

    Raises NotTheModerator, NoSuchRequest, NotAQuestion, NoSuchSeat.
    """
    ensure_moderator(uow, meeting)
    question = queries.request_in(uow.session, meeting, question_id)
    if question.turn is not Turn.QUESTION or question.granted_at is None:
        raise NotAQuestion
    seat, room = _seat_here(uow, meeting, meeting_site_id), _room(uow, meeting)
    _end(uow, room)
    request = new_request(uow, seat)
    request.turn, request.question_id = Turn.ANSWER, question.id
    request.subject = question.subject
    _give(uow, room, seat, request)


def extend_speech(uow: UnitOfWork, meeting: Meeting, minutes: int) -> None:
    """Give the speaker this much more time. Raises NotTheModerator, NobodySpeaks."""
    ensure_moderator(uow, meeting)
    speech = queries.find_speech_going_on(uow.session, meeting.id)
    if speech is None:
        raise NobodySpeaks
    speech.allotted_s = (speech.allotted_s or 0) + minutes * 60
    uow.emit(SpeechExtended(meeting.id, speech.meeting_site_id, speech.allotted_s))


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


def end_speech(uow: UnitOfWork, room: Room) -> None:
    """End the speech that goes on, if one does."""
    _end(uow, room)


def end_speech_of(uow: UnitOfWork, seat: Seat) -> None:
    """End the speech of a site, if it has the floor."""
    room = queries.find_room(uow.session, seat.meeting_id)
    if room is not None and room.speaker_id == seat.meeting_site_id:
        _end(uow, room)


def _give(uow: UnitOfWork, room: Room, seat: Seat, request: FloorRequest) -> None:
    """Start the clock. Who is given the floor is to be heard: the chair's mute is lifted."""
    run = queries.current_run(uow.session, room.meeting_id)
    item_id = run.agenda_item_id if run else None
    request.granted_at = room.speaking_since = uow.now
    request.agenda_item_id, request.speaker_name = item_id, seat.person_name
    request.allotted_s = queries.speech_minutes(uow.session, room, item_id) * 60
    room.speaker_id = seat.meeting_site_id
    seat.muted_by_chair = False
    uow.emit(FloorGranted(room.meeting_id, seat.meeting_site_id, request.number))


def _end(uow: UnitOfWork, room: Room) -> None:
    if room.speaker_id is None:
        return
    going_on = queries.find_speech_going_on(uow.session, room.meeting_id)
    if going_on is not None:
        going_on.ended_at = uow.now
    ended, room.speaker_id, room.speaking_since = room.speaker_id, None, None
    if not uow.session.get_one(MeetingSite, ended).is_main:  # the main site is always heard
        seat = queries.find_seat(uow.session, ended)
        if seat is not None:
            seat.microphone_on, seat.unmute_asked_at = False, None
        end_sharing_of(uow, room, ended)
    uow.emit(FloorEnded(room.meeting_id, ended))


def _seat_here(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> Seat:
    seat = queries.seat_in(uow.session, meeting, meeting_site_id)
    if not seat.connection:
        raise NoSuchSeat
    return seat


def _room(uow: UnitOfWork, meeting: Meeting) -> Room:
    room = queries.find_room(uow.session, meeting.id)
    if room is None:
        raise NoSuchSeat
    return room
