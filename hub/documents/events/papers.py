"""What happens to documents, uploads and receipts."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import DocumentId, MeetingId, UnitId, VersionId


@dataclass(frozen=True)
class DocumentAdded(Event):
    """A document was put to a meeting."""

    name = "document:added"
    document_id: DocumentId
    meeting_id: MeetingId
    sha256: str


@dataclass(frozen=True)
class DocumentEdited(Event):
    """What is said about a document was changed; `changed` names the fields, with commas."""

    name = "document:edited"
    document_id: DocumentId
    meeting_id: MeetingId
    changed: str


@dataclass(frozen=True)
class DocumentAccessSet(Event):
    """From when and until when invited units may read a document was set anew."""

    name = "document:access-set"
    document_id: DocumentId
    meeting_id: MeetingId
    access_from: str
    access_until: str
    access_days: int | None


@dataclass(frozen=True)
class DocumentDeleted(Event):
    """A draft was removed before anybody outside could see it."""

    name = "document:deleted"
    document_id: DocumentId
    meeting_id: MeetingId
    title: str


@dataclass(frozen=True)
class VersionAdded(Event):
    """A document has new bytes; `origin` says how they came."""

    name = "document:version:added"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    number: int
    sha256: str
    origin: str


@dataclass(frozen=True)
class DocumentNumbered(Event):
    """A document has its number and date."""

    name = "document:numbered"
    document_id: DocumentId
    meeting_id: MeetingId
    number: str
    notation: str


@dataclass(frozen=True)
class DocumentSigned(Event):
    """A person or the organisation signed; `kind` is "person" or "organisation"."""

    name = "document:signed"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    kind: str
    before_sha256: str
    after_sha256: str


@dataclass(frozen=True)
class DocumentIssued(Event):
    """The invited units got the document, or a newer version of it."""

    name = "document:issued"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    readers: int


@dataclass(frozen=True)
class DocumentRecalled(Event):
    """An issued document was taken back."""

    name = "document:recalled"
    document_id: DocumentId
    meeting_id: MeetingId
    reason: str


@dataclass(frozen=True)
class ReplacementChosen(Event):
    """It was said which document will take the place of an issued one; None: none after all."""

    name = "document:replacement:chosen"
    document_id: DocumentId
    meeting_id: MeetingId
    by_id: DocumentId | None


@dataclass(frozen=True)
class DocumentReplaced(Event):
    """A document was issued in the place of another, which was recalled with it."""

    name = "document:replaced"
    document_id: DocumentId
    by_id: DocumentId
    meeting_id: MeetingId


@dataclass(frozen=True)
class AcknowledgementsOverdue(Event):
    """Units had not acknowledged by the end of the working day; they and the office were told."""

    name = "receipt:overdue"
    document_id: DocumentId
    meeting_id: MeetingId
    units: int


@dataclass(frozen=True)
class DistributionCertified(Event):
    """The organisation signed who had got a document."""

    name = "document:distribution:certified"
    document_id: DocumentId
    meeting_id: MeetingId
    number: int
    sha256: str


@dataclass(frozen=True)
class DocumentReopened(Event):
    """A signed document was taken back to be corrected; `version_id` bore the signatures.

    `newest_id` is the text to go on from, without them.
    """

    name = "document:reopened"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    newest_id: VersionId
    reason: str


@dataclass(frozen=True)
class ReceiptChanged(Event):
    """A reader got, opened, downloaded or acknowledged a document; `step` says which."""

    name = "receipt:changed"
    document_id: DocumentId
    meeting_id: MeetingId
    step: str


@dataclass(frozen=True)
class RenditionMade(Event):
    """A PDF/A of an Office file was made and can be read; `claim` is like "PDF/A-2b"."""

    name = "document:rendition:made"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    sha256: str
    claim: str


@dataclass(frozen=True)
class RenditionFailed(Event):
    """A PDF/A of an Office file could not be made; nobody tries again by himself."""

    name = "document:rendition:failed"
    document_id: DocumentId
    meeting_id: MeetingId
    version_id: VersionId
    problem: str


@dataclass(frozen=True)
class OfflinePackTaken(Event):
    """Somebody of a unit took the documents of a meeting away in one encrypted file."""

    name = "documents:pack:taken"
    meeting_id: MeetingId
    unit_id: UnitId
    documents: int
    manifest_sha256: str


@dataclass(frozen=True)
class ReceiptsChased(Event):
    """Units that had not acknowledged were reminded."""

    name = "receipt:chased"
    document_id: DocumentId
    meeting_id: MeetingId
    units: int


@dataclass(frozen=True)
class UploadTurnedDown(Event):
    """An uploaded file was looked at and not accepted; `code` says why."""

    name = "upload:refused"
    meeting_id: MeetingId
    filename: str
    code: str


@dataclass(frozen=True)
class UploadQuarantined(Event):
    """A complete file waits for a virus scanner that does not answer; only its sender knows."""

    name = "upload:quarantined"
    meeting_id: MeetingId
    filename: str


@dataclass(frozen=True)
class QuotaSet(Event):
    """How much a unit may keep was set; None: what holds for all."""

    name = "quota:set"
    unit_id: UnitId
    megabytes: int | None
