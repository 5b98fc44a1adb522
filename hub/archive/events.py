"""What happens in the archive."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Event
from hub.core.ids import DossierId, MeetingId


@dataclass(frozen=True)
class DossierSealed(Event):
    """The dossier of a meeting was sealed and stored."""

    name: ClassVar[str] = "dossier:sealed"
    dossier_id: DossierId
    meeting_id: MeetingId
    package_sha256: str
    manifest_sha256: str


@dataclass(frozen=True)
class DossierTaken(Event):
    """Somebody took a copy of a dossier."""

    name: ClassVar[str] = "dossier:taken"
    dossier_id: DossierId
    meeting_id: MeetingId
