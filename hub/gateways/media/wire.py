"""How the hub and the engine process talk: one JSON object per line over a unix socket.

A question is {"do": verb, ...}; the answer is {"done": {...}} or {"refused": code}.
"""

import json
from typing import Any, Final, TypeAlias

from hub.core.errors import HubError
from hub.gateways.media.interface import BadDescription, NoSuchRoom, NoSuchViewer, RoomFull

Message: TypeAlias = dict[str, Any]

#: An offer with a hundred slots is about 200 kB.
LONGEST_LINE_BYTES: Final = 2_000_000

REFUSALS: Final[dict[str, type[HubError]]] = {
    refusal.code: refusal for refusal in (BadDescription, NoSuchRoom, NoSuchViewer, RoomFull)
}


def to_line(message: Message) -> bytes:
    """Write a message as one line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Message:
    """Read one line. Raises ValueError when it is not JSON."""
    message: Message = json.loads(line)
    return message
