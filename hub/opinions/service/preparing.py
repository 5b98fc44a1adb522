"""Writing a form before it is sent out: what is asked, whom, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.core.errors import InvalidInput
from hub.core.ids import (
    ConsultationId,
    EntryId,
    MeetingId,
    QuestionId,
    RespondentId,
    UnitId,
    new_id,
)
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.documents.rules import Content
from hub.meetings import queries as meetings
from hub.opinions import queries, rules
from hub.opinions.errors import (
    ConsultationSettled,
    DueTooEarly,
    FormChanged,
    MayNotConsult,
    TooManyQuestions,
)
from hub.opinions.events import (
    ConsultationDiscarded,
    ConsultationDrafted,
    ConsultationEdited,
)
from hub.opinions.models import (
    Anonymity,
    Consultation,
    ConsultationState,
    Question,
    QuestionFile,
    Respondent,
)
from hub.undo import service as undo


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for, of whom, by when. `meeting_id`: the meeting it belongs to, if any."""

    title: str
    due_at: datetime
    units: Sequence[UnitId]
    text: str = ""
    anonymity: Anonymity = Anonymity.OPEN
    meeting_id: MeetingId | None = None


def draft(uow: UnitOfWork, plan: Plan) -> Consultation:
    """Begin a form of the actor's unit. Raises MayNotConsult, DueTooEarly."""
    if not rules.may_conduct(uow.actor, uow.actor.unit_id):
        raise MayNotConsult
    consultation = Consultation(
        id=ConsultationId(new_id()),
        unit_id=uow.actor.unit_id,
        state=ConsultationState.DRAFT,
        drafted_at=uow.now,
        drafted_by_id=uow.actor.person_id,
        questions=[],
        respondents=[],
        extensions=[],
    )
    _fill(uow, consultation, plan)
    uow.session.add(consultation)
    uow.session.flush()
    uow.emit(ConsultationDrafted(consultation.id, consultation.unit_id))
    return consultation


def edit(uow: UnitOfWork, consultation: Consultation, plan: Plan, *, read_version: int) -> None:
    """Change a form. Raises MayNotConsult, ConsultationSettled, FormChanged, DueTooEarly."""
    ensure_drafting(uow, consultation)
    if consultation.version != read_version:
        raise FormChanged
    consultation.respondents.clear()
    uow.session.flush()
    _fill(uow, consultation, plan)
    uow.emit(ConsultationEdited(consultation.id, "form"))


def discard(uow: UnitOfWork, consultation: Consultation, *, back: str = "/") -> EntryId:
    """Throw a form away that was not sent out; return what takes that back (hub.undo).

    `back` is the page to show then. Raises MayNotConsult, ConsultationSettled.
    """
    ensure_drafting(uow, consultation)
    files = [file for each in consultation.questions for file in each.files]
    rows = [consultation, *consultation.questions, *files, *consultation.respondents]
    removal = undo.keep(uow, "consultation", rows, back=back)
    uow.emit(ConsultationDiscarded(consultation.id, consultation.title))
    uow.session.delete(consultation)
    return removal


def add_question(
    uow: UnitOfWork, consultation: Consultation, *, title: str, text: str = ""
) -> Question:
    """Add a question at the end.

    Raises MayNotConsult, ConsultationSettled, TooManyQuestions.
    """
    ensure_drafting(uow, consultation)
    if len(consultation.questions) >= rules.MOST_QUESTIONS:
        raise TooManyQuestions(most=rules.MOST_QUESTIONS, files=rules.MOST_FILES)
    last = max((each.position for each in consultation.questions), default=0)
    question = Question(
        id=QuestionId(new_id()),
        consultation_id=consultation.id,
        position=last + 1,
        title=title,
        text=text,
        words=[],
        files=[],
    )
    consultation.questions.append(question)
    uow.emit(ConsultationEdited(consultation.id, "question"))
    return question


def drop_question(
    uow: UnitOfWork, consultation: Consultation, question_id: QuestionId, *, back: str = "/"
) -> EntryId:
    """Take a question away, with its files; return what takes that back (hub.undo).

    `back` is the page to show then. Raises MayNotConsult, ConsultationSettled, NoSuchQuestion.
    """
    ensure_drafting(uow, consultation)
    question = queries.question_of(consultation, question_id)
    holds = [(consultation, "state")]
    removal = undo.keep(uow, "question", [question, *question.files], back=back, holds=holds)
    consultation.questions.remove(question)
    uow.emit(ConsultationEdited(consultation.id, "question"))
    return removal


def attach(
    uow: UnitOfWork, consultation: Consultation, question_id: QuestionId, content: Content
) -> QuestionFile:
    """Put a stored file to a question.

    Raises MayNotConsult, ConsultationSettled, NoSuchQuestion, TooManyQuestions.
    """
    ensure_drafting(uow, consultation)
    question = queries.question_of(consultation, question_id)
    if len(question.files) >= rules.MOST_FILES:
        raise TooManyQuestions(most=rules.MOST_QUESTIONS, files=rules.MOST_FILES)
    file = QuestionFile(
        id=EntryId(new_id()),
        question_id=question.id,
        sha256=content.sha256,
        filename=content.filename,
        media_type=content.media_type,
        size=content.size,
        pages=content.pages,
        added_at=uow.now,
    )
    question.files.append(file)
    uow.emit(ConsultationEdited(consultation.id, f"file {content.sha256}"))
    return file


def detach(
    uow: UnitOfWork, consultation: Consultation, file_id: EntryId, *, back: str = "/"
) -> EntryId:
    """Take a file away; return what takes that back (hub.undo).

    `back` is the page to show then. Raises MayNotConsult, ConsultationSettled, NoSuchQuestion.
    """
    ensure_drafting(uow, consultation)
    file = queries.file_of(consultation, file_id)
    removal = undo.keep(uow, "file", [file], back=back, holds=[(consultation, "state")])
    queries.question_of(consultation, file.question_id).files.remove(file)
    uow.emit(ConsultationEdited(consultation.id, "file"))
    return removal


def ensure_drafting(uow: UnitOfWork, consultation: Consultation) -> None:
    """Raise MayNotConsult or ConsultationSettled unless the actor may change the form now."""
    if not rules.may_conduct(uow.actor, consultation.unit_id):
        raise MayNotConsult
    if consultation.state is not ConsultationState.DRAFT:
        raise ConsultationSettled


def _fill(uow: UnitOfWork, consultation: Consultation, plan: Plan) -> None:
    if plan.due_at <= uow.now:
        raise DueTooEarly({"due_at": DueTooEarly().sentence})
    if plan.meeting_id is not None:
        meeting = meetings.get_to_see(uow.session, uow.actor, plan.meeting_id)
        if meeting.host_unit_id != consultation.unit_id:
            raise InvalidInput({"meeting_id": _("Choose a meeting of your own unit.")})
    consultation.title, consultation.text = plan.title, plan.text
    consultation.anonymity, consultation.due_at = plan.anonymity, plan.due_at
    consultation.meeting_id = plan.meeting_id
    units = {unit_id: directory.unit(uow.session, unit_id) for unit_id in plan.units}
    ordered = sorted(units.values(), key=lambda unit: unit.sort_key)
    consultation.respondents = [
        Respondent(
            id=RespondentId(new_id()),
            consultation_id=consultation.id,
            unit_id=unit.id,
            position=position,
            name=unit.short_name,
            answers=0,
        )
        for position, unit in enumerate(ordered, 1)
    ]
