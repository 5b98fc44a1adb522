"""Looking answers up, and the record made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import RespondentId
from hub.opinions import rules
from hub.opinions.errors import NoSuchOpinion
from hub.opinions.models import Consultation, Opinion, Question, Respondent


@dataclass(frozen=True, slots=True)
class Record:
    """A consultation with the answers that count; none of a secret one, whose they are is unknown.

    `tallies` are the final counts, or those so far of an open one; None when nobody may know.
    """

    consultation: Consultation
    latest: Mapping[RespondentId, Opinion]

    @property
    def answered(self) -> int:
        """How many units have answered."""
        return sum(each.answered_at is not None for each in self.consultation.respondents)

    def tally_of(self, question: Question) -> rules.Tally | None:
        """Return how many answers say what to a question."""
        if question.agree is not None:
            return rules.Tally(question.agree, question.disagree or 0, question.other or 0)
        if self.consultation.is_secret:
            return None
        return rules.tally_of(
            line.stance for line in self._lines() if line.question_id == question.id
        )

    def line_of(self, respondent: Respondent, question: Question) -> rules.Line | None:
        """Return what a unit answered to a question."""
        opinion = self.latest.get(respondent.id)
        lines = rules.as_lines(opinion.answers) if opinion else []
        return next((each for each in lines if each.question_id == question.id), None)

    def words_on(self, question: Question) -> list[tuple[str, str]]:
        """Return the written opinions on a question: (unit, words); the unit of a secret is ""."""
        if self.consultation.is_secret:
            return [("", each) for each in question.words]
        found = []
        for respondent in self.consultation.respondents:
            line = self.line_of(respondent, question)
            if line is not None and line.words:
                found.append((respondent.name, line.words))
        return found

    def _lines(self) -> list[rules.Line]:
        return [line for each in self.latest.values() for line in rules.as_lines(each.answers)]


def record_of(session: Session, consultation: Consultation) -> Record:
    """Return the consultation with the answers that count."""
    ids = [each.id for each in consultation.respondents]
    found = session.scalars(
        select(Opinion).where(Opinion.respondent_id.in_(ids)).order_by(Opinion.number)
    )
    return Record(consultation, {each.respondent_id: each for each in found})


def opinions_of(session: Session, respondent_id: RespondentId) -> Sequence[Opinion]:
    """Return every answer of a unit, the first one first."""
    return session.scalars(
        select(Opinion).where(Opinion.respondent_id == respondent_id).order_by(Opinion.number)
    ).all()


def opinion(session: Session, respondent_id: RespondentId, number: int) -> Opinion:
    """Return one answer of a unit. Raises NoSuchOpinion."""
    found = session.scalar(
        select(Opinion).where(Opinion.respondent_id == respondent_id, Opinion.number == number)
    )
    if found is None:
        raise NoSuchOpinion
    return found
