"""Issuing documents to the invited units, and what became of them there."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from hub.core.errors import NotAllowed
from hub.core.ids import PersonId, ReceiptId, UnitId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory.models import Person, Unit
from hub.documents import notices, queries, rules
from hub.documents.errors import (
    ActionTooSoon,
    DocumentRecalled,
    NobodyToChase,
    NobodyToRead,
    NoSuchReceipt,
    NotIssued,
)
from hub.documents.events import (
    DocumentIssued,
    ReceiptChanged,
    ReceiptsChased,
)
from hub.documents.events import DocumentRecalled as RecallAnnounced
from hub.documents.models import Document, DocumentState, Receipt
from hub.documents.rules import UnitReceipts
from hub.invitations import queries as invitations
from hub.meetings import rules as meetings
from hub.outbox import service as outbox
from hub.outbox.models import OutgoingMessage

#: Receipts looked at in one go when deliveries are noted.
BATCH = 500


def issue(uow: UnitOfWork, document: Document) -> int:
    """Give a document to every invited unit; return how many readers got it.

    A numbered document must be signed by person and organisation. Raises NotAllowed,
    NobodyToRead, AlreadyIssued, NumberMissing, SignaturesMissing.
    """
    if not rules.may_issue(uow.actor, document.meeting):
        raise NotAllowed
    signed = queries.arrived_signed(uow.session, document)
    obstacle = rules.why_not_issue(document, arrived_signed=signed)
    if obstacle is not None:
        raise obstacle
    if not meetings.was_invited(document.meeting):
        raise NobodyToRead
    document.state = DocumentState.ISSUED
    document.issued_at, document.issued_by_id = uow.now, uow.actor.person_id
    return _send(uow, document)


def send_again(uow: UnitOfWork, document: Document) -> int:
    """Give the newest version of issued material to every invited unit."""
    _withdraw(uow, document)
    return _send(uow, document)


def recall(uow: UnitOfWork, document: Document, *, reason: str) -> None:
    """Take an issued document back; its bytes are served no more. Raises NotAllowed, NotIssued."""
    if not rules.may_issue(uow.actor, document.meeting):
        raise NotAllowed
    if document.state is not DocumentState.ISSUED:
        raise NotIssued
    document.state = DocumentState.RECALLED
    document.recalled_at, document.recall_reason = uow.now, reason
    _withdraw(uow, document)
    for unit in queries.units_of(queries.receipts_of(uow.session, document.id)):
        for receipt in unit.receipts:
            notices.tell_recalled(uow, document, receipt)
    uow.emit(RecallAnnounced(document.id, document.meeting_id, reason))


def note_opened(uow: UnitOfWork, document: Document) -> Receipt | None:
    """Note that the actor has the document before their eyes; None if it was not sent to them."""
    receipt = _own(uow, document)
    if receipt is not None and receipt.opened_at is None:
        receipt.opened_at = uow.now
        receipt.delivered_at = receipt.delivered_at or uow.now
        uow.emit(ReceiptChanged(document.id, document.meeting_id, "opened"))
    return receipt


def note_downloaded(uow: UnitOfWork, document: Document) -> Receipt | None:
    """Note that the actor took a copy; None if the document was not sent to them."""
    receipt = _own(uow, document)
    if receipt is not None and receipt.downloaded_at is None:
        receipt.downloaded_at = uow.now
        receipt.delivered_at = receipt.delivered_at or uow.now
        uow.emit(ReceiptChanged(document.id, document.meeting_id, "downloaded"))
    return receipt


def acknowledge(uow: UnitOfWork, document: Document) -> Receipt:
    """Note that the actor has received the document, for their unit. Twice is once.

    Raises NoSuchReceipt, DocumentRecalled, NotYetReadable, NoLongerReadable.
    """
    if document.state is DocumentState.RECALLED:
        raise DocumentRecalled(reason=document.recall_reason.rstrip("."))
    receipt = _own(uow, document)
    if receipt is None:
        raise NoSuchReceipt
    if not rules.may_read(uow.actor, document.meeting, document, uow.now):
        raise rules.why_not_read(document, document.meeting, uow.now)
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at = uow.now
        receipt.opened_at = receipt.opened_at or uow.now
        receipt.delivered_at = receipt.delivered_at or uow.now
        uow.emit(ReceiptChanged(document.id, document.meeting_id, "acknowledged"))
    return receipt


def chase(uow: UnitOfWork, document: Document) -> int:
    """Remind the units that have not acknowledged, at most once an hour; return how many.

    Raises NotAllowed, NotIssued, NobodyToChase, ActionTooSoon.
    """
    if not rules.may_issue(uow.actor, document.meeting):
        raise NotAllowed
    if document.state is not DocumentState.ISSUED:
        raise NotIssued
    units = queries.units_of(queries.receipts_of(uow.session, document.id))
    missing = [unit for unit in units if unit.step is not rules.Step.ACKNOWLEDGED]
    if not missing:
        raise NobodyToChase
    due = [unit for unit in missing if rules.can_chase(unit.receipts, uow.now)]
    if not due:
        raise ActionTooSoon
    for unit in due:
        _remind(uow, document, unit)
    uow.emit(ReceiptsChased(document.id, document.meeting_id, len(due)))
    return len(due)


def note_deliveries(uow: UnitOfWork) -> int:
    """Note what has reached its readers: the mail left, or the notice was read in the hub.

    Returns how many receipts changed.
    """
    waiting = uow.session.scalars(
        select(Receipt)
        .join(Document, Document.id == Receipt.document_id)
        .where(Receipt.delivered_at.is_(None), Document.state == DocumentState.ISSUED)
        .order_by(Receipt.id)
        .limit(BATCH)
    ).all()
    keys = {each.id: notices.keys_of(each) for each in waiting}
    reached = _reached(uow, [key for pair in keys.values() for key in pair])
    delivered = [each for each in waiting if not reached.isdisjoint(keys[each.id])]
    meetings_of: dict[object, Receipt] = {}
    for receipt in delivered:
        receipt.delivered_at = uow.now
        meetings_of.setdefault(receipt.document_id, receipt)
    for receipt in meetings_of.values():
        document = queries.get(uow.session, receipt.document_id)
        uow.emit(ReceiptChanged(document.id, document.meeting_id, "delivered"))
    return len(delivered)


def _reached(uow: UnitOfWork, keys: Sequence[str]) -> set[str]:
    rows = uow.session.scalars(
        select(OutgoingMessage.key).where(
            OutgoingMessage.key.in_(keys),
            or_(OutgoingMessage.sent_at.is_not(None), OutgoingMessage.read_at.is_not(None)),
        )
    )
    return set(rows)


def _send(uow: UnitOfWork, document: Document) -> int:
    units = {site.unit_id: site.unit for site in document.meeting.sites if site.is_member}
    readers = invitations.readers_of(uow.session, list(units))
    version = queries.latest(document)
    sent = 0
    for unit_id, unit in units.items():
        people = readers.get(unit_id, [])
        uow.session.add_all(_receipts(uow, document, unit_id, people))
        notices.tell_issued(uow, document, unit, people, late=_late(uow, document))
        sent += len(people)
    uow.session.flush()
    uow.emit(DocumentIssued(document.id, document.meeting_id, version.id, sent))
    return sent


def _receipts(
    uow: UnitOfWork, document: Document, unit_id: UnitId, people: Iterable[Person]
) -> list[Receipt]:
    version = queries.latest(document)
    return [
        Receipt(
            id=ReceiptId(new_id()),
            document_id=document.id,
            version_id=version.id,
            unit_id=unit_id,
            person_id=person.id,
            sent_at=uow.now,
        )
        for person in people
    ]


def _remind(uow: UnitOfWork, document: Document, unit: UnitReceipts) -> None:
    whole: Unit = unit.receipts[0].unit
    for receipt in unit.receipts:
        receipt.chased_at = uow.now
    notices.remind(uow, document, whole, [each.person for each in unit.receipts])


def _withdraw(uow: UnitOfWork, document: Document) -> None:
    outbox.withdraw(uow, f"document:{document.id}:")


def _own(uow: UnitOfWork, document: Document) -> Receipt | None:
    person_id: PersonId = uow.actor.person_id
    return queries.receipt_of(uow.session, person_id, document.id)


def _late(uow: UnitOfWork, document: Document) -> bool:
    return rules.is_late(document.meeting, uow.now, uow.settings.holidays)
