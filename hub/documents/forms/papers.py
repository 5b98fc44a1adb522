"""What people say about documents, and what browsers say about uploads."""

from typing import Annotated

from pydantic import Field

from hub.core.forms import Checkbox, EmptyIsNone, Form, Line, OptionalLine, Reason, Title
from hub.core.ids import AgendaItemId, DocumentId, MeetingId
from hub.documents.models import AccessFrom, AccessUntil, DocumentType
from hub.documents.rules import Details


class DetailsForm(Form):
    """The page of one document. `version` is the row's version that the person had read."""

    type: DocumentType
    title: Title
    agenda_item_id: Annotated[AgendaItemId | None, EmptyIsNone] = None
    access_from: AccessFrom = AccessFrom.ISSUE
    access_until: AccessUntil = AccessUntil.ALWAYS
    access_days: Annotated[int | None, EmptyIsNone] = None
    may_download: Checkbox = False
    version: Annotated[int, Field(ge=1)]

    def details(self) -> Details:
        """Return what the form says, without the version."""
        lasts = self.access_until is AccessUntil.DAYS
        return Details(
            self.type,
            self.title,
            self.agenda_item_id,
            self.access_from,
            self.may_download,
            self.access_until,
            self.access_days if lasts else None,
        )


class UploadForm(Form):
    """The metadata of an upload (tus 1.0, creation): a new document, or a version of one."""

    filename: Line
    meeting_id: MeetingId
    size: Annotated[int, Field(ge=1)]
    filetype: OptionalLine = ""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    document_id: Annotated[DocumentId | None, EmptyIsNone] = None
    agenda_item_id: Annotated[AgendaItemId | None, EmptyIsNone] = None
    type: DocumentType = DocumentType.MATERIAL
    title: OptionalLine = ""


class ReplacementForm(Form):
    """Which document takes the place of an issued one; none: none after all."""

    by: Annotated[DocumentId | None, EmptyIsNone] = None


class ReopenForm(Form):
    """Why a signed document goes back to be corrected."""

    reason: Reason


class RecallForm(Form):
    """Why a document is taken back."""

    reason: Reason
