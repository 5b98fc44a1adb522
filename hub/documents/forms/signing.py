"""What people send to sign and to register keys."""

from typing import Annotated, Literal

from pydantic import Field

from hub.core.forms import EmptyIsNone, Form, Line, OptionalLine, Secret
from hub.core.ids import PersonId, SigningKeyId, UnitId, VersionId
from hub.documents.models import SignatureKind


class SignForm(Form):
    """One signature: on which version, with which key, why. The PIN is never stored."""

    version_id: VersionId
    key_id: SigningKeyId
    pin: Secret = Field(repr=False)
    reason: OptionalLine = ""
    level: Literal["B-B", "B-T"] = "B-B"


class KeyForm(Form):
    """A key file, its PIN to read the certificate, and whose key it is."""

    file: Line
    pin: Secret = Field(repr=False)
    kind: SignatureKind
    person_id: Annotated[PersonId | None, EmptyIsNone] = None
    unit_id: Annotated[UnitId | None, EmptyIsNone] = None
