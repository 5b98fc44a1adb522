"""What undoing announces."""

from dataclasses import dataclass

from hub.core.events import Event


@dataclass(frozen=True)
class RemovalUndone(Event):
    """What was removed is back as it was; `what` and `subject` are those of the removal."""

    name = "removal:undone"
    what: str
    subject: str
