"""What happened to files made in the background."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import ExportId


@dataclass(frozen=True)
class ExportMade(Event):
    """A file can be taken by who asked for it."""

    name = "export:made"
    export_id: ExportId
    title: str
    path: str


@dataclass(frozen=True)
class ExportFailed(Event):
    """A file could not be made."""

    name = "export:failed"
    export_id: ExportId
    title: str
    problem: str


@dataclass(frozen=True)
class ExportInterrupted(Event):
    """The hub ended while it was making a file."""

    name = "export:interrupted"
    export_id: ExportId
    title: str
