"""What those who run the meeting do to others in the room."""

from sqlalchemy import update

from hub.attendance import service as attendance
from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import NotOnTheFloor
from hub.rooms.events import (
    OthersMuted,
    RoomEmptied,
    SiteMuted,
    SiteReadmitted,
    SiteRemoved,
    SiteUnmuted,
    UnmuteAsked,
)
from hub.rooms.models import Seat
from hub.rooms.service.agenda import end_run_of
from hub.rooms.service.floor import end_speech, end_speech_of
from hub.rooms.service.queue import withdraw_hand_of, withdraw_hands
from hub.rooms.service.showing import take_down
from hub.rooms.service.stage import end_sharing_of, ensure_moderator


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


def ask_to_unmute(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> None:
    """Ask a site that has the floor to open its microphone; nobody but the site opens it.

    Raises NotTheModerator, NoSuchSeat, NotOnTheFloor.
    """
    seat = _seat(uow, meeting, meeting_site_id)
    room = queries.find_room(uow.session, meeting.id)
    site = uow.session.get_one(MeetingSite, meeting_site_id)
    if not rules.has_floor(site, room.speaker_id if room else None):
        raise NotOnTheFloor
    seat.muted_by_chair, seat.unmute_asked_at = False, uow.now
    uow.emit(UnmuteAsked(meeting.id, meeting_site_id))


def mute_others(uow: UnitOfWork, meeting: Meeting) -> None:
    """Close all microphones but the speaker's and the main site's, until each is opened again.

    A site that is given the floor later may speak. Raises NotTheModerator.
    """
    ensure_moderator(uow, meeting)
    room = queries.find_room(uow.session, meeting.id)
    speaker_id = room.speaker_id if room else None
    heard = {speaker_id, *(site.id for site in meetings.main_sites(uow.session, meeting.id))}
    others = [
        seat
        for seat in queries.seats_held(uow.session, meeting.id)
        if seat.meeting_site_id not in heard and not seat.muted_by_chair
    ]
    for seat in others:
        seat.muted_by_chair, seat.microphone_on = True, False
    if others:
        uow.emit(OthersMuted(meeting.id, len(others)))


def unmute_all(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let every site open its microphone again when its turn comes. Raises NotTheModerator."""
    ensure_moderator(uow, meeting)
    for seat in queries.seats_of(uow.session, meeting.id):
        if seat.muted_by_chair:
            seat.muted_by_chair = False
            uow.emit(SiteUnmuted(meeting.id, seat.meeting_site_id))


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
    room = queries.find_room(uow.session, meeting.id)
    if room is not None:
        end_sharing_of(uow, room, meeting_site_id)
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
    end_run_of(uow, meeting_id)
    take_down(uow, meeting_id)
    if room.sharer_id is not None:
        end_sharing_of(uow, room, room.sharer_id)
    withdraw_hands(uow, meeting_id)
    end_speech(uow, room)
    of_meeting = update(Seat).where(Seat.meeting_id == meeting_id)
    held = of_meeting.where(Seat.connection != "")
    let_go = uow.session.execute(
        held.values(connection="", microphone_on=False, camera_on=False).returning(Seat.id)
    ).all()
    uow.session.execute(
        of_meeting.where(Seat.waiting_since.is_not(None)).values(waiting_since=None)
    )
    if let_go:
        uow.emit(RoomEmptied(meeting_id, len(let_go)))


def _seat(uow: UnitOfWork, meeting: Meeting, meeting_site_id: MeetingSiteId) -> Seat:
    ensure_moderator(uow, meeting)
    return queries.seat_in(uow.session, meeting, meeting_site_id)
