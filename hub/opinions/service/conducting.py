"""Sending a form out, giving more time, reminding, counting, cancelling, issuing the result."""

from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete

from hub.core.ids import EntryId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.documents.models import DocumentType, VersionOrigin
from hub.documents.rules import Content, Details, takes_documents
from hub.documents.service import add_document
from hub.meetings import queries as meetings
from hub.opinions import notices, queries, rules
from hub.opinions.errors import (
    ChasedRecently,
    DueTooEarly,
    KeyOfConsultationMissing,
    MayNotConsult,
    NotCounted,
    NothingAsked,
    NotOpen,
    TooFewForSecrecy,
)
from hub.opinions.events import (
    ConsultationCancelled,
    ConsultationClosed,
    ConsultationOpened,
    DeadlineExtended,
    RespondentsChased,
    ResultIssued,
)
from hub.opinions.models import (
    Consultation,
    ConsultationState,
    Extension,
    SealedOpinion,
)
from hub.opinions.service.preparing import ensure_drafting


def open_consultation(
    uow: UnitOfWork, consultation: Consultation, *, public_key: bytes = b""
) -> None:
    """Send the form out; from now on it cannot be changed. A secret one needs its public key.

    Raises MayNotConsult, ConsultationSettled, NothingAsked, TooFewForSecrecy, DueTooEarly.
    """
    ensure_drafting(uow, consultation)
    asked = len(consultation.respondents)
    if not consultation.questions or not asked:
        raise NothingAsked
    if consultation.is_secret and asked < rules.FEWEST_SECRET:
        raise TooFewForSecrecy(needed=rules.FEWEST_SECRET, asked=asked)
    if consultation.due_at <= uow.now:
        raise DueTooEarly
    consultation.state, consultation.opened_at = ConsultationState.OPEN, uow.now
    consultation.opened_by_name = uow.actor.name
    consultation.public_key = public_key if consultation.is_secret else b""
    notices.ask(uow, consultation)
    uow.emit(
        ConsultationOpened(
            consultation.id,
            consultation.unit_id,
            consultation.anonymity.value,
            asked,
            _iso(consultation.due_at),
        )
    )


def extend(uow: UnitOfWork, consultation: Consultation, *, due_at: datetime, reason: str) -> None:
    """Give more time; everybody who was asked is told, and why.

    Raises MayNotConsult, NotOpen, DueTooEarly.
    """
    _ensure_open(uow, consultation)
    if due_at <= max(uow.now, consultation.due_at):
        raise DueTooEarly({"due_at": DueTooEarly().sentence})
    consultation.extensions.append(
        Extension(
            id=EntryId(new_id()),
            consultation_id=consultation.id,
            was_due_at=consultation.due_at,
            due_at=due_at,
            reason=reason,
            at=uow.now,
            by_name=uow.actor.name,
        )
    )
    consultation.due_at = due_at
    notices.tell_extended(uow, consultation, reason)
    uow.emit(DeadlineExtended(consultation.id, _iso(due_at), reason))


def chase(uow: UnitOfWork, consultation: Consultation) -> int:
    """Remind the units that have not answered, at most once an hour; return how many.

    Raises MayNotConsult, NotOpen, ChasedRecently.
    """
    _ensure_open(uow, consultation)
    if not rules.can_chase(consultation, uow.now):
        raise ChasedRecently
    consultation.chased_at = uow.now
    chased = notices.chase(uow, consultation)
    uow.emit(RespondentsChased(consultation.id, chased))
    return chased


def close_early(
    uow: UnitOfWork, consultation: Consultation, *, reason: str, private_key: bytes | None = None
) -> None:
    """Count before the deadline. Raises MayNotConsult, NotOpen, KeyOfConsultationMissing."""
    _ensure_open(uow, consultation)
    count(uow, consultation, private_key=private_key, reason=reason)


def count(
    uow: UnitOfWork,
    consultation: Consultation,
    *,
    private_key: bytes | None = None,
    reason: str = "",
) -> None:
    """Count the answers; `consultation` was read with a lock. Sealed answers are gone with it.

    Of secret answers the counts and words are kept, of fewer than `rules.FEWEST_SECRET` nothing.
    Raises NotOpen, KeyOfConsultationMissing.
    """
    if consultation.state is not ConsultationState.OPEN:
        raise NotOpen
    if consultation.is_secret:
        _count_sealed(uow, consultation, private_key)
    record = queries.record_of(uow.session, consultation)
    if not consultation.is_secret:
        for question in consultation.questions:
            tally = record.tally_of(question) or rules.Tally()
            question.agree, question.disagree = tally.agree, tally.disagree
            question.other = tally.other
    consultation.state, consultation.closed_at = ConsultationState.CLOSED, uow.now
    consultation.closed_by_name, consultation.close_reason = uow.actor.name, reason
    consultation.sha256 = rules.hash_of(rules.content_of(consultation, record.latest))
    notices.tell_counted(uow, consultation)
    uow.emit(
        ConsultationClosed(
            consultation.id,
            len(consultation.respondents),
            record.answered,
            reason,
            consultation.sha256,
        )
    )


def cancel(uow: UnitOfWork, consultation: Consultation, *, reason: str) -> None:
    """Call it off; secret answers are destroyed uncounted. Raises MayNotConsult, NotOpen."""
    _ensure_open(uow, consultation)
    consultation.state, consultation.closed_at = ConsultationState.CANCELLED, uow.now
    consultation.closed_by_name, consultation.close_reason = uow.actor.name, reason
    _drop_sealed(uow, consultation)
    notices.tell_cancelled(uow, consultation, reason)
    uow.emit(ConsultationCancelled(consultation.id, reason))


def issue(uow: UnitOfWork, consultation: Consultation, result: Content) -> None:
    """Issue the result, stored as PDF, to everybody who was asked.

    It also becomes a document of the meeting it belongs to, to be numbered and signed there.
    Raises MayNotConsult, NotCounted, and what adding a document refuses.
    """
    ensure_can_issue(uow, consultation)
    consultation.state, consultation.issued_at = ConsultationState.ISSUED, uow.now
    consultation.issued_by_name, consultation.result_sha256 = uow.actor.name, result.sha256
    if consultation.meeting_id is not None:
        meeting = meetings.get_to_see(uow.session, uow.actor, consultation.meeting_id)
        if takes_documents(meeting):
            details = Details(DocumentType.REPORT, consultation.title)
            document = add_document(uow, meeting, result, details, origin=VersionOrigin.MADE)
            consultation.document_id = document.id
    notices.tell_issued(uow, consultation)
    uow.emit(ResultIssued(consultation.id, consultation.unit_id, result.sha256))


def ensure_can_issue(uow: UnitOfWork, consultation: Consultation) -> None:
    """Raise MayNotConsult or NotCounted unless the actor may issue the result now."""
    if not rules.may_issue(uow.actor, consultation):
        raise MayNotConsult
    if consultation.state is not ConsultationState.CLOSED:
        raise NotCounted


def _ensure_open(uow: UnitOfWork, consultation: Consultation) -> None:
    if not rules.may_conduct(uow.actor, consultation.unit_id):
        raise MayNotConsult
    if consultation.state is not ConsultationState.OPEN:
        raise NotOpen


def _count_sealed(uow: UnitOfWork, consultation: Consultation, private_key: bytes | None) -> None:
    if private_key is None:
        raise KeyOfConsultationMissing
    try:
        answers = [
            rules.unseal(sealed, private_key, consultation.id)
            for sealed in queries.sealed_of(uow.session, consultation.id)
        ]
    except (InvalidTag, ValueError):
        raise KeyOfConsultationMissing from None
    if len(answers) < rules.FEWEST_SECRET:
        consultation.withheld = True
    else:
        lines = [line for answer in answers for line in answer]
        for question in consultation.questions:
            on = [line for line in lines if line.question_id == question.id]
            tally = rules.tally_of(line.stance for line in on)
            question.agree, question.disagree = tally.agree, tally.disagree
            question.other = tally.other
            question.words = sorted(line.words for line in on if line.words)
    _drop_sealed(uow, consultation)


def _drop_sealed(uow: UnitOfWork, consultation: Consultation) -> None:
    uow.session.execute(
        delete(SealedOpinion).where(SealedOpinion.consultation_id == consultation.id)
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
