"""Certificates of distribution: what they say, and writing down that one was signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from hub.core.errors import NotAllowed
from hub.core.ids import DocumentId, EntryId, SigningKeyId, VersionId
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries, rules
from hub.documents.events import DistributionCertified, PaperSignedElsewhere
from hub.documents.models import DistributionCertificate, Document, Receipt
from hub.documents.service.errands import kept_with

#: What certificates are called where papers of every feature are signed.
SUBJECT: Final = "distribution"


def content_of(
    document: Document, version_id: VersionId, receipts: Sequence[Receipt], now: datetime
) -> dict[str, Any]:
    """Return who had got a version and what they had done with it, as JSON."""
    version = next(each for each in document.versions if each.id == version_id)
    counts = rules.count(receipts)

    def at(moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None

    return {
        "title": document.title,
        "type": document.type.value,
        "code": f"{document.number}/{document.notation}" if document.number else "",
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "issued_at": at(document.issued_at),
        "recalled_at": at(document.recalled_at),
        "recall_reason": document.recall_reason,
        "meeting": document.meeting.title,
        "version": version.number,
        "sha256": version.sha256,
        "as_of": now.isoformat(),
        "units": counts.total,
        "delivered": counts.delivered,
        "opened": counts.opened,
        "acknowledged": counts.acknowledged,
        "receipts": [
            {
                "unit": each.unit.name,
                "person": each.person.name,
                "sent": at(each.sent_at),
                "delivered": at(each.delivered_at),
                "opened": at(each.opened_at),
                "downloaded": at(each.downloaded_at),
                "acknowledged": at(each.acknowledged_at),
            }
            for each in receipts
        ],
    }


def certify_elsewhere(uow: UnitOfWork, signed: PaperSignedElsewhere) -> None:
    """Write down a certificate that was signed on the clerk's own machine. Raises NotAllowed."""
    if signed.subject != SUBJECT:
        return
    kept = kept_with(uow, signed)
    document = queries.get_to_issue(uow.session, uow.actor, DocumentId(UUID(kept["document"])))
    record_certificate(
        uow,
        document,
        VersionId(UUID(kept["version"])),
        kept["content"],
        certificate_id=EntryId(signed.subject_id),
        pdf_sha256=signed.after_sha256,
        key_id=signed.key_id,
        level=signed.level,
    )


def record_certificate(  # noqa: PLR0913  (what a certificate consists of)
    uow: UnitOfWork,
    document: Document,
    version_id: VersionId,
    content: dict[str, Any],
    *,
    certificate_id: EntryId,
    pdf_sha256: str,
    key_id: SigningKeyId,
    level: str,
) -> DistributionCertificate:
    """Write down a certificate that is signed and stored; the paper bears its id.

    Raises NotAllowed.
    """
    if not rules.may_issue(uow.actor, document.meeting):
        raise NotAllowed
    last = uow.session.scalar(
        select(func.max(DistributionCertificate.number)).where(
            DistributionCertificate.document_id == document.id
        )
    )
    made = DistributionCertificate(
        id=certificate_id,
        document_id=document.id,
        version_id=version_id,
        number=(last or 0) + 1,
        made_at=uow.now,
        made_by_id=uow.actor.person_id,
        made_by_name=uow.actor.name,
        content=content,
        pdf_sha256=pdf_sha256,
        key_id=key_id,
        level=level,
    )
    uow.session.add(made)
    uow.session.flush()
    uow.emit(DistributionCertified(document.id, document.meeting_id, made.number, pdf_sha256))
    return made
