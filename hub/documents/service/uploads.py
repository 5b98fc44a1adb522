"""Uploads: begun, finished, turned down, dropped. The bytes are the storage's concern."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hub.core.errors import HubError, NotAllowed
from hub.core.ids import DocumentId, UploadId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries, rules
from hub.documents.errors import DocumentSettled, DossierClosed, NoSuchDocument, TooManyUploads
from hub.documents.events import UploadQuarantined, UploadTurnedDown
from hub.documents.models import Document, Upload, VersionOrigin
from hub.documents.rules import Content, Details
from hub.documents.service.documents import add_document, add_version
from hub.documents.service.quotas import ensure_room
from hub.meetings.models import Meeting

#: What one person may have begun and not finished.
MOST_UNFINISHED: Final = 20
MOST_UNFINISHED_BYTES: Final = 1 << 30
#: After this an unfinished upload is dropped.
KEPT_FOR: Final = timedelta(days=2)


def begin_upload(
    uow: UnitOfWork,
    meeting: Meeting,
    *,
    filename: str,
    size: int,
    sha256: str,
    purpose: dict[str, Any],
) -> Upload:
    """Note that the actor will send a file.

    `purpose` is either {"document_id"} for a new version, or the details of a new document.
    Raises NotAllowed, DossierClosed, TooManyUploads, QuotaExceeded.
    """
    if not rules.may_prepare(uow.actor, meeting):
        raise NotAllowed
    if not rules.takes_documents(meeting):
        raise DossierClosed
    count, waiting = queries.unfinished_of(uow.session, uow.actor.person_id)
    if count >= MOST_UNFINISHED or waiting + size > MOST_UNFINISHED_BYTES:
        raise TooManyUploads
    ensure_room(uow, meeting.host_unit_id, size)
    if "document_id" in purpose:
        _check_replaced(uow, meeting, purpose)
    upload = Upload(
        id=UploadId(new_id()),
        person_id=uow.actor.person_id,
        post_id=uow.actor.post_id,
        meeting_id=meeting.id,
        filename=filename,
        size=size,
        sha256=sha256,
        purpose=purpose,
        created_at=uow.now,
        refused="",
    )
    uow.session.add(upload)
    uow.session.flush()
    return upload


def finish_upload(
    uow: UnitOfWork, upload: Upload, meeting: Meeting, content: Content, details: Details
) -> Document:
    """Make a document, or a new version of one, of what has arrived. Twice is once.

    `details` are those of a new document. Raises what adding raises.
    """
    if upload.finished_at is not None and upload.document_id is not None:
        return queries.get(uow.session, upload.document_id)
    ensure_room(uow, meeting.host_unit_id, 0)  # it counts already; the quota may have shrunk
    if "document_id" in upload.purpose:
        document = _check_replaced(uow, meeting, upload.purpose)
        add_version(uow, document, content, origin=VersionOrigin.UPLOAD)
    else:
        document = add_document(uow, meeting, content, details)
    upload.finished_at = uow.now
    upload.document_id = document.id
    return document


def quarantine_upload(uow: UnitOfWork, upload: Upload) -> None:
    """Note that a complete file waits for the virus scanner. It is kept until that answers."""
    if upload.quarantined_at is None:
        upload.quarantined_at = uow.now
        uow.emit(UploadQuarantined(upload.meeting_id, upload.filename))


def refuse_upload(uow: UnitOfWork, upload: Upload, refusal: HubError) -> None:
    """Note why a file was not accepted; its row stays for the sender to read."""
    upload.finished_at = uow.now
    upload.refused = refusal.sentence[:500]
    uow.emit(UploadTurnedDown(upload.meeting_id, upload.filename, refusal.code))


def drop_upload(uow: UnitOfWork, upload: Upload) -> None:
    """Forget an upload."""
    uow.session.delete(upload)


def _check_replaced(uow: UnitOfWork, meeting: Meeting, purpose: dict[str, Any]) -> Document:
    document = queries.get(uow.session, DocumentId(UUID(str(purpose["document_id"]))))
    if document.meeting_id != meeting.id:
        raise NoSuchDocument
    if not rules.can_be_replaced(document):
        raise DocumentSettled
    return document
