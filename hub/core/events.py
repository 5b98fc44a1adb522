"""Facts in the past tense."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses are frozen dataclasses of ids and plain values.

    `name` reads `source:action` or `source:subject:action` and is what the audit log keeps.
    """

    name: ClassVar[str] = "event"
