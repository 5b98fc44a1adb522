"""A link to a conference elsewhere, the same for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from hub.gateways.conferencing.interface import Entrant

ROOM: Final = "{room}"


@dataclass(frozen=True, slots=True)
class PlainLink:
    """`{room}` in the address is replaced, so that each meeting has a room of its own."""

    url: str

    def way_in(self, meeting: str, title: str, entrant: Entrant, *, now: datetime) -> str:
        """Return the address."""
        return self.url.replace(ROOM, quote(meeting))
