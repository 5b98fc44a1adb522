"""What people send to the minutes."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from hub.core.forms import Checkbox, Form, Reason, Secret
from hub.core.ids import SigningKeyId
from hub.gateways.signing.contract import Level

#: The editor's HTML; an eight-hour conference takes some 100 KB.
LONGEST_HTML = 500_000


class TextForm(Form):
    """The text as the editor has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=LONGEST_HTML)

    html: Annotated[str, StringConstraints(max_length=LONGEST_HTML)]


class RevisionForm(Form):
    """The revision that the actor was looking at."""

    revision: Annotated[int, Field(ge=1, le=10_000_000)]


class PracticeForm(Form):
    """Whether the office's signature comes under minutes."""

    seals: Checkbox = False


class ReturnForm(Form):
    """Why the minutes are sent back."""

    reason: Reason


class SignForm(Form):
    """With which key, its PIN, at which level, and the PDF looked at."""

    key_id: SigningKeyId
    pin: Secret
    level: Level = Level.B_B
    pdf: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
