"""Looking consultations up: with questions, files, units asked and extensions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from hub.core.ids import ConsultationId, DocumentId, EntryId, QuestionId
from hub.core.unit_of_work import Actor
from hub.opinions import rules
from hub.opinions.errors import NoSuchConsultation, NoSuchQuestion
from hub.opinions.models import (
    Consultation,
    ConsultationState,
    Question,
    QuestionFile,
    Respondent,
    SealedOpinion,
)


def get(session: Session, consultation_id: ConsultationId) -> Consultation:
    """Return a consultation. Raises NoSuchConsultation."""
    found = session.scalar(_whole().where(Consultation.id == consultation_id))
    if found is None:
        raise NoSuchConsultation
    return found


def find_of_document(session: Session, document_id: DocumentId) -> Consultation | None:
    """Return the consultation whose result a document of a meeting is, if it is one."""
    return session.scalar(_whole().where(Consultation.document_id == document_id))


def get_to_see(session: Session, actor: Actor, consultation_id: ConsultationId) -> Consultation:
    """Return a consultation the actor may know of. Raises NoSuchConsultation."""
    found = get(session, consultation_id)
    if not rules.may_see(actor, found):
        raise NoSuchConsultation
    return found


def get_locked(session: Session, actor: Actor, consultation_id: ConsultationId) -> Consultation:
    """Return a consultation as it is now and keep it so until the end of the unit of work.

    Without the lock an answer could be accepted while another process counts without it.
    Raises NoSuchConsultation.
    """
    session.execute(
        select(Consultation.id).where(Consultation.id == consultation_id).with_for_update()
    )
    found = session.scalar(
        _whole().where(Consultation.id == consultation_id).execution_options(populate_existing=True)
    )
    if found is None or not rules.may_see(actor, found):
        raise NoSuchConsultation
    return found


def listed(session: Session, actor: Actor) -> Sequence[Consultation]:
    """Return the consultations the actor may know of, the latest deadline first."""
    asked = _whole().order_by(Consultation.due_at.desc(), Consultation.id.desc()).limit(200)
    if not actor.has(*rules.READING_ALL):
        to_us = select(Respondent.consultation_id).where(Respondent.unit_id == actor.unit_id)
        asked = asked.where(or_(Consultation.unit_id == actor.unit_id, Consultation.id.in_(to_us)))
    return [each for each in session.scalars(asked) if rules.may_see(actor, each)]


def to_answer(session: Session, actor: Actor, now: datetime) -> Sequence[Consultation]:
    """Return the consultations that wait for the actor's answer, the nearest deadline first."""
    if not actor.has(*rules.LEADING):
        return []
    waiting = select(Respondent.consultation_id).where(
        Respondent.unit_id == actor.unit_id, Respondent.answered_at.is_(None)
    )
    asked = select(Consultation).where(
        Consultation.state == ConsultationState.OPEN,
        Consultation.due_at > now,
        Consultation.id.in_(waiting),
    )
    return session.scalars(asked.order_by(Consultation.due_at)).all()


def to_issue(session: Session, actor: Actor) -> Sequence[Consultation]:
    """Return the counted consultations of the actor's unit whose result they may issue."""
    if not actor.has(*rules.ISSUING):
        return []
    asked = select(Consultation).where(
        Consultation.unit_id == actor.unit_id, Consultation.state == ConsultationState.CLOSED
    )
    return session.scalars(asked.order_by(Consultation.closed_at)).all()


def due(session: Session, now: datetime) -> Sequence[ConsultationId]:
    """Return the consultations whose deadline has passed and whose answers wait to be counted."""
    return session.scalars(
        select(Consultation.id).where(
            Consultation.state == ConsultationState.OPEN, Consultation.due_at <= now
        )
    ).all()


def is_key_needed(session: Session, public_key: bytes) -> bool:
    """Tell whether an open consultation has this key."""
    asked = select(Consultation.id).where(
        Consultation.state == ConsultationState.OPEN, Consultation.public_key == public_key
    )
    return session.scalar(asked) is not None


def question_of(consultation: Consultation, question_id: QuestionId) -> Question:
    """Return a question of the form. Raises NoSuchQuestion."""
    found = next((each for each in consultation.questions if each.id == question_id), None)
    if found is None:
        raise NoSuchQuestion
    return found


def file_of(consultation: Consultation, file_id: EntryId) -> QuestionFile:
    """Return a file of the form. Raises NoSuchQuestion."""
    for question in consultation.questions:
        for file in question.files:
            if file.id == file_id:
                return file
    raise NoSuchQuestion


def sealed_of(session: Session, consultation_id: ConsultationId) -> Sequence[bytes]:
    """Return the answers of a secret consultation, as they are: sealed."""
    return session.scalars(
        select(SealedOpinion.sealed).where(SealedOpinion.consultation_id == consultation_id)
    ).all()


def _whole() -> Select[Consultation]:
    return select(Consultation).options(
        selectinload(Consultation.questions).selectinload(Question.files),
        selectinload(Consultation.respondents),
        selectinload(Consultation.extensions),
    )
