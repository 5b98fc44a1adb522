"""What a registry clerk writes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.core.forms import (
    Checkbox,
    EmptyIsNone,
    Form,
    Line,
    OptionalLine,
    Remark,
    Text,
    WallDate,
)
from hub.core.ids import DocumentId, PersonId, UnitId
from hub.core.periods import PeriodForm
from hub.documents.models import DocumentType

Code = Annotated[str, StringConstraints(max_length=60), Text]
Subject = Annotated[str, StringConstraints(min_length=3, max_length=500), Text]
Version = Annotated[int, Field(ge=1)]
Copies = Annotated[int, Field(ge=0, le=99_999)]
OptionalDay = Annotated[WallDate | None, EmptyIsNone]


class AskedForm(PeriodForm):
    """Which part of a register is wanted."""

    q: OptionalLine = ""
    type: Annotated[DocumentType | None, EmptyIsNone] = None
    show: Literal["", "open", "overdue", "settled", "void"] = ""
    unit: Annotated[UnitId | None, EmptyIsNone] = None
    page: str = "1"


class OutgoingColumns(Form):
    """The columns of an outgoing line that the clerk fills in."""

    recipients: Remark = ""
    kept_by: OptionalLine = ""
    copies: Annotated[Copies | None, EmptyIsNone] = None
    sent_on: OptionalDay = None
    receipt: OptionalLine = ""
    note: Remark = ""


class PaperForm(OutgoingColumns):
    """A paper that goes out and takes the next number of its type."""

    type: DocumentType
    subject: Subject
    signer: Line


class OutgoingForm(OutgoingColumns):
    """Corrections of an outgoing line. `version` is the one the clerk read."""

    version: Version


class HandlingColumns(Form):
    """Whom a document was handed to, until when, and what became of it."""

    handed_to_id: Annotated[PersonId | None, EmptyIsNone] = None
    handed_to: OptionalLine = ""
    handed_on: OptionalDay = None
    receipt: OptionalLine = ""
    deadline: OptionalDay = None
    progress: Remark = ""
    settled_on: OptionalDay = None
    reply_code: Code = ""
    note: Remark = ""


class ArrivalForm(HandlingColumns):
    """A document that came from outside the hub. `confirmed`: though one looks the same."""

    author: Line
    code: Code = ""
    issued_on: OptionalDay = None
    type_name: OptionalLine = ""
    subject: Subject
    arrived_on: WallDate
    confirmed: Checkbox = False


class HandlingForm(HandlingColumns):
    """Corrections of an incoming line. `version` is the one the clerk read."""

    version: Version


class RegisterForm(Form):
    """Registering one received document. `confirmed`: though one looks the same."""

    confirmed: Checkbox = False


class ManyForm(Form):
    """Registering several received documents."""

    documents: Annotated[list[DocumentId], Field(min_length=1, max_length=500)]


def columns_of(form: Form, columns: type[Form]) -> dict[str, str | int | date | PersonId | None]:
    """Return what a form says about the columns of a line."""
    return {name: getattr(form, name) for name in columns.model_fields}
