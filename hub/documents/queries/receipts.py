"""Receipts: who got a document, and what they did with it."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.ids import DocumentId, PersonId, UnitId
from hub.directory.models import Unit
from hub.documents import rules
from hub.documents.models import Document, DocumentVersion, Receipt
from hub.documents.rules import ReceiptCounts, UnitReceipts
from hub.meetings.models import Meeting


def receipts_of(session: Session, document_id: DocumentId) -> list[Receipt]:
    """Return the receipts of the version issued last, with person and unit, by unit."""
    return list(_newest(session, [document_id]).get(document_id, []))


def receipt_of(session: Session, person_id: PersonId, document_id: DocumentId) -> Receipt | None:
    """Return a person's receipt of the version issued last."""
    return next(
        (each for each in receipts_of(session, document_id) if each.person_id == person_id), None
    )


def own_receipts(
    session: Session, person_id: PersonId, documents: Collection[DocumentId]
) -> dict[DocumentId, Receipt]:
    """Return a person's receipts of the versions issued last; documents without are absent."""
    return {
        document_id: receipt
        for document_id, receipts in _newest(session, documents).items()
        for receipt in receipts
        if receipt.person_id == person_id
    }


def units_of(receipts: Sequence[Receipt]) -> list[UnitReceipts]:
    """Group receipts by unit; the ones that have come least far stand first."""
    groups: dict[UnitId, list[Receipt]] = {}
    for receipt in receipts:
        groups.setdefault(receipt.unit_id, []).append(receipt)
    units = [
        UnitReceipts(
            unit_id, each[0].unit.short_name, sorted(each, key=rules.step_of, reverse=True)
        )
        for unit_id, each in groups.items()
    ]
    order = {each[0].unit_id: each[0].unit.sort_key for each in groups.values()}
    return sorted(units, key=lambda unit: (unit.step, order[unit.unit_id]))


def counts(session: Session, document_id: DocumentId) -> ReceiptCounts:
    """Return how many units got the document and how far it has come with them."""
    return rules.count(receipts_of(session, document_id))


def counts_of(
    session: Session, documents: Collection[DocumentId]
) -> dict[DocumentId, ReceiptCounts]:
    """Return the counts of several documents; one never issued is absent."""
    found = _newest(session, documents)
    return {document_id: rules.count(receipts) for document_id, receipts in found.items()}


def without_reader(session: Session, document: Document) -> list[Unit]:
    """Return the invited units in which nobody can read the document in the hub."""
    reached = {each.unit_id for each in receipts_of(session, document.id)}
    return [
        site.unit
        for site in _meeting_of(document).sites
        if site.is_member and site.unit_id not in reached
    ]


def _meeting_of(document: Document) -> Meeting:
    return document.meeting


def _newest(session: Session, documents: Collection[DocumentId]) -> dict[DocumentId, list[Receipt]]:
    last = (
        select(Receipt.document_id, func.max(DocumentVersion.number).label("number"))
        .join(DocumentVersion, DocumentVersion.id == Receipt.version_id)
        .where(Receipt.document_id.in_(documents))
        .group_by(Receipt.document_id)
        .subquery()
    )
    rows = session.scalars(
        select(Receipt)
        .join(DocumentVersion, DocumentVersion.id == Receipt.version_id)
        .join(
            last,
            (last.c.document_id == Receipt.document_id) & (last.c.number == DocumentVersion.number),
        )
        .join(Unit, Unit.id == Receipt.unit_id)
        .options(joinedload(Receipt.person), joinedload(Receipt.unit))
        .order_by(Unit.sort_key, Receipt.id)
    )
    found: dict[DocumentId, list[Receipt]] = {}
    for receipt in rows:
        found.setdefault(receipt.document_id, []).append(receipt)
    return found
