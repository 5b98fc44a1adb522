"""What may be said to anybody who holds a paper of this hub: no title, no content, no names."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.attendance.models import AttendanceSheet
from hub.core.clock import wall_date
from hub.directory.models import Unit
from hub.documents.models import Document, DocumentState, DocumentVersion
from hub.meetings.models import Meeting
from hub.minutes.models import Minutes, MinutesState, VoidedMinutes


class Kind(StrEnum):
    """What the address on a paper leads to."""

    DOCUMENT = "d"
    MINUTES = "m"
    SHEET = "s"


class Standing(StrEnum):
    """Whether the paper counts."""

    VALID = "valid"
    RECALLED = "recalled"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper that the hub issued. `sha256` are its versions that count, the newest last."""

    kind: Kind
    number: str
    issuer: str
    issued_on: date | None
    standing: Standing
    sha256: tuple[str, ...]


def known_paper(session: Session, kind: Kind, paper_id: UUID) -> KnownPaper | None:
    """Return what is known of an issued paper; None for all that was not issued."""
    if kind is Kind.DOCUMENT:
        return _document(session, paper_id)
    return _minutes(session, paper_id) if kind is Kind.MINUTES else _sheet(session, paper_id)


def paper_with(session: Session, sha256: str) -> KnownPaper | None:
    """Return the issued paper of which these are the bytes, old versions too, or None."""
    document = session.scalar(
        select(DocumentVersion.document_id).where(DocumentVersion.sha256 == sha256).limit(1)
    )
    if document is not None:
        return _document(session, document)
    minutes = session.scalar(select(Minutes.id).where(Minutes.pdf_sha256 == sha256).limit(1))
    if minutes is not None:
        return _minutes(session, minutes)
    voided = session.scalar(
        select(VoidedMinutes.minutes_id).where(VoidedMinutes.pdf_sha256 == sha256).limit(1)
    )
    if voided is not None:
        return _voided(session, voided, sha256)
    sheet = session.scalar(
        select(AttendanceSheet.id).where(AttendanceSheet.signed_sha256 == sha256).limit(1)
    )
    return _sheet(session, sheet) if sheet is not None else None


def _document(session: Session, paper_id: UUID) -> KnownPaper | None:
    found = session.execute(
        select(Document, Unit.name)
        .join(Unit, Unit.id == Document.owner_unit_id)
        .where(Document.id == paper_id, Document.issued_at.is_not(None))
    ).first()
    if found is None:
        return None
    document, issuer = found
    versions = session.scalars(
        select(DocumentVersion.sha256)
        .where(DocumentVersion.document_id == paper_id)
        .order_by(DocumentVersion.number)
    ).all()
    successor = session.scalar(
        select(Document.id)
        .where(Document.replaces_id == paper_id, Document.issued_at.is_not(None))
        .limit(1)
    )
    standing = Standing.REPLACED if successor else Standing.VALID
    if document.state is DocumentState.RECALLED and not successor:
        standing = Standing.RECALLED
    number = "/".join(each for each in (document.number, document.notation) if each)
    issued_at = document.issued_at
    day = document.issued_on or (wall_date(issued_at) if issued_at else None)
    return KnownPaper(Kind.DOCUMENT, number, issuer, day, standing, tuple(versions[-1:]))


def _minutes(session: Session, paper_id: UUID) -> KnownPaper | None:
    found = session.execute(
        select(Minutes, Unit.name)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Unit, Unit.id == Meeting.host_unit_id)
        .where(Minutes.id == paper_id, Minutes.state == MinutesState.SIGNED)
    ).first()
    if found is None:
        return None
    minutes, issuer = found
    day = wall_date(minutes.completed_at) if minutes.completed_at else None
    return KnownPaper(
        Kind.MINUTES, minutes.number, issuer, day, Standing.VALID, (minutes.pdf_sha256,)
    )


def _voided(session: Session, paper_id: UUID, sha256: str) -> KnownPaper | None:
    found = session.execute(
        select(Minutes.number, Unit.name, VoidedMinutes.signed_at)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Unit, Unit.id == Meeting.host_unit_id)
        .join(VoidedMinutes, VoidedMinutes.minutes_id == Minutes.id)
        .where(Minutes.id == paper_id, VoidedMinutes.pdf_sha256 == sha256)
    ).first()
    if found is None:
        return None
    number, issuer, signed_at = found
    return KnownPaper(
        Kind.MINUTES, number, issuer, wall_date(signed_at), Standing.RECALLED, (sha256,)
    )


def _sheet(session: Session, paper_id: UUID) -> KnownPaper | None:
    found = session.execute(
        select(AttendanceSheet, Meeting.code, Unit.name)
        .join(Meeting, Meeting.id == AttendanceSheet.meeting_id)
        .join(Unit, Unit.id == Meeting.host_unit_id)
        .where(AttendanceSheet.id == paper_id, AttendanceSheet.signed_sha256 != "")
    ).first()
    if found is None:
        return None
    sheet, code, issuer = found
    later = session.scalar(
        select(AttendanceSheet.id).where(
            AttendanceSheet.meeting_id == sheet.meeting_id, AttendanceSheet.number > sheet.number
        )
    )
    standing = Standing.REPLACED if later else Standing.VALID
    day = wall_date(sheet.signed_at) if sheet.signed_at else None
    number = f"{code} – {sheet.number}"
    return KnownPaper(Kind.SHEET, number, issuer, day, standing, (sheet.signed_sha256,))
