"""What people send us as messages and about incidents."""

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from hub.core.forms import EmptyIsNone, Form, Remark, Words
from hub.core.ids import MeetingSiteId
from hub.messages.models import Audience, Cause, IncidentKind

LONGEST: Final = 1000

Key = Annotated[str, StringConstraints(min_length=8, max_length=60, pattern=r"^[0-9a-zA-Z-]+$")]


class MessageForm(Form):
    """A message. `to` is who reads it: `all`, `chair`, or the id of a site."""

    to: Annotated[Literal[Audience.ALL, Audience.CHAIR] | MeetingSiteId, BeforeValidator(str)] = (
        Audience.ALL
    )
    text: Words
    key: Key

    @property
    def audience(self) -> Audience:
        """Who reads it."""
        return self.to if isinstance(self.to, Audience) else Audience.SITE

    @property
    def to_site_id(self) -> MeetingSiteId | None:
        """The one site it is for."""
        return None if isinstance(self.to, Audience) else self.to


class ReadForm(Form):
    """How far a person has read."""

    number: Annotated[int, Field(ge=0)]


class CallForm(Form):
    """A call for the technician."""

    kind: IncidentKind
    text: Remark = ""


class NoteForm(CallForm):
    """An incident noted by the technician."""

    site: MeetingSiteId


class SolveForm(Form):
    """The end of an incident."""

    cause: Cause
    note: Remark = ""


class EarlierForm(Form):
    """Which messages the panel shows: those before a number, or the newest."""

    before: Annotated[Annotated[int, Field(ge=1)] | None, EmptyIsNone] = None


class FormatForm(Form):
    """As what file the incident log is wanted."""

    format: Literal["html", "pdf", "xlsx", "csv"] = "html"
