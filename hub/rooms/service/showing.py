"""A document shown to all sites, page by page in step. The bytes stay as they are."""

from typing import Final

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries as documents
from hub.documents.events import DocumentDeleted, DocumentRecalled
from hub.documents.models import Document
from hub.meetings.models import Meeting, MeetingSite
from hub.rooms import queries, rules
from hub.rooms.errors import CannotBeShown, MayNotPresent, NoSuchPage, NothingShown
from hub.rooms.events import DocumentShown, PageTurned, ShowingEnded
from hub.rooms.models import Showing
from hub.rooms.service.stage import bring_document_layout, restore_layout, room_of

PDF: Final = "application/pdf"


def show_document(
    uow: UnitOfWork, meeting: Meeting, document: Document, own: MeetingSite | None, *, page: int
) -> None:
    """Show the present version of a document the actor may read, from `page` (from 1) on.

    What was shown before is gone. Needs the versions loaded. Raises MayNotPresent,
    CannotBeShown, NoSuchPage.
    """
    room = room_of(uow, meeting)
    if not rules.may_present(uow.actor, meeting, own, room.speaker_id):
        raise MayNotPresent
    version = documents.latest(document)
    if document.meeting_id != meeting.id or version.media_type != PDF:
        raise CannotBeShown
    _ensure_page(page, version.pages)
    showing = queries.find_showing(uow.session, meeting.id)
    if showing is None:
        showing = Showing(meeting_id=meeting.id)
        uow.session.add(showing)
    showing.document_id, showing.version_id, showing.page = document.id, version.id, page
    showing.person_id, showing.person_name = uow.actor.person_id, uow.actor.name
    showing.meeting_site_id = own.id if own else None
    showing.began_at = uow.now
    bring_document_layout(room)
    uow.emit(DocumentShown(meeting.id, document.id, version.id, page))


def turn_page(uow: UnitOfWork, meeting: Meeting, own: MeetingSite | None, page: int) -> None:
    """Turn to a page, counted from 1, on all pages that follow.

    Raises NothingShown, MayNotPresent, NoSuchPage.
    """
    showing = _showing_of(uow, meeting, own)
    version = documents.version_of(
        documents.get(uow.session, showing.document_id), showing.version_id
    )
    _ensure_page(page, version.pages)
    if showing.page != page:
        showing.page = page
        uow.emit(PageTurned(meeting.id, showing.version_id, page))


def end_showing(uow: UnitOfWork, meeting: Meeting, own: MeetingSite | None) -> None:
    """Take the document away. Raises NothingShown, MayNotPresent."""
    _end(uow, _showing_of(uow, meeting, own))


def take_away(uow: UnitOfWork, event: DocumentRecalled | DocumentDeleted) -> None:
    """Stop showing a document that was recalled or deleted: a reaction."""
    showing = queries.find_showing(uow.session, event.meeting_id)
    if showing is not None and showing.document_id == event.document_id:
        _end(uow, showing)


def take_down(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """Take away what is shown, if anything is."""
    showing = queries.find_showing(uow.session, meeting_id)
    if showing is not None:
        _end(uow, showing)


def _showing_of(uow: UnitOfWork, meeting: Meeting, own: MeetingSite | None) -> Showing:
    room = queries.find_room(uow.session, meeting.id)
    showing = queries.find_showing(uow.session, meeting.id)
    if showing is None or room is None:
        raise NothingShown
    moderates = rules.may_moderate(uow.actor, meeting)
    presents = _presents(uow, showing, own, room.speaker_id)
    if not (moderates or presents):
        raise MayNotPresent
    return showing


def _presents(
    uow: UnitOfWork, showing: Showing, own: MeetingSite | None, speaker_id: MeetingSiteId | None
) -> bool:
    """Tell whether the actor began the showing and still has the floor."""
    has_floor = own is not None and own.id == speaker_id
    return has_floor and showing.person_id == uow.actor.person_id


def _end(uow: UnitOfWork, showing: Showing) -> None:
    room = queries.find_room(uow.session, showing.meeting_id)
    uow.session.delete(showing)
    if room is not None and room.sharer_id is None:
        restore_layout(room)
    uow.emit(ShowingEnded(showing.meeting_id, showing.document_id))


def _ensure_page(page: int, pages: int | None) -> None:
    if page < 1 or (pages is not None and page > pages):
        raise NoSuchPage
