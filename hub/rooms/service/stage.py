"""What all pages show: the layout set for everybody, a shared screen."""

from hub.core.ids import MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import NobodyShares, NoSuchSeat, NotTheModerator, SharingNeedsTheFloor
from hub.rooms.events import LayoutSet, SharingBegan, SharingEnded
from hub.rooms.models import Layout, Room, Seat


def ensure_moderator(uow: UnitOfWork, meeting: Meeting) -> None:
    """Raise NotTheModerator for everybody who does not run the meeting."""
    if not rules.may_moderate(uow.actor, meeting):
        raise NotTheModerator


def room_of(uow: UnitOfWork, meeting: Meeting) -> Room:
    """Return the room of the meeting, made when it is needed first."""
    room = queries.find_room(uow.session, meeting.id)
    if room is None:
        meetings.take_turn(uow.session, meeting.id)
        room = queries.find_room(uow.session, meeting.id)
    if room is None:
        room = Room(meeting_id=meeting.id, opened_at=uow.now, layout=Layout.SPEAKER)
        room.gallery_size, room.admission = rules.GALLERY_SIZES[0], False
        room.speech_minutes = rules.SPEECH_MINUTES
        uow.session.add(room)
        uow.session.flush()
    return room


def set_layout(
    uow: UnitOfWork, meeting: Meeting, layout: Layout, *, pinned_id: MeetingSiteId | None,
    gallery_size: int, gallery_page: int | None,
) -> None:  # fmt: skip
    """Set what all pages show. Raises NotTheModerator, NoSuchSeat for a pin of another meeting.

    `gallery_page` counts from 0 and is brought into range; None lets each site turn its own.
    """
    ensure_moderator(uow, meeting)
    if pinned_id is not None and not meetings.ids_among(uow.session, meeting.id, [pinned_id]):
        raise NoSuchSeat
    room = room_of(uow, meeting)
    last = rules.pages_of_gallery(meetings.count_sites(uow.session, meeting.id), gallery_size) - 1
    page = None if gallery_page is None else min(gallery_page, last)
    wanted = (layout, pinned_id, gallery_size, page)
    if (room.layout, room.pinned_id, room.gallery_size, room.gallery_page) == wanted:
        return
    room.layout, room.pinned_id, room.gallery_size, room.gallery_page = wanted
    room.layout_before = None
    uow.emit(LayoutSet(meeting.id, layout.value, pinned_id, gallery_size, page))


def share_screen(uow: UnitOfWork, site: MeetingSite, seat: Seat) -> None:
    """Note that the site shares its screen; who shared before has ended.

    Raises SharingNeedsTheFloor.
    """
    room = queries.find_room(uow.session, seat.meeting_id)
    if room is None or not rules.has_floor(site, room.speaker_id):
        raise SharingNeedsTheFloor
    if room.sharer_id == site.id:
        return
    if room.sharer_id is not None:
        uow.emit(SharingEnded(room.meeting_id, room.sharer_id))
    room.sharer_id = site.id
    bring_document_layout(room)
    uow.emit(SharingBegan(room.meeting_id, site.id))


def end_sharing(uow: UnitOfWork, meeting: Meeting, own: MeetingSiteId | None) -> None:
    """Take the shared screen away: the site that shares (`own`), or who runs the meeting.

    Raises NobodyShares, NotTheModerator.
    """
    room = queries.find_room(uow.session, meeting.id)
    if room is None or room.sharer_id is None:
        raise NobodyShares
    if room.sharer_id != own:
        ensure_moderator(uow, meeting)
    end_sharing_of(uow, room, room.sharer_id)


def end_sharing_of(uow: UnitOfWork, room: Room, site_id: MeetingSiteId) -> None:
    """Take the shared screen of a site away, if it shares one."""
    if room.sharer_id != site_id:
        return
    room.sharer_id = None
    if queries.find_showing(uow.session, room.meeting_id) is None:
        restore_layout(room)
    uow.emit(SharingEnded(room.meeting_id, site_id))


def bring_document_layout(room: Room) -> None:
    """Make place for what is shown; the layout that was set comes back after it."""
    if room.layout is not Layout.DOCUMENT:
        room.layout_before, room.layout = room.layout, Layout.DOCUMENT


def restore_layout(room: Room) -> None:
    """Return to the layout that was set before something was shown."""
    if room.layout is Layout.DOCUMENT and room.layout_before is not None:
        room.layout = room.layout_before
    room.layout_before = None
