"""A signed document goes back to be corrected, before it is issued."""

from typing import Final

from hub.core.errors import NotAllowed
from hub.core.ids import EntryId, VersionId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import notices
from hub.documents.errors import DossierClosed, NotToBeReopened
from hub.documents.events import DocumentReopened
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentVersion,
    Reopening,
    VersionOrigin,
)
from hub.documents.queries import keys
from hub.documents.rules import takes_documents
from hub.documents.rules.signing import can_be_reopened, may_reopen
from hub.documents.service.renditions import rendition_to_make

#: What a version says of its file.
CARRIED: Final = ("sha256", "size", "pages", "media_type", "filename", "origin", "text")


def reopen(uow: UnitOfWork, document: Document, *, reason: str) -> DocumentVersion:
    """Make a signed document a draft again; return the version to go on from.

    It is the text as it was before the first signature. The signed versions stay on record, the
    number stays given. Who signed is told. Needs the versions loaded. Raises NotAllowed,
    DossierClosed, NotToBeReopened.
    """
    if not may_reopen(uow.actor, document.meeting, document):
        raise NotAllowed
    if not takes_documents(document.meeting):
        raise DossierClosed
    if not can_be_reopened(document):
        raise NotToBeReopened
    signed = document.versions[-1]
    signers = keys.signers_of(uow.session, document.id)
    newest = _text_before(uow, document)
    document.versions.append(newest)
    document.state = DocumentState.DRAFT
    uow.session.flush()
    uow.session.add(
        Reopening(
            id=EntryId(new_id()),
            document_id=document.id,
            version_id=signed.id,
            reopened_at=uow.now,
            reopened_by_id=uow.actor.person_id,
            reopened_by_name=uow.actor.name,
            reason=reason,
        )
    )
    for person_id in sorted(signers - {uow.actor.person_id}):
        notices.tell_reopened(uow, document, newest.id, person_id, reason)
    uow.emit(DocumentReopened(document.id, document.meeting_id, signed.id, newest.id, reason))
    return newest


def _text_before(uow: UnitOfWork, document: Document) -> DocumentVersion:
    unsigned = next(
        each for each in reversed(document.versions) if each.origin is not VersionOrigin.SIGNATURE
    )
    return DocumentVersion(
        id=VersionId(new_id()),
        number=document.versions[-1].number + 1,
        rendition=rendition_to_make(uow, unsigned.media_type),
        made_at=uow.now,
        made_by_id=uow.actor.person_id,
        **{name: getattr(unsigned, name) for name in CARRIED},
    )
