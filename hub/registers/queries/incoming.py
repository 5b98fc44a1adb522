"""Lines of the register of incoming documents, and what waits to be entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import words
from hub.core.ids import DocumentId, EntryId, UnitId
from hub.core.unit_of_work import Actor
from hub.documents.models import Document, DocumentState, Receipt
from hub.meetings.models import Meeting
from hub.registers import rules
from hub.registers.errors import NoSuchEntry
from hub.registers.models import IncomingEntry


@dataclass(frozen=True)
class Arrivals:
    """Which lines of a unit are asked for: what arrived from `start` to `end`.

    `show` is "" for all, or "open", "overdue" (on `today`), "settled", "void".
    """

    unit_id: UnitId
    start: date
    end: date
    today: date
    words: str = ""
    show: str = ""


def incoming_page(
    session: Session, asked: Arrivals, *, offset: int = 0, most: int | None = None
) -> tuple[Sequence[IncomingEntry], int]:
    """Return lines in the order of their arrival numbers, and how many there are."""
    which = _which(asked)
    total = session.scalar(select(func.count()).select_from(IncomingEntry).where(*which)) or 0
    found = (
        select(IncomingEntry)
        .where(*which)
        .order_by(IncomingEntry.year, IncomingEntry.number)
        .offset(offset)
        .limit(most)
    )
    return session.scalars(found).all(), total


def incoming(session: Session, actor: Actor, entry_id: EntryId) -> IncomingEntry:
    """Return a line the actor may read. Raises NoSuchEntry."""
    found = session.get(IncomingEntry, entry_id)
    if found is None or not rules.may_read(actor, found.unit_id):
        raise NoSuchEntry
    return found


def entry_of_document(
    session: Session, unit_id: UnitId, document_id: DocumentId
) -> IncomingEntry | None:
    """Return the line of a document in the register of a unit that received it, or None."""
    return session.scalar(
        select(IncomingEntry).where(
            IncomingEntry.unit_id == unit_id, IncomingEntry.document_id == document_id
        )
    )


def lines_of_document(session: Session, document_id: DocumentId) -> Sequence[IncomingEntry]:
    """Return the lines of a document in the registers of all units that received it."""
    asked = select(IncomingEntry).where(IncomingEntry.document_id == document_id)
    return session.scalars(asked).all()


def same_as(session: Session, unit_id: UnitId, code: str, author: str) -> Sequence[IncomingEntry]:
    """Return lines of the unit with this number, notation and issuer that are not void."""
    key = rules.same_key(code, author)
    if not key:
        return ()
    return session.scalars(
        select(IncomingEntry)
        .where(
            IncomingEntry.unit_id == unit_id,
            IncomingEntry.same_key == key,
            IncomingEntry.voided_at.is_(None),
        )
        .order_by(IncomingEntry.entered_at)
    ).all()


def was_received(session: Session, unit_id: UnitId, document_id: DocumentId) -> bool:
    """Tell whether the document was issued to this unit."""
    asked = select(exists().where(Receipt.unit_id == unit_id, Receipt.document_id == document_id))
    return bool(session.scalar(asked))


def waiting(session: Session, unit_id: UnitId, *, most: int = 100) -> Sequence[Document]:
    """Return documents issued to the unit that have no arrival number, oldest first.

    With the meeting and its host.
    """
    received = exists().where(Receipt.unit_id == unit_id, Receipt.document_id == Document.id)
    entered = exists().where(
        IncomingEntry.unit_id == unit_id, IncomingEntry.document_id == Document.id
    )
    return session.scalars(
        select(Document)
        .where(Document.state == DocumentState.ISSUED, received, ~entered)
        .options(joinedload(Document.meeting).joinedload(Meeting.host))
        .order_by(Document.issued_at, Document.id)
        .limit(most)
    ).all()


def _which(asked: Arrivals) -> list[ColumnElement[bool]]:
    found = [
        IncomingEntry.unit_id == asked.unit_id,
        IncomingEntry.arrived_on >= asked.start,
        IncomingEntry.arrived_on <= asked.end,
    ]
    alive = IncomingEntry.voided_at.is_(None)
    unsettled = IncomingEntry.settled_on.is_(None)
    shown: dict[str, list[ColumnElement[bool]]] = {
        "open": [alive, unsettled],
        "overdue": [alive, unsettled, IncomingEntry.deadline < asked.today],
        "settled": [alive, ~unsettled],
        "void": [~alive],
    }
    found += shown.get(asked.show, [])
    found += [IncomingEntry.fold.contains(each, autoescape=True) for each in words(asked.words)]
    return found
