"""What the certificates announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import EntryId


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
