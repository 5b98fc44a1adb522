"""What the registers announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import DocumentId, EntryId, UnitId


@dataclass(frozen=True)
class OutgoingEntered(Event):
    """A line was written into the register of outgoing documents."""

    name = "register:outgoing:entered"
    entry_id: EntryId
    unit_id: UnitId
    code: str
    on_paper: bool


@dataclass(frozen=True)
class IncomingEntered(Event):
    """A document got its arrival number; `duplicates` that look the same stood there already."""

    name = "register:incoming:entered"
    entry_id: EntryId
    unit_id: UnitId
    number: int
    document_id: DocumentId | None
    duplicates: int


@dataclass(frozen=True)
class EntryCorrected(Event):
    """Columns of a line were filled in or corrected; `changed` names them, with commas."""

    name = "register:entry:corrected"
    entry_id: EntryId
    unit_id: UnitId
    changed: str


@dataclass(frozen=True)
class IncomingVoided(Event):
    """The sender recalled a registered document: its line stays, with the reason."""

    name = "register:incoming:voided"
    document_id: DocumentId
    lines: int
    reason: str
