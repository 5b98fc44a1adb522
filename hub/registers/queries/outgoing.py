"""Lines of the register of outgoing documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import words
from hub.core.ids import DocumentId, EntryId, MinutesId, UnitId
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.directory.models import Unit
from hub.documents.models import DocumentType
from hub.registers import rules
from hub.registers.errors import NoSuchEntry
from hub.registers.models import OutgoingEntry


@dataclass(frozen=True)
class Outgoings:
    """Which lines of a unit are asked for: documents dated from `start` to `end`."""

    unit_id: UnitId
    start: date
    end: date
    words: str = ""
    type: DocumentType | None = None


def register_of(session: Session, actor: Actor, unit_id: UnitId | None) -> Unit:
    """Return whose registers are wanted: the actor's own unit, or one they may read.

    Raises NoSuchEntry.
    """
    wanted = unit_id or actor.unit_id
    if not rules.may_read(actor, wanted):
        raise NoSuchEntry
    return directory.unit(session, wanted)


def outgoing_page(
    session: Session, asked: Outgoings, *, offset: int = 0, most: int | None = None
) -> tuple[Sequence[OutgoingEntry], int]:
    """Return lines in the order they were written, with minutes, and how many there are."""
    which = _which(asked)
    total = session.scalar(select(func.count()).select_from(OutgoingEntry).where(*which)) or 0
    found = (
        select(OutgoingEntry)
        .where(*which)
        .options(joinedload(OutgoingEntry.minutes))
        .order_by(OutgoingEntry.issued_on, OutgoingEntry.entered_at, OutgoingEntry.id)
        .offset(offset)
        .limit(most)
    )
    return session.scalars(found).all(), total


def outgoing(session: Session, actor: Actor, entry_id: EntryId) -> OutgoingEntry:
    """Return a line the actor may read. Raises NoSuchEntry."""
    found = session.get(OutgoingEntry, entry_id)
    if found is None or not rules.may_read(actor, found.unit_id):
        raise NoSuchEntry
    return found


def line_of_document(session: Session, document_id: DocumentId) -> OutgoingEntry | None:
    """Return the line of a document in its own unit's register, or None."""
    asked = select(OutgoingEntry).where(OutgoingEntry.document_id == document_id)
    return session.scalar(asked)


def entry_of_minutes(session: Session, minutes_id: MinutesId) -> OutgoingEntry | None:
    """Return the line of minutes, or None."""
    return session.scalar(select(OutgoingEntry).where(OutgoingEntry.minutes_id == minutes_id))


def _which(asked: Outgoings) -> list[ColumnElement[bool]]:
    found = [
        OutgoingEntry.unit_id == asked.unit_id,
        OutgoingEntry.issued_on >= asked.start,
        OutgoingEntry.issued_on <= asked.end,
    ]
    if asked.type is not None:
        found.append(OutgoingEntry.series == asked.type)
    found += [OutgoingEntry.fold.contains(each, autoescape=True) for each in words(asked.words)]
    return found
