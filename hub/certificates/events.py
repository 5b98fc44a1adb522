"""What the certificates announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import EntryId, PostId, UnitId


@dataclass(frozen=True)
class ListTaken(Event):
    """A revocation list with another content than before is at hand."""

    name = "trust:list:taken"
    address: str
    issuer: str
    number: str
    sha256: str


@dataclass(frozen=True)
class ListMissed(Event):
    """A revocation list could not be had, for the first time since it could."""

    name = "trust:list:missed"
    source_id: EntryId
    address: str
    reason: str


@dataclass(frozen=True)
class CertificateAdded(Event):
    """A certificate came into the register."""

    name = "certificate:added"
    certificate_id: EntryId
    fingerprint: str
    holder: str


@dataclass(frozen=True)
class CertificateAssigned(Event):
    """It was said whose certificate it is."""

    name = "certificate:assigned"
    certificate_id: EntryId
    post_id: PostId | None
    unit_id: UnitId | None


@dataclass(frozen=True)
class CertificateRemoved(Event):
    """A certificate was taken out of the register."""

    name = "certificate:removed"
    certificate_id: EntryId
    fingerprint: str


@dataclass(frozen=True)
class CertificateRevoked(Event):
    """A revocation list names a certificate of the register."""

    name = "certificate:revoked"
    certificate_id: EntryId
    fingerprint: str
    holder: str
