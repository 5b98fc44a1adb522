"""Where picture and sound of a meeting are carried."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import MeetingId


@dataclass(frozen=True)
class MediaPlaced(Event):
    """The hub put a meeting on these media nodes: it began, outgrew one, or a node was lost."""

    name = "room:media-placed"
    meeting_id: MeetingId
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class MediaMoved(Event):
    """Somebody who runs the meeting moved it from these media nodes to another."""

    name = "room:media-moved"
    meeting_id: MeetingId
    left: tuple[str, ...]
    node: str
