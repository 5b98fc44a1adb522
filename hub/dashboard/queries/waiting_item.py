"""One thing that waits for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["", "seal", "gold", "info", "ok"]


@dataclass(frozen=True)
class Waiting:
    """A thing to do: what, about what, and the page where one does it.

    `what`, `action` are translated; `about` is a title as people wrote it. `rank` orders:
    0 happens now, 1 has a person waiting, 2 is due, 3 can wait. `due_at` is shown when set.
    """

    what: str
    about: str
    action: str
    endpoint: str
    where: Mapping[str, object]
    icon: str
    tone: Tone = ""
    rank: int = 2
    note: str = ""
    due_at: datetime | None = None
    is_seal: bool = False
