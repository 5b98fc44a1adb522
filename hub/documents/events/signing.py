"""What happens to keys, and to what is signed elsewhere or in a pack."""

from dataclasses import dataclass
from uuid import UUID

from hub.core.events import Event
from hub.core.ids import DocumentId, EntryId, MeetingId, PersonId, SigningKeyId, UnitId


@dataclass(frozen=True)
class KeyRegistered(Event):
    """A key file became a key of a person or a unit."""

    name = "signing-key:registered"
    key_id: SigningKeyId
    person_id: PersonId | None
    unit_id: UnitId | None
    fingerprint: str


@dataclass(frozen=True)
class KeyRetired(Event):
    """A key may sign no more."""

    name = "signing-key:retired"
    key_id: SigningKeyId


@dataclass(frozen=True)
class SignaturePictureSet(Event):
    """A person's signature or a unit's seal has a new picture."""

    name = "signature-picture:set"
    person_id: PersonId | None
    unit_id: UnitId | None
    sha256: str


@dataclass(frozen=True)
class SignaturePictureRemoved(Event):
    """A person's signature or a unit's seal is drawn by the hub again."""

    name = "signature-picture:removed"
    person_id: PersonId | None
    unit_id: UnitId | None
    sha256: str


@dataclass(frozen=True)
class SigningErrandBegun(Event):
    """Somebody is about to sign a document on their own machine; `path` says how."""

    name = "signing-errand:begun"
    document_id: DocumentId
    meeting_id: MeetingId
    path: str


@dataclass(frozen=True)
class SigningErrandRefused(Event):
    """What came back was not taken; `code` says why. No document: another feature's paper."""

    name = "signing-errand:refused"
    document_id: DocumentId | None
    code: str


@dataclass(frozen=True)
class PaperErrandBegun(Event):
    """Somebody is about to sign a paper of another feature on their own machine."""

    name = "signing-errand:paper-begun"
    subject: str
    meeting_id: MeetingId | None
    path: str


@dataclass(frozen=True)
class PaperSignedElsewhere(Event):
    """A paper of another feature was signed on somebody's own machine; that feature notes it.

    What the feature kept with the errand, `service.errands.kept_with` returns.
    """

    name = "signing-errand:paper-signed"
    subject: str
    errand_id: EntryId
    subject_id: UUID
    meeting_id: MeetingId | None
    key_id: SigningKeyId
    before_sha256: str
    after_sha256: str
    level: str


@dataclass(frozen=True)
class SigningBatchBegun(Event):
    """Somebody began to sign a pack of documents."""

    name = "signing-batch:begun"
    batch_id: EntryId
    meeting_id: MeetingId
    files: int


@dataclass(frozen=True)
class SigningBatchEnded(Event):
    """Nobody is at a pack any more: all was signed, or it was stopped, or files failed."""

    name = "signing-batch:ended"
    batch_id: EntryId
    meeting_id: MeetingId
    signed: int
    files: int
