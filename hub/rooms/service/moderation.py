"""What those who run the meeting do to others in the room."""

from hub.attendance import service as attendance
from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting
from hub.rooms import queries, rules
from hub.rooms.errors import NotTheModerator
from hub.rooms.events import SeatLeft, SiteMuted, SiteReadmitted, SiteRemoved, SiteUnmuted
from hub.rooms.models import Seat
from hub.rooms.service.floor import end_speech_of, withdraw_hand_of


def mute(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Close a site's microphone until `unmute`. Raises NotTheModerator, NoSuchSeat."""
    seat = _seat(uow, meeting, meeting_site_id)
    if not seat.muted_by_chair:
        seat.muted_by_chair, seat.microphone_on = True, False
        uow.emit(SiteMuted(meeting.id, meeting_site_id))


def unmute(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Let a site switch its microphone on again. Raises NotTheModerator, NoSuchSeat."""
    seat = _seat(uow, meeting, meeting_site_id)
    if seat.muted_by_chair:
        seat.muted_by_chair = False
        uow.emit(SiteUnmuted(meeting.id, meeting_site_id))


def remove(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Send a site out; it can't come in again until `readmit`.

    Raises NotTheModerator, NoSuchSeat.
    """
    seat = _seat(uow, meeting, meeting_site_id)
    if seat.removed_at is not None:
        return
    connection, seat.connection, seat.removed_at = seat.connection, "", uow.now
    seat.microphone_on = seat.camera_on = False
    attendance.leave(uow, connection, event_key=f"removed:{connection}", lost=False)
    withdraw_hand_of(uow, seat)
    end_speech_of(uow, seat)
    uow.emit(SiteRemoved(meeting.id, meeting_site_id))


def readmit(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Let a site that was sent out come in again. Raises NotTheModerator, NoSuchSeat."""
    seat = _seat(uow, meeting, meeting_site_id)
    if seat.removed_at is not None:
        seat.removed_at = None
        uow.emit(SiteReadmitted(meeting.id, meeting_site_id))


def empty_room(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Let everybody go when the meeting closes: a reaction. Speech, hands and seats end."""
    meeting_id = closed.meeting_id
    room = queries.find_room(uow.session, meeting_id)
    if room is None:
        return
    room.closed_at = uow.now
    for seat in queries.seats_held(uow.session, meeting_id):
        withdraw_hand_of(uow, seat)
        end_speech_of(uow, seat)
        seat.connection, seat.microphone_on, seat.camera_on = "", False, False
        uow.emit(SeatLeft(meeting_id, seat.meeting_site_id, lost=False))


def _seat(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> Seat:
    if not rules.may_moderate(uow.actor, meeting):
        raise NotTheModerator
    return queries.seat_in(uow.session, meeting, meeting_site_id)
