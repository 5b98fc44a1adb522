"""What people send us about invitations."""

from typing import Annotated

from pydantic import Field

from hub.core.forms import (
    Checkbox,
    Email,
    EmptyIsNone,
    Form,
    Line,
    Name,
    OptionalLine,
    Paragraphs,
    Phone,
)
from hub.directory.service import GuestFacts
from hub.invitations.models import Answer
from hub.invitations.rules import (
    MOST_DELEGATES,
    MOST_HEADS,
    NOBODY_YET,
    DelegateLine,
    Reply,
)

ShortLine = Annotated[OptionalLine, Field(max_length=100)]


class DelegateRow(Form):
    """One person who will sit at the site."""

    name: Annotated[Line, Field(max_length=100)]
    title: ShortLine = ""
    phone: Annotated[OptionalLine, Field(max_length=30)] = ""


class GuestForm(Form):
    """Somebody from outside who is asked to a meeting."""

    name: Name
    email: Email
    title: ShortLine = ""
    organisation: ShortLine = ""
    phone: Phone = ""
    gets_documents: Checkbox = False

    @property
    def facts(self) -> GuestFacts:
        """Who the guest is."""
        return GuestFacts(self.name, self.email, self.title, self.organisation, self.phone)


class GuestAnswerForm(Form):
    """What a guest answers."""

    answer: Answer
    reason: Annotated[Paragraphs, Field(max_length=1000)] = ""


class AnswerForm(Form):
    """A unit's answer. `step` is the button that was pressed."""

    answer: Answer
    by_name: ShortLine = ""
    head_count: Annotated[Annotated[int, Field(ge=1, le=MOST_HEADS)] | None, EmptyIsNone] = None
    delegates: list[DelegateRow] = Field(default=[], max_length=MOST_DELEGATES)
    deputy_name: ShortLine = ""
    deputy_title: ShortLine = ""
    deputy_phone: Annotated[OptionalLine, Field(max_length=30)] = ""
    reason: Annotated[Paragraphs, Field(max_length=1000)] = ""
    step: Line = "send"

    @property
    def reply(self) -> Reply:
        """What the unit says; what does not belong to its answer is left out."""
        lines = [DelegateLine(row.name, row.title, row.phone) for row in self.delegates]
        if self.answer is Answer.SENDING_DEPUTY and self.deputy_name:
            deputy = DelegateLine(
                self.deputy_name, self.deputy_title, self.deputy_phone, is_deputy=True
            )
            lines.insert(0, deputy)
        if self.answer in NOBODY_YET:
            return Reply(answer=self.answer, reason=self.reason, by_name=self.by_name)
        heads = self.head_count
        if heads is None and lines:
            heads = len(lines)
        return Reply(
            answer=self.answer,
            delegates=tuple(lines),
            head_count=heads,
            reason="" if self.answer is Answer.ATTENDING else self.reason,
            by_name=self.by_name,
        )
