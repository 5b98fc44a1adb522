"""What people send us about consultations."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from hub.core.forms import EmptyIsNone, Form, Paragraphs, Reason, Text, Title, WallTime
from hub.core.ids import MeetingId, QuestionId, SigningKeyId, UnitId
from hub.documents.models import SigningPath
from hub.gateways.signing.contract import Level
from hub.opinions.models import Anonymity, Stance
from hub.opinions.rules import LONGEST_WORDS, Line
from hub.opinions.service import Plan

MOST_UNITS: Final = 12_000
#: What pages send for a stance: each as long as the others, so that no request is longer.
CODES: Final = {"1": Stance.AGREE, "2": Stance.DISAGREE, "3": Stance.OTHER}

CodedStance = Annotated[Stance, BeforeValidator(lambda value: CODES.get(value, value))]
Words = Annotated[Text, StringConstraints(max_length=LONGEST_WORDS)]
OptionalPin = Annotated[str, StringConstraints(max_length=1000)]


class ConsultationForm(Form):
    """A form as it is written. `version` is the one the actor saw; 0 for a new one."""

    title: Title
    text: Paragraphs = ""
    anonymity: Anonymity = Anonymity.OPEN
    due_at: WallTime
    units: Annotated[list[UnitId], Field(min_length=1, max_length=MOST_UNITS)]
    meeting_id: Annotated[MeetingId | None, EmptyIsNone] = None
    version: int = 0

    def plan(self) -> Plan:
        """Return what is asked for."""
        return Plan(
            title=self.title,
            text=self.text,
            anonymity=self.anonymity,
            due_at=self.due_at,
            units=self.units,
            meeting_id=self.meeting_id,
        )


class QuestionForm(Form):
    """One question and what is to be known about it."""

    title: Title
    text: Paragraphs = ""


class ExtendForm(Form):
    """A later deadline, and why."""

    due_at: WallTime
    reason: Reason


class ReasonForm(Form):
    """Why it is closed early or cancelled."""

    reason: Reason


class AnswerRow(Form):
    """The answer to one question."""

    question: QuestionId
    stance: CodedStance
    words: Words = ""


class AnswerForm(Form):
    """A filled-in form. `seen`: how many answers of the unit the page showed.

    `key_id` empty: confirmed with the password alone. `path`: signed on the actor's own machine.
    """

    answers: list[AnswerRow]
    seen: Annotated[int, Field(ge=0)] = 0
    key_id: Annotated[SigningKeyId | None, EmptyIsNone] = None
    pin: OptionalPin = Field(default="", repr=False)
    level: Level = Level.B_B
    path: Annotated[SigningPath | None, EmptyIsNone] = None

    def lines(self) -> list[Line]:
        """Return the answers."""
        return [Line(each.question, each.stance, each.words) for each in self.answers]


class FormatForm(Form):
    """As what file the result is wanted."""

    format: Literal["html", "pdf", "xlsx", "json"] = "html"
