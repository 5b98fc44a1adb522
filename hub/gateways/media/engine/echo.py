"""Sends back what a line test sends over UDP: the only way to see its loss, jitter and delay.

Each message comes back with the number of messages that have arrived so far behind it (32 bits,
network order): so the page can tell what was lost on the way here from what was lost on the way
back.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Any, Final

from aiortc import RTCSessionDescription

from hub.gateways.media.engine import sdp
from hub.gateways.media.engine.connection import Connection
from hub.gateways.media.engine.publisher import read_offer
from hub.gateways.media.interface import BadDescription

LASTS_S: Final = 30.0
#: A test sends 300 messages of 200 bytes.
MOST_MESSAGES: Final = 2000
LONGEST_BYTES: Final = 1200


class Echo(Connection):
    """One line test: a data channel whose messages come back."""

    def __init__(self, ended: Callable[[Connection], None]) -> None:
        super().__init__(ended)
        self._left = MOST_MESSAGES
        asyncio.get_running_loop().call_later(LASTS_S, self.close)

    async def accept(self, offer: str) -> str:
        """Take the offer and return the answer. Raises BadDescription."""
        text = sdp.cleaned(offer)
        if [media.kind for media in read_offer(text).media] != ["application"]:
            raise BadDescription
        self.peer.on("datachannel", self._open)
        await self.peer.setRemoteDescription(RTCSessionDescription(text, "offer"))
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        return str(self.peer.localDescription.sdp)

    def _open(self, channel: Any) -> None:
        def send_back(message: bytes | str) -> None:
            self._left -= 1
            if self._left < 0 or len(message) > LONGEST_BYTES:
                return
            if isinstance(message, bytes):
                message += struct.pack("!I", MOST_MESSAGES - self._left)
            channel.send(message)

        channel.on("message", send_back)
