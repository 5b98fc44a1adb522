"""Versions that were sent, what takes the place of what, certificates, what is watched."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import DocumentId, VersionId
from hub.directory.models import Unit
from hub.documents.errors import NoSuchDocument
from hub.documents.models import (
    DistributionCertificate,
    Document,
    DocumentState,
    DocumentVersion,
    Receipt,
)


def versions_sent(session: Session, document_id: DocumentId) -> list[DocumentVersion]:
    """Return the versions that were issued to anybody, newest first."""
    sent = select(Receipt.version_id).where(Receipt.document_id == document_id)
    asked = select(DocumentVersion).where(DocumentVersion.id.in_(sent))
    return list(session.scalars(asked.order_by(DocumentVersion.number.desc())))


def receipts_of_version(session: Session, version_id: VersionId) -> list[Receipt]:
    """Return the receipts of one version, with person and unit, by unit."""
    return list(
        session.scalars(
            select(Receipt)
            .join(Unit, Unit.id == Receipt.unit_id)
            .where(Receipt.version_id == version_id)
            .options(joinedload(Receipt.person), joinedload(Receipt.unit))
            .order_by(Unit.sort_key, Receipt.id)
        )
    )


def replacements_of(session: Session, document_id: DocumentId) -> Sequence[Document]:
    """Return the documents that take, or will take, the place of one."""
    return session.scalars(select(Document).where(Document.replaces_id == document_id)).all()


def find(session: Session, document_id: DocumentId | None) -> Document | None:
    """Return a document without what belongs to it, or None."""
    return session.get(Document, document_id) if document_id else None


def issued_since(session: Session, since: datetime) -> list[DocumentId]:
    """Return issued documents of which a version was sent after a moment and not acknowledged."""
    asked = (
        select(Receipt.document_id)
        .join(Document, Document.id == Receipt.document_id)
        .where(
            Document.state == DocumentState.ISSUED,
            Receipt.sent_at >= since,
            Receipt.acknowledged_at.is_(None),
        )
        .distinct()
    )
    return list(session.scalars(asked))


def certificates_of(session: Session, document_id: DocumentId) -> Sequence[DistributionCertificate]:
    """Return the certificates of a document's distribution, newest first."""
    asked = select(DistributionCertificate).where(
        DistributionCertificate.document_id == document_id
    )
    return session.scalars(asked.order_by(DistributionCertificate.number.desc())).all()


def certificate(session: Session, document_id: DocumentId, number: int) -> DistributionCertificate:
    """Return one certificate. Raises NoSuchDocument."""
    for each in certificates_of(session, document_id):
        if each.number == number:
            return each
    raise NoSuchDocument
