"""Notices within three seconds that nothing comes from a connection any more.

A cable that is cut says nothing: TCP waits for minutes, the ping of every ten seconds needs
twenty. So lines that matter (those of seats in a room) are listened to closely. The answer to a
ping comes from the browser's network side of the page, in the background too.
"""

from typing import Final, Protocol

from hub.web.transport.frames import TEXT, frame

TURN_S: Final = 0.5
#: Turns without a word after which it is asked for one, and after which it counts as silent:
#: between 2 and 2.5 seconds, the longest measured answer of a weak line that lives was 0.9 s.
ASKED_AFTER: Final = 2
SILENT_AFTER: Final = 5
#: Of so many lines none is listened to closely: a ping and its answer for each and every second
#: would take the time of the samples. Theirs is the ping of every ten seconds, and the engine.
MOST: Final = 500
PING_FRAME: Final = frame(TEXT, b"2")


class Watched(Protocol):
    """What is needed of a connection. `quiet` is set to 0 by whatever comes from it."""

    quiet: int
    closed: bool

    def write(self, data: bytes) -> None:
        """Send."""


class Watch:
    """The lines listened to closely, by the name of their connection."""

    def __init__(self) -> None:
        self._lines: dict[str, Watched] = {}
        self._silent: set[str] = set()

    def __len__(self) -> int:
        return len(self._lines)

    def follow(self, connection: str, line: Watched) -> None:
        """Listen to a line until it is closed."""
        if len(self._lines) < MOST:
            line.quiet = 0
            self._lines[connection] = line

    def turn(self) -> tuple[list[str], list[str]]:
        """Take one turn; return the connections that fell silent and those heard again."""
        if len(self._lines) >= MOST:
            return [], self._listen_to_none()
        silent, heard = [], []
        for connection, line in list(self._lines.items()):
            if line.closed:
                del self._lines[connection]
                self._silent.discard(connection)
                continue
            line.quiet += 1
            if line.quiet == ASKED_AFTER:
                line.write(PING_FRAME)
            if line.quiet >= SILENT_AFTER and connection not in self._silent:
                self._silent.add(connection)
                silent.append(connection)
            elif line.quiet < SILENT_AFTER and connection in self._silent:
                self._silent.discard(connection)
                heard.append(connection)
        return silent, heard

    def _listen_to_none(self) -> list[str]:
        """Return those called silent: nothing is said of them any more than of the others."""
        self._lines = {name: line for name, line in self._lines.items() if not line.closed}
        heard = [connection for connection in self._silent if connection in self._lines]
        self._silent.clear()
        return heard
