"""Answering for a unit. Every answer of an open consultation is kept; the last one counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hub.core.clock import format_moment
from hub.core.ids import ConsultationId, EntryId, SigningKeyId
from hub.core.unit_of_work import UnitOfWork
from hub.documents.events import PaperSignedElsewhere
from hub.documents.service import errands
from hub.opinions import notices, queries, rules
from hub.opinions.errors import (
    AnsweredMeanwhile,
    AnswerIncomplete,
    ConsultationOver,
    NotAsked,
    NotOpen,
    SealedForGood,
)
from hub.opinions.events import OpinionGiven
from hub.opinions.models import (
    Consultation,
    ConsultationState,
    Opinion,
    Proof,
    Respondent,
    SealedOpinion,
)
from hub.opinions.rules import Line

#: What answers are called where papers of every feature are signed.
SUBJECT: Final = "opinion"


@dataclass(frozen=True, slots=True)
class Paper:
    """The printed form of an answer, stored; with the key and level when it bears a signature.

    `id` is that of the answer: its mark on the paper names it.
    """

    id: EntryId
    pdf_sha256: str
    key_id: SigningKeyId | None = None
    level: str = ""

    @property
    def proof(self) -> Proof:
        """Return what shows that the answer is its author's."""
        return Proof.PASSWORD if self.key_id is None else Proof.SIGNATURE


def ensure_can_answer(
    uow: UnitOfWork, consultation: Consultation, lines: Sequence[Line], *, seen: int
) -> Respondent:
    """Return the unit the actor answers for. `seen`: how many answers of it the page showed.

    Raises NotAsked, NotOpen, ConsultationOver, SealedForGood, AnsweredMeanwhile,
    AnswerIncomplete.
    """
    respondent = rules.respondent_of(uow.actor, consultation.respondents)
    if respondent is None or not rules.may_answer(uow.actor, respondent):
        raise NotAsked
    if consultation.state is ConsultationState.DRAFT:
        raise NotOpen
    if not rules.is_taking_answers(consultation, uow.now):
        raise ConsultationOver(due=format_moment(consultation.due_at))
    if respondent.answered_at is not None:
        said = {
            "by": respondent.answered_by_name,
            "name": respondent.name,
            "at": format_moment(respondent.answered_at),
        }
        if consultation.is_secret:
            raise SealedForGood(**said)
        if respondent.answers != seen:
            raise AnsweredMeanwhile(**said)
    gaps = rules.gaps_of(consultation.questions, lines)
    if gaps:
        sentence = AnswerIncomplete().sentence
        raise AnswerIncomplete({f"answers.{at}.{what}": sentence for at, what in gaps.items()})
    return respondent


def answer(
    uow: UnitOfWork,
    consultation: Consultation,
    lines: Sequence[Line],
    *,
    seen: int,
    paper: Paper,
) -> Opinion:
    """Keep an answer of an open consultation beside the earlier ones.

    `consultation` was read with a lock. Raises what `ensure_can_answer` raises.
    """
    respondent = ensure_can_answer(uow, consultation, lines, seen=seen)
    opinion = Opinion(
        id=paper.id,
        respondent_id=respondent.id,
        number=respondent.answers + 1,
        answers=rules.as_kept(lines),
        given_at=uow.now,
        given_by_id=uow.actor.person_id,
        given_by_name=uow.actor.name,
        proof=paper.proof,
        pdf_sha256=paper.pdf_sha256,
        key_id=paper.key_id,
        level=paper.level,
    )
    uow.session.add(opinion)
    _note(uow, consultation, respondent, paper.proof, paper.pdf_sha256)
    return opinion


def answer_elsewhere(uow: UnitOfWork, signed: PaperSignedElsewhere) -> None:
    """Keep an answer that was signed on the signer's own machine. Raises what `answer` raises."""
    if signed.subject != SUBJECT:
        return
    kept = errands.kept_with(uow, signed)
    consultation_id = ConsultationId(UUID(kept["consultation"]))
    consultation = queries.get_locked(uow.session, uow.actor, consultation_id)
    paper = Paper(EntryId(signed.subject_id), signed.after_sha256, signed.key_id, signed.level)
    answer(uow, consultation, rules.as_lines(kept["answers"]), seen=kept["seen"], paper=paper)


def answer_in_secret(uow: UnitOfWork, consultation: Consultation, lines: Sequence[Line]) -> None:
    """Seal an answer. That the unit answered and the sealed answer are written together.

    `consultation` was read with a lock; nothing of the answer goes anywhere else.
    Raises what `ensure_can_answer` raises.
    """
    respondent = ensure_can_answer(uow, consultation, lines, seen=0)
    sealed = rules.seal(lines, consultation.public_key, consultation.id)
    uow.session.add(SealedOpinion(consultation_id=consultation.id, sealed=sealed))
    _note(uow, consultation, respondent, Proof.PASSWORD, "")


def _note(
    uow: UnitOfWork,
    consultation: Consultation,
    respondent: Respondent,
    proof: Proof,
    pdf_sha256: str,
) -> None:
    respondent.answers += 1
    respondent.answered_at, respondent.answered_by_name = uow.now, uow.actor.name
    respondent.proof = proof
    notices.stop_reminding(uow, consultation, respondent)
    uow.emit(
        OpinionGiven(
            consultation.id,
            respondent.id,
            respondent.unit_id,
            consultation.unit_id,
            respondent.answers,
            proof.value,
            pdf_sha256,
        )
    )
