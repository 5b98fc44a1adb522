"""What answers amount to, and the record whose hash is kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from hub.core.ids import QuestionId
from hub.opinions.models import Consultation, Opinion, Question, Stance

#: Fewer secret answers than this are not counted: the count would tell whose they are.
FEWEST_SECRET: Final = 3
MOST_QUESTIONS: Final = 20
MOST_FILES: Final = 5
#: Longest words of one answer to one question, in characters.
LONGEST_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """The answer to one question."""

    question_id: QuestionId
    stance: Stance
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers say what."""

    agree: int = 0
    disagree: int = 0
    other: int = 0

    @property
    def given(self) -> int:
        """How many answers there are."""
        return self.agree + self.disagree + self.other


def tally_of(stances: Iterable[Stance]) -> Tally:
    """Count stances."""
    given = list(stances)
    return Tally(given.count(Stance.AGREE), given.count(Stance.DISAGREE), given.count(Stance.OTHER))


def as_kept(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return the lines of an answer as they are stored."""
    return [
        {"question": str(each.question_id), "stance": each.stance.value, "words": each.words}
        for each in lines
    ]


def as_lines(kept: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return the lines of a stored answer."""
    return [
        Line(QuestionId(UUID(each["question"])), Stance(each["stance"]), each["words"])
        for each in kept
    ]


def gaps_of(questions: Sequence[Question], lines: Sequence[Line]) -> dict[int, str]:
    """Return which questions (by place, from 0) lack a stance, or the words of another opinion.

    The value is "stance" or "words".
    """
    given = {each.question_id: each for each in lines}
    gaps: dict[int, str] = {}
    for place, question in enumerate(questions):
        line = given.get(question.id)
        if line is None:
            gaps[place] = "stance"
        elif line.stance is Stance.OTHER and not line.words:
            gaps[place] = "words"
    return gaps


def content_of(consultation: Consultation, latest: Mapping[Any, Opinion]) -> dict[str, Any]:
    """Return the record as plain values; of a secret one only who answered, not what.

    The SHA-256 of its canonical JSON (names sorted, no spaces, UTF-8) is kept with the count.
    """
    return {
        "consultation": str(consultation.id),
        "title": consultation.title,
        "text": consultation.text,
        "anonymity": consultation.anonymity.value,
        "opened_at": _moment(consultation.opened_at),
        "due_at": _moment(consultation.due_at),
        "closed_at": _moment(consultation.closed_at),
        "closed_by": consultation.closed_by_name,
        "close_reason": consultation.close_reason,
        "withheld": consultation.withheld,
        "questions": [
            {
                "title": each.title,
                "text": each.text,
                "files": sorted(file.sha256 for file in each.files),
                "agree": each.agree,
                "disagree": each.disagree,
                "other": each.other,
                "words": list(each.words),
            }
            for each in consultation.questions
        ],
        "respondents": [
            {
                "name": each.name,
                "answered_at": _moment(each.answered_at),
                "answered_by": each.answered_by_name,
                "proof": each.proof.value if each.proof else None,
                "pdf": latest[each.id].pdf_sha256 if each.id in latest else "",
            }
            for each in consultation.respondents
        ],
    }


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a record's canonical JSON; anyone can repeat it on the export."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
