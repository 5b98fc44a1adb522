"""Documents that went out, with who signed and who has acknowledged."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, distinct, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from hub.core.ids import DocumentId, MeetingId
from hub.core.unit_of_work import Actor
from hub.directory.models import Person
from hub.documents.models import (
    Document,
    DocumentState,
    DocumentVersion,
    Receipt,
    Signature,
    SignatureKind,
    Verdict,
)
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.meetings.rules.access import READING_ALL

MOST: Final = 6
#: How many units were sent something, and in how many of them somebody acknowledged it.
UNITS: Final = func.count(distinct(Receipt.unit_id))
UNITS_ACKNOWLEDGED: Final = func.count(
    distinct(case((Receipt.acknowledged_at.is_not(None), Receipt.unit_id)))
)


@dataclass(frozen=True)
class Released:
    """An issued document. `state` is what validation last said of its newest version.

    `receipts` counts the units that were sent its newest version for its owner, the reader's own
    unit for others; a unit has acknowledged when one of its people has.
    """

    document: Document
    meeting_title: str
    signers: Sequence[str]
    state: str
    receipts: int
    acknowledged: int


def released(
    session: Session, actor: Actor, *, meeting_id: MeetingId | None = None
) -> list[Released]:
    """Return the documents issued last that the actor may know of."""
    rows = session.execute(
        select(Document, Meeting.title)
        .join(Meeting, Meeting.id == Document.meeting_id)
        .where(
            Document.state == DocumentState.ISSUED,
            meetings.visible_to(actor),
            _readable(actor),
            Document.meeting_id == meeting_id if meeting_id else true(),
        )
        .order_by(Document.issued_at.desc())
        .limit(MOST)
    ).all()
    ids = [document.id for document, _title in rows]
    counts, signers, states = (
        _counts(session, actor, ids),
        _signers(session, ids),
        _states(session, ids),
    )
    return [
        Released(
            document,
            title,
            signers.get(document.id, ()),
            states.get(document.id, "signed" if document.id in signers else "unsigned"),
            *counts.get(document.id, (0, 0)),
        )
        for document, title in rows
    ]


def of_the_version_sent_last() -> ColumnElement[bool]:
    """Tell of a receipt whether its Document (also asked for) had no newer version sent."""
    sent = aliased(Receipt)
    last = (
        select(DocumentVersion.id)
        .where(
            DocumentVersion.document_id == Document.id,
            exists(select(sent.id).where(sent.version_id == DocumentVersion.id)),
        )
        .order_by(DocumentVersion.number.desc())
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )
    return Receipt.version_id == last


def _readable(actor: Actor) -> ColumnElement[bool]:
    if actor.has(*READING_ALL):
        return true()
    received = select(Receipt.document_id).where(Receipt.unit_id == actor.unit_id)
    return or_(Document.owner_unit_id == actor.unit_id, Document.id.in_(received))


def _counts(
    session: Session, actor: Actor, ids: Collection[DocumentId]
) -> dict[DocumentId, tuple[int, int]]:
    whose = or_(Document.owner_unit_id == actor.unit_id, Receipt.unit_id == actor.unit_id)
    rows = session.execute(
        select(Receipt.document_id, UNITS, UNITS_ACKNOWLEDGED)
        .join(Document, Document.id == Receipt.document_id)
        .where(
            Receipt.document_id.in_(ids),
            of_the_version_sent_last(),
            Receipt.id.is_not(None) if actor.has(*READING_ALL) else whose,
        )
        .group_by(Receipt.document_id)
    )
    return {DocumentId(row[0]): (row[1], int(row[2])) for row in rows}


def _signers(session: Session, ids: Collection[DocumentId]) -> dict[DocumentId, list[str]]:
    rows = session.execute(
        select(Signature.document_id, Person.name)
        .join(Person, Person.id == Signature.person_id)
        .where(Signature.document_id.in_(ids), Signature.kind == SignatureKind.PERSON)
        .order_by(Signature.signed_at)
    )
    found: dict[DocumentId, list[str]] = defaultdict(list)
    for document_id, name in rows:
        found[document_id].append(name)
    return found


def _states(session: Session, ids: Collection[DocumentId]) -> dict[DocumentId, str]:
    """Return the newest verdict on the newest version of each document."""
    rows = session.execute(
        select(DocumentVersion.document_id, Verdict.state)
        .join(Verdict, Verdict.sha256 == DocumentVersion.sha256)
        .where(DocumentVersion.document_id.in_(ids))
        .order_by(DocumentVersion.number, Verdict.checked_at)
    )
    return {DocumentId(row[0]): row[1] for row in rows}
