"""What may be said to anybody who holds a paper of this hub: no title, no content, no names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from hub.attendance.models import AttendanceSheet
from hub.core.clock import wall_date
from hub.core.marks import Code, PaperKind
from hub.directory.models import Unit
from hub.documents.models import (
    DistributionCertificate,
    Document,
    DocumentState,
    DocumentVersion,
    Reopening,
    VersionOrigin,
)
from hub.meetings.models import Meeting
from hub.minutes.models import COMPLETE, Minutes, MinutesSignature, VoidedMinutes
from hub.opinions.models import Consultation, ConsultationState, Opinion, Respondent


class Standing(StrEnum):
    """Whether the paper counts."""

    VALID = "valid"
    RECALLED = "recalled"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A paper that the hub issued. `sha256` are its versions that count, the newest last."""

    kind: PaperKind
    number: str
    issuer: str
    issued_on: date | None
    standing: Standing
    sha256: tuple[str, ...]


def known_paper(session: Session, kind: PaperKind, paper_id: UUID) -> KnownPaper | None:
    """Return what is known of an issued paper; None for all that was not issued."""
    return FOUND_BY[kind](session, paper_id)


def paper_of_code(session: Session, code: Code) -> UUID | None:
    """Return the id of the issued paper that bears a code, or None."""
    model = KEPT_AS[code.kind]
    ids = session.scalars(select(model.id).where(model.id.between(code.first, code.last)))
    fitting = [each for each in ids if code.is_of(each)]
    known = [each for each in fitting if known_paper(session, code.kind, each)]
    return known[0] if len(known) == 1 else None


def paper_with(session: Session, sha256: str) -> KnownPaper | None:
    """Return the issued paper of which these are the bytes, old versions too, or None."""
    places = (
        (PaperKind.DOCUMENT, DocumentVersion.document_id, DocumentVersion.sha256),
        (PaperKind.MINUTES, Minutes.id, Minutes.pdf_sha256),
        (PaperKind.MINUTES, MinutesSignature.minutes_id, MinutesSignature.after_sha256),
        (PaperKind.SHEET, AttendanceSheet.id, AttendanceSheet.signed_sha256),
        (PaperKind.CERTIFICATE, DistributionCertificate.id, DistributionCertificate.pdf_sha256),
        (PaperKind.ANSWER, Opinion.id, Opinion.pdf_sha256),
        (PaperKind.RESULT, Consultation.id, Consultation.result_sha256),
    )
    voided = session.scalar(
        select(VoidedMinutes.minutes_id).where(VoidedMinutes.pdf_sha256 == sha256).limit(1)
    )
    if voided is not None:
        return _voided(session, voided, sha256)
    taken_back = _taken_back(session, sha256)
    if taken_back is not None:
        return taken_back
    for kind, id_of, hash_of in places:
        found = session.scalar(select(id_of).where(hash_of == sha256).limit(1))
        paper = known_paper(session, kind, found) if found is not None else None
        if paper is not None:
            return paper
    return None


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
    day = document.issued_on or _day(issued_at)
    return KnownPaper(PaperKind.DOCUMENT, number, issuer, day, standing, tuple(versions[-1:]))


def _taken_back(session: Session, sha256: str) -> KnownPaper | None:
    """Return the document of which these are signed bytes that were taken back to be corrected."""
    ended = aliased(DocumentVersion)
    found = session.execute(
        select(Document, Unit.name)
        .join(Unit, Unit.id == Document.owner_unit_id)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .join(Reopening, Reopening.document_id == Document.id)
        .join(ended, ended.id == Reopening.version_id)
        .where(
            DocumentVersion.sha256 == sha256,
            DocumentVersion.origin == VersionOrigin.SIGNATURE,
            DocumentVersion.number <= ended.number,
        )
        .limit(1)
    ).first()
    if found is None:
        return None
    document, issuer = found
    number = "/".join(each for each in (document.number, document.notation) if each)
    day = document.issued_on or _day(document.created_at)
    return KnownPaper(PaperKind.DOCUMENT, number, issuer, day, Standing.RECALLED, (sha256,))


def _minutes(session: Session, paper_id: UUID) -> KnownPaper | None:
    found = session.execute(
        select(Minutes, Unit.name)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Unit, Unit.id == Meeting.host_unit_id)
        .where(Minutes.id == paper_id, Minutes.state.in_(COMPLETE))
    ).first()
    if found is None:
        return None
    minutes, issuer = found
    day, hashes = _day(minutes.completed_at), (minutes.pdf_sha256,)
    return KnownPaper(PaperKind.MINUTES, minutes.number, issuer, day, Standing.VALID, hashes)


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
        PaperKind.MINUTES, number, issuer, wall_date(signed_at), Standing.RECALLED, (sha256,)
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
    number, day = f"{code} – {sheet.number}", _day(sheet.signed_at)
    return KnownPaper(PaperKind.SHEET, number, issuer, day, standing, (sheet.signed_sha256,))


def _certificate(session: Session, paper_id: UUID) -> KnownPaper | None:
    found = session.execute(
        select(DistributionCertificate, Document.number, Document.notation, Unit.name)
        .join(Document, Document.id == DistributionCertificate.document_id)
        .join(Unit, Unit.id == Document.owner_unit_id)
        .where(DistributionCertificate.id == paper_id)
    ).first()
    if found is None:
        return None
    made, number, notation, issuer = found
    of = "/".join(each for each in (number, notation) if each)
    name = f"{of} – {made.number}" if of else str(made.number)
    day = wall_date(made.made_at)
    hashes = (made.pdf_sha256,)
    return KnownPaper(PaperKind.CERTIFICATE, name, issuer, day, Standing.VALID, hashes)


def _answer(session: Session, paper_id: UUID) -> KnownPaper | None:
    """Return a unit's answer; a later one of the unit takes its place, a cancelling voids it."""
    found = session.execute(
        select(Opinion, Respondent.answers, Unit.name, Consultation.state)
        .join(Respondent, Respondent.id == Opinion.respondent_id)
        .join(Unit, Unit.id == Respondent.unit_id)
        .join(Consultation, Consultation.id == Respondent.consultation_id)
        .where(Opinion.id == paper_id)
    ).first()
    if found is None:
        return None
    opinion, answers, unit, state = found
    standing = Standing.REPLACED if opinion.number < answers else Standing.VALID
    if state is ConsultationState.CANCELLED:
        standing = Standing.RECALLED
    hashes = (opinion.pdf_sha256,)
    return KnownPaper(PaperKind.ANSWER, "", unit, wall_date(opinion.given_at), standing, hashes)


def _result(session: Session, paper_id: UUID) -> KnownPaper | None:
    """Return an issued result, and the versions signed of it among a meeting's documents."""
    found = session.execute(
        select(Consultation, Unit.name)
        .join(Unit, Unit.id == Consultation.unit_id)
        .where(Consultation.id == paper_id, Consultation.state == ConsultationState.ISSUED)
    ).first()
    if found is None:
        return None
    consultation, issuer = found
    document = _document(session, consultation.document_id) if consultation.document_id else None
    if document is not None and document.sha256 != (consultation.result_sha256,):
        hashes = (consultation.result_sha256, *document.sha256)
    else:
        hashes = (consultation.result_sha256,)
    number = document.number if document else ""
    standing = document.standing if document else Standing.VALID
    day = _day(consultation.issued_at)
    return KnownPaper(PaperKind.RESULT, number, issuer, day, standing, hashes)


def _day(moment: datetime | None) -> date | None:
    return wall_date(moment) if moment else None


FOUND_BY: Final[Mapping[PaperKind, Callable[[Session, UUID], KnownPaper | None]]] = {
    PaperKind.DOCUMENT: _document,
    PaperKind.MINUTES: _minutes,
    PaperKind.SHEET: _sheet,
    PaperKind.CERTIFICATE: _certificate,
    PaperKind.ANSWER: _answer,
    PaperKind.RESULT: _result,
}
KEPT_AS: Final[Mapping[PaperKind, type[Any]]] = {
    PaperKind.DOCUMENT: Document,
    PaperKind.MINUTES: Minutes,
    PaperKind.SHEET: AttendanceSheet,
    PaperKind.CERTIFICATE: DistributionCertificate,
    PaperKind.ANSWER: Opinion,
    PaperKind.RESULT: Consultation,
}
