"""What a publisher's and a viewer's connection have in common."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from hub.gateways.media.engine import seam

#: A browser that did not connect after this long will not; ICE itself gives up after 30 s.
CONNECT_WITHIN_S: Final = 40.0

log = logging.getLogger(__name__)


class Connection:
    """A peer connection that reports its end once, however it ends."""

    def __init__(self, ended: Callable[["Connection"], None]) -> None:
        self.peer: Any = seam.new_connection()
        self._ended = ended
        self._closing: asyncio.Task[None] | None = None
        self.peer.on("connectionstatechange", self._state_changed)
        self._give_up = asyncio.get_running_loop().call_later(CONNECT_WITHIN_S, self._check)

    @property
    def state(self) -> str:
        """new, connecting, connected, failed or closed."""
        return str(self.peer.connectionState)

    def _state_changed(self) -> None:
        if self.state in {"failed", "closed"}:
            self.close()

    def _check(self) -> None:
        if self.state != "connected":
            self.close()

    def close(self) -> None:
        """End the connection in the background."""
        if self._closing is None:
            self._give_up.cancel()
            self._closing = asyncio.ensure_future(_quietly(self.peer.close()))
            self._ended(self)

    async def closed(self) -> None:
        """Wait until the sockets are closed. The connection must have been told to close."""
        if self._closing is not None:
            await self._closing


async def _quietly(ending: Awaitable[None]) -> None:
    try:
        await ending
    except Exception:
        log.exception("a connection did not close cleanly")
