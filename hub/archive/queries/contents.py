"""Everything that goes into the dossier of a meeting, read at one moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.attendance import queries as attendance
from hub.attendance.models import AttendanceSheet
from hub.attendance.queries import AttendanceSummary
from hub.attendance.rules import Heard
from hub.audit import queries as audit
from hub.audit.models import AuditEntry
from hub.core.clock import wall_date
from hub.core.ids import MeetingId
from hub.directory import queries as directory
from hub.directory.queries import Letterhead
from hub.documents.models import (
    DistributionCertificate,
    Document,
    DocumentVersion,
    Receipt,
    Signature,
)
from hub.invitations import queries as invitations
from hub.invitations.models import Invitation
from hub.meetings.models import Meeting
from hub.messages import queries as chat
from hub.messages.models import ChatMessage, Incident
from hub.minutes import queries as minutes
from hub.minutes.errors import NoSuchMinutes
from hub.minutes.models import Minutes, MinutesSignature
from hub.outbox.models import OutgoingMessage
from hub.quality import queries as quality
from hub.quality.queries import QualityReport
from hub.votes import queries as votes
from hub.votes.queries import VoteRecord

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was sent for an invitation, with its calendar part, if any."""

    unit: str
    to: str
    subject: str
    text: str
    calendar: str
    posted_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A stretch of the audit log. An entry of another matter shows its hashes only."""

    entries: tuple[tuple[AuditEntry, bool], ...]
    head: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the dossier is made from, and who seals it. Relationships that are used are loaded."""

    meeting: Meeting
    head: Letterhead
    chair_title: str
    code_of_unit: str
    invitations: Sequence[Invitation]
    letters: Sequence[Letter]
    documents: Sequence[Document]
    signatures: Sequence[Signature]
    receipts: Sequence[Receipt]
    certificates: Sequence[DistributionCertificate]
    attendance: AttendanceSummary
    replaced_sheets: Sequence[AttendanceSheet]
    heard: Sequence[Heard]
    quality: QualityReport
    votes: Sequence[VoteRecord]
    incidents: Sequence[Incident]
    messages: Sequence[ChatMessage]
    minutes: Minutes
    minutes_signatures: Sequence[MinutesSignature]
    chain: Chain
    now: datetime
    by_name: str


def contents_of(session: Session, meeting: Meeting, now: datetime, by_name: str) -> Contents:
    """Return everything; `by_name` seals it. Needs the meeting loaded as by `meetings.get`.

    Raises NoSuchMinutes before both have signed.
    """
    invited = invitations.ever_of_meeting(session, meeting.id)
    documents = _issued(session, meeting.id)
    signed = minutes.completed_of(session, meeting.id)
    if signed is None:
        raise NoSuchMinutes
    posts = directory.posts_of(session, meeting.chair_id)
    codes = directory.codes_by_unit(session, wall_date(meeting.starts_at))
    named = {str(meeting.id), str(signed.id)}
    named |= {str(each.id) for each in invited} | {str(each.id) for each in documents}
    return Contents(
        meeting=meeting,
        head=directory.letterhead(session, meeting.host_unit_id, wall_date(meeting.starts_at)),
        chair_title=next((post.title for post in posts), ""),
        code_of_unit=next(iter(codes.get(meeting.host_unit_id, {}).values()), ""),
        invitations=invited,
        letters=list(_letters(session, invited)),
        documents=documents,
        signatures=_signatures(session, documents),
        receipts=_receipts(session, documents),
        certificates=_certificates(session, documents),
        attendance=attendance.summary(session, meeting, now=now),
        replaced_sheets=attendance.sheets_of(session, meeting.id)[1:],
        heard=attendance.heard_in(session, meeting.id),
        quality=quality.report_to_keep(session, meeting, now)
        or quality.report(session, meeting, now),
        votes=votes.records_of(session, meeting.id),
        incidents=chat.incidents_of(session, meeting.id),
        messages=chat.of_everybody(session, meeting.id),
        minutes=signed,
        minutes_signatures=minutes.signatures_of(session, signed),
        chain=chain_of(session, named, meeting.created_at),
        now=now,
        by_name=by_name,
    )


def chain_of(session: Session, named: set[str], since: datetime) -> Chain:
    """Return the log from the first entry that names one of these ids to its present end."""
    found: list[tuple[AuditEntry, bool]] = []
    asked = select(AuditEntry).where(AuditEntry.at >= since).order_by(AuditEntry.seq)
    for entry in session.scalars(asked.execution_options(yield_per=BATCH)):
        own = _names(entry.facts, named)
        if own or found:
            found.append((entry, own))
    return Chain(tuple(found), audit.head(session))


def _names(facts: dict[str, Any], named: set[str]) -> bool:
    return any(isinstance(value, str) and value in named for value in facts.values())


def _issued(session: Session, meeting_id: MeetingId) -> Sequence[Document]:
    return session.scalars(
        select(Document)
        .where(Document.meeting_id == meeting_id, Document.issued_at.is_not(None))
        .options(
            selectinload(Document.versions).joinedload(DocumentVersion.rendition),
            joinedload(Document.agenda_item),
        )
        .order_by(Document.position, Document.created_at)
    ).all()


def _signatures(session: Session, documents: Sequence[Document]) -> Sequence[Signature]:
    ids = [document.id for document in documents]
    asked = select(Signature).where(Signature.document_id.in_(ids))
    return session.scalars(asked.order_by(Signature.signed_at)).all()


def _certificates(
    session: Session, documents: Sequence[Document]
) -> Sequence[DistributionCertificate]:
    made = DistributionCertificate
    asked = select(made).where(made.document_id.in_([document.id for document in documents]))
    return session.scalars(asked.order_by(made.document_id, made.number)).all()


def _receipts(session: Session, documents: Sequence[Document]) -> Sequence[Receipt]:
    ids = [document.id for document in documents]
    return session.scalars(
        select(Receipt)
        .where(Receipt.document_id.in_(ids))
        .options(joinedload(Receipt.person), joinedload(Receipt.unit))
        .order_by(Receipt.document_id, Receipt.sent_at, Receipt.id)
    ).all()


def _letters(session: Session, invited: Sequence[Invitation]) -> Iterator[Letter]:
    units = {f"invitation:{each.id}:": each.unit.name for each in invited}
    if not units:
        return
    sent = session.scalars(
        select(OutgoingMessage)
        .where(
            or_(*(OutgoingMessage.key.startswith(key, autoescape=True) for key in units)),
            OutgoingMessage.to_address != "",
            OutgoingMessage.withdrawn_at.is_(None),
        )
        .order_by(OutgoingMessage.posted_at, OutgoingMessage.id)
    )
    for mail in sent:
        key = next(key for key in units if mail.key.startswith(key))
        yield Letter(
            units[key], mail.to_address, mail.subject, mail.body_text, mail.calendar,
            mail.posted_at, mail.sent_at,
        )  # fmt: skip
