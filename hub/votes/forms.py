"""What people send us about votes."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from hub.core.forms import Checkbox, EmptyIsNone, Form, Paragraphs, Reason, Remark, Title
from hub.core.ids import AgendaItemId, VoterId
from hub.votes.models import Basis, Choice, Secrecy, Threshold
from hub.votes.service import MotionText

#: What pages send for a choice: each as long as the others, so that no request is longer.
CODES: Final = {"1": Choice.AGREE, "2": Choice.DISAGREE, "3": Choice.OTHER}

CodedChoice = Annotated[Choice, BeforeValidator(lambda value: CODES.get(value, value))]
Key = Annotated[str, StringConstraints(min_length=8, max_length=60, pattern=r"^[0-9a-zA-Z-]+$")]


class MotionForm(Form):
    """A motion as it is written."""

    title: Title
    text: Paragraphs = ""
    secrecy: Secrecy = Secrecy.OPEN
    basis: Basis = Basis.UNITS
    threshold: Threshold = Threshold.MAJORITY_OF_ALL
    host_votes: Checkbox = False
    minutes: Annotated[Annotated[int, Field(ge=1, le=240)] | None, EmptyIsNone] = None
    agenda_item_id: Annotated[AgendaItemId | None, EmptyIsNone] = None

    def motion(self) -> MotionText:
        """Return the motion."""
        return MotionText(**{name: getattr(self, name) for name in type(self).model_fields})


class OpenForm(Form):
    """Opening a vote; the reason is asked for when there is no quorum."""

    reason: Annotated[Reason | None, EmptyIsNone] = None


class CancelForm(Form):
    """Calling a vote off."""

    reason: Reason


class BallotForm(Form):
    """A ballot. `key` makes sending it twice harmless."""

    choice: CodedChoice
    opinion: Remark = ""
    key: Key


class TelephoneBallotForm(Form):
    """A ballot given by telephone, written down by the secretary."""

    voter: VoterId
    choice: CodedChoice
    opinion: Remark = ""


class FormatForm(Form):
    """As what file a record is wanted."""

    format: Literal["html", "pdf", "xlsx", "csv", "json"] = "html"
