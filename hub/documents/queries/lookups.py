"""One document."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.errors import NotAllowed
from hub.core.ids import DocumentId, VersionId
from hub.core.unit_of_work import Actor
from hub.documents import rules
from hub.documents.errors import NoSuchDocument
from hub.documents.models import (
    Document,
    DocumentVersion,
    Verdict,
)
from hub.meetings.models import Meeting, MeetingSite

#: What `hub.gateways.signing` calls a file whose signatures are all in order.
IN_ORDER: Final = "ok"


def get(session: Session, document_id: DocumentId) -> Document:
    """Return a document with versions, agenda item, and its meeting as meetings load it.

    Raises NoSuchDocument.
    """
    of_meeting = joinedload(Document.meeting)
    found = session.scalar(
        select(Document)
        .where(Document.id == document_id)
        .options(
            selectinload(Document.versions).joinedload(DocumentVersion.rendition),
            joinedload(Document.agenda_item),
            of_meeting.joinedload(Meeting.host),
            of_meeting.joinedload(Meeting.chair),
            of_meeting.joinedload(Meeting.secretary),
            of_meeting.selectinload(Meeting.agenda),
            of_meeting.selectinload(Meeting.sites).options(
                joinedload(MeetingSite.site), joinedload(MeetingSite.unit)
            ),
        )
    )
    if found is None:
        raise NoSuchDocument
    return found


def get_to_see(session: Session, actor: Actor, document_id: DocumentId) -> Document:
    """Return a document the actor may know of, loaded as by `get`. To others NoSuchDocument."""
    document = get(session, document_id)
    if not rules.may_see(actor, document.meeting, document):
        raise NoSuchDocument
    return document


def get_to_read(session: Session, actor: Actor, document_id: DocumentId, now: datetime) -> Document:
    """Return a document whose bytes the actor may have now, loaded as by `get`.

    Raises NoSuchDocument, DocumentRecalled, NotYetReadable, NoLongerReadable.
    """
    document = get_to_see(session, actor, document_id)
    if not rules.may_read(actor, document.meeting, document, now):
        raise rules.why_not_read(document, document.meeting, now)
    return document


def get_to_prepare(session: Session, actor: Actor, document_id: DocumentId) -> Document:
    """Return a document the actor may change, loaded as by `get`.

    Raises NoSuchDocument, NotAllowed when they only may see it.
    """
    document = get_to_see(session, actor, document_id)
    if not rules.may_prepare(actor, document.meeting):
        raise NotAllowed
    return document


def get_to_issue(session: Session, actor: Actor, document_id: DocumentId) -> Document:
    """Return a document the actor may number, issue or recall, loaded as by `get`.

    Raises NoSuchDocument, NotAllowed when they only may see it.
    """
    document = get_to_see(session, actor, document_id)
    if not rules.may_issue(actor, document.meeting):
        raise NotAllowed
    return document


def latest(document: Document) -> DocumentVersion:
    """Return the present version. Needs the versions loaded."""
    return max(document.versions, key=lambda version: version.number)


def version_of(document: Document, version_id: VersionId) -> DocumentVersion:
    """Return one version. Needs the versions loaded. Raises NoSuchDocument."""
    for version in document.versions:
        if version.id == version_id:
            return version
    raise NoSuchDocument


def version_to_read(actor: Actor, document: Document, number: int) -> DocumentVersion:
    """Return the version of this number that the actor may have. Raises NoSuchDocument."""
    for version in rules.versions_for(actor, document.meeting, document):
        if version.number == number:
            return version
    raise NoSuchDocument


def arrived_signed(session: Session, document: Document) -> bool:
    """Tell whether the present version bears signatures that were found in order."""
    states = select(Verdict.state).where(Verdict.sha256 == latest(document).sha256)
    newest = session.scalars(states.order_by(Verdict.checked_at.desc()).limit(1)).first()
    return newest == IN_ORDER
