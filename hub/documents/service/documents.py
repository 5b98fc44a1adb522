"""Adding and changing documents."""

from sqlalchemy import delete, func, select, update

from hub.core.errors import InvalidInput, NotAllowed
from hub.core.ids import AgendaItemId, DocumentId, EntryId, VersionId, new_id
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries, rules
from hub.documents.errors import (
    DocumentChanged,
    DocumentSettled,
    DossierClosed,
    SameContent,
)
from hub.documents.events import (
    DocumentAccessSet,
    DocumentAdded,
    DocumentDeleted,
    DocumentEdited,
    VersionAdded,
)
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentVersion,
    Rendition,
    Upload,
    VersionOrigin,
)
from hub.documents.rules import Content, Details
from hub.documents.rules.contents import ACCESS, FIXED, mistakes_of_access
from hub.documents.service.distribution import send_again
from hub.documents.service.renditions import rendition_to_make
from hub.meetings.models import Meeting
from hub.undo import service as undo

UNKNOWN_ITEM = N_("Choose an agenda item of this meeting.")


def add_document(
    uow: UnitOfWork,
    meeting: Meeting,
    content: Content,
    details: Details,
    *,
    origin: VersionOrigin = VersionOrigin.UPLOAD,
) -> Document:
    """Put a document to a meeting, as a draft. Raises NotAllowed, DossierClosed, InvalidInput."""
    if not rules.may_prepare(uow.actor, meeting):
        raise NotAllowed
    if not rules.takes_documents(meeting):
        raise DossierClosed
    _check_item(meeting, details.agenda_item_id)
    _check_access(details)
    last = select(func.max(Document.position)).where(Document.meeting_id == meeting.id)
    document = Document(
        id=DocumentId(new_id()),
        meeting_id=meeting.id,
        owner_unit_id=meeting.host_unit_id,
        type=details.type,
        title=details.title,
        agenda_item_id=details.agenda_item_id,
        access_from=details.access_from,
        access_until=details.access_until,
        access_days=details.access_days,
        may_download=details.may_download,
        number="",
        notation="",
        state=DocumentState.DRAFT,
        position=(uow.session.scalar(last) or 0) + 1,
        created_by_id=uow.actor.person_id,
        created_at=uow.now,
    )
    document.meeting = meeting
    document.versions = [_version(uow, content, 1, origin)]
    uow.session.add(document)
    uow.session.flush()
    uow.emit(DocumentAdded(document.id, meeting.id, content.sha256))
    return document


def add_version(
    uow: UnitOfWork, document: Document, content: Content, *, origin: VersionOrigin
) -> DocumentVersion:
    """Put new bytes in. Issued material goes to its readers anew, who acknowledge it again.

    Raises NotAllowed, DocumentSettled, SameContent.
    """
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    if not rules.can_be_replaced(document):
        raise DocumentSettled
    version = _append(uow, document, content, origin)
    uow.emit(
        VersionAdded(
            document.id,
            document.meeting_id,
            version.id,
            version.number,
            version.sha256,
            origin.value,
        )
    )
    if document.state is DocumentState.ISSUED:
        send_again(uow, document)
    if document.state is DocumentState.INITIALLED:
        document.state = DocumentState.DRAFT
    return version


def edit(uow: UnitOfWork, document: Document, details: Details, *, read_version: int) -> None:
    """Change what is said about a document.

    Raises NotAllowed, DocumentChanged (it is not as the actor read it), DocumentSettled,
    InvalidInput.
    """
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    if document.version != read_version:
        raise DocumentChanged
    changed = rules.changes(document, details)
    if not changed:
        return
    if not rules.can_place(document):
        raise DocumentSettled
    if not FIXED.isdisjoint(changed) and not rules.can_edit(document):
        raise DocumentSettled
    _check_item(document.meeting, details.agenda_item_id)
    _check_access(details)
    for name in changed:
        setattr(document, name, getattr(details, name))
    if not ACCESS.isdisjoint(changed):
        uow.emit(
            DocumentAccessSet(
                document.id, document.meeting_id, details.access_from.value,
                details.access_until.value, details.access_days,
            )
        )  # fmt: skip
    uow.emit(DocumentEdited(document.id, document.meeting_id, ",".join(changed)))


def move_up(uow: UnitOfWork, document: Document) -> None:
    """Let a document stand before the one above it. Raises NotAllowed."""
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    every = queries.of_meeting(uow.session, uow.actor, document.meeting_id)
    place = next(index for index, each in enumerate(every) if each.id == document.id)
    if not place:
        return
    every[place - 1], every[place] = every[place], every[place - 1]
    for position, each in enumerate(every, 1):
        if each.position != position:
            each.position = position
    uow.emit(DocumentEdited(document.id, document.meeting_id, "position"))


def delete_draft(uow: UnitOfWork, document: Document, *, back: str = "/") -> EntryId:
    """Remove a draft that has no number; return what takes that back (hub.undo).

    `back` is the page to show then. Raises NotAllowed, DocumentSettled.
    """
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    if not rules.can_delete(document):
        raise DocumentSettled
    uow.session.execute(
        update(Upload).where(Upload.document_id == document.id).values(document_id=None)
    )
    versions = [each.id for each in document.versions]
    renditions = uow.session.scalars(select(Rendition).where(Rendition.version_id.in_(versions)))
    removal = undo.keep(
        uow,
        "document",
        [document, *document.versions, *renditions],
        back=back,
        holds=[(document.meeting, "state")],
    )
    uow.session.execute(delete(Rendition).where(Rendition.version_id.in_(versions)))
    uow.emit(DocumentDeleted(document.id, document.meeting_id, document.title))
    uow.session.delete(document)
    return removal


def _append(
    uow: UnitOfWork, document: Document, content: Content, origin: VersionOrigin
) -> DocumentVersion:
    last = queries.latest(document)
    if last.sha256 == content.sha256:
        raise SameContent
    version = _version(uow, content, last.number + 1, origin)
    document.versions.append(version)
    uow.session.flush()
    return version


def _version(
    uow: UnitOfWork, content: Content, number: int, origin: VersionOrigin
) -> DocumentVersion:
    return DocumentVersion(
        id=VersionId(new_id()),
        rendition=rendition_to_make(uow, content.media_type),
        number=number,
        sha256=content.sha256,
        size=content.size,
        pages=content.pages,
        media_type=content.media_type,
        filename=content.filename,
        origin=origin,
        text=content.text,
        made_at=uow.now,
        made_by_id=uow.actor.person_id,
    )


def _check_access(details: Details) -> None:
    mistakes = mistakes_of_access(details)
    if mistakes:
        raise InvalidInput({name: _(sentence) for name, sentence in mistakes.items()})


def _check_item(meeting: Meeting, item_id: AgendaItemId | None) -> None:
    if item_id is not None and item_id not in {item.id for item in meeting.agenda}:
        raise InvalidInput({"agenda_item_id": _(UNKNOWN_ITEM)})
