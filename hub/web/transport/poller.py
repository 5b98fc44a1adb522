"""One greenlet reads every connection, another keeps them alive."""

import logging
import select
from collections.abc import Callable
from typing import Any, Final, Protocol

log = logging.getLogger(__name__)

#: Connections served before other greenlets have their turn.
AT_ONCE: Final = 256
READ_SIZE: Final = 64 * 1024


class Connection(Protocol):
    """What the poller needs to know of a connection."""

    def fileno(self) -> int:
        """Return the descriptor to watch."""

    def on_readable(self) -> None:
        """Take in what came."""

    def on_writable(self) -> None:
        """Send on what waits."""

    def keep_alive(self, second: int) -> None:
        """Ask for a sign of life."""

    def drop(self) -> None:
        """Let go at once."""


class Poller:
    """Watches the sockets of all connections with one epoll set.

    gevent waits for the epoll set itself, which is readable when any connection is: so ten
    thousand connections cost no greenlet and no watcher each.
    """

    def __init__(self, *, ping_every_s: int) -> None:
        self.second = 0
        self._every_s = max(1, ping_every_s)
        self._wheel: list[dict[int, Connection]] = [{} for _ in range(self._every_s)]
        self._connections: dict[int, Connection] = {}
        self._epoll: Any = None

    def start(self, spawn: Callable[[Callable[[], None]], object]) -> None:
        """Begin to watch, in greenlets of its own."""
        from gevent import monkey

        # patch_all() takes epoll away from programs that would block in it; we wait for it
        self._epoll = monkey.get_original("select", "epoll")()
        spawn(self._read)
        spawn(self._turn_wheel)

    def __len__(self) -> int:
        return len(self._connections)

    def add(self, connection: Connection) -> None:
        """Watch a connection until it is removed."""
        fd = connection.fileno()
        self._connections[fd] = connection
        self._wheel[fd % self._every_s][fd] = connection
        self._epoll.register(fd, select.POLLIN)

    def remove(self, fd: int) -> None:
        """Stop watching; called before the descriptor is closed."""
        if self._connections.pop(fd, None) is not None:
            self._wheel[fd % self._every_s].pop(fd, None)
            self._epoll.unregister(fd)

    def wait_for_room(self, fd: int, *, wanted: bool) -> None:
        """Say when the client can take more, as long as something waits for it."""
        if fd in self._connections:
            self._epoll.modify(fd, select.POLLIN | (select.POLLOUT if wanted else 0))

    def _read(self) -> None:
        from gevent import get_hub

        hub = get_hub()
        ready = hub.loop.io(self._epoll.fileno(), 1)
        while True:
            hub.wait(ready)
            for fd, what in self._epoll.poll(0, AT_ONCE):
                connection = self._connections.get(fd)
                if connection is None:
                    continue
                try:
                    if what & select.POLLOUT:
                        connection.on_writable()
                    if what & ~select.POLLOUT:
                        connection.on_readable()
                except Exception:
                    log.exception("a connection failed")
                    connection.drop()

    def _turn_wheel(self) -> None:
        from gevent import sleep

        while True:
            sleep(1)
            self.second += 1
            for connection in list(self._wheel[self.second % self._every_s].values()):
                connection.keep_alive(self.second)
