"""One Janus, here or elsewhere: its session, its signs of life, its events in order."""

import logging
import threading
from collections.abc import Callable
from queue import Queue
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from hub.core.clock import monotonic_s
from hub.core.errors import HubError
from hub.gateways.media.interface import MediaUnavailable
from hub.gateways.media.janus.line import Line
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.wire import Message

#: A node answers within milliseconds; one that is silent this long is dead or cut off, and its
#: meetings move. A process that dies is noticed at once: its connection ends.
SILENT_AFTER_S: Final = 3.0
LOOK_EVERY_S: Final = 1.0
TRY_AGAIN_AFTER_S: Final = 0.3

Heard: TypeAlias = Callable[[Message], None]

log = logging.getLogger(__name__)


class Node:
    """Keeps a session with one Janus, and says when it is lost and when it is there again."""

    def __init__(
        self,
        url: str,
        secrets: Secrets,
        *,
        came: Callable[["Node"], None],
        lost: Callable[["Node"], None],
    ) -> None:
        self.url = url
        self.host = urlsplit(url).hostname or "127.0.0.1"
        self.secrets = secrets
        self._came, self._lost = came, lost
        self._line: Line | None = None
        self._owners: dict[int, Heard] = {}
        self._events: Queue[Message | None] = Queue()
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Connect, in the background, and stay connected."""
        threading.Thread(target=self._keep, name="janus-node", daemon=True).start()
        threading.Thread(target=self._hand_out, name="janus-events", daemon=True).start()

    def stop(self) -> None:
        """End the session."""
        self._stopping.set()
        self._wake.set()
        self._events.put(None)
        if self._line is not None:
            self._line.close()

    @property
    def is_alive(self) -> bool:
        """Whether requests reach it."""
        return self._line is not None and self._line.is_open

    @property
    def line(self) -> Line:
        """The present line. Raises MediaUnavailable while there is none."""
        if self._line is None or not self._line.is_open:
            raise MediaUnavailable
        return self._line

    def attach(self, about: str, heard: Heard) -> int:
        """Return a new handle; `heard` gets its events, one after the other."""
        handle = self.line.attach(about)
        self._owners[handle] = heard
        return handle

    def detach(self, line: Line, handle: int) -> None:
        """Let go of a handle of this line."""
        self._owners.pop(handle, None)
        if line.is_open:
            line.detach(handle)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            try:
                line = Line(self.url, self.secrets, heard=self._events.put, ended=self._ended)
            except (OSError, HubError) as error:
                log.debug("no line to %s yet: %s", self.url, error)
                self._wake.wait(TRY_AGAIN_AFTER_S)
                continue
            self._line = line
            log.info("the media node %s is there", self.url)
            self._tell(self._came)
            self._watch(line)
            self._owners.clear()
            if not self._stopping.is_set():
                log.error("the media node %s is lost", self.url)
                self._tell(self._lost)

    def _watch(self, line: Line) -> None:
        while line.is_open and not self._stopping.is_set():
            self._wake.clear()
            self._wake.wait(LOOK_EVERY_S)
            try:
                if self._stopping.is_set():
                    return
                if monotonic_s() - line.heard_at > SILENT_AFTER_S:
                    line.close()
                elif line.is_open:
                    line.stay()
            except MediaUnavailable:
                line.close()

    def _tell(self, listener: Callable[["Node"], None]) -> None:
        try:
            listener(self)
        except Exception:
            log.exception("what follows from a node's coming or going failed")

    def _ended(self, _line: Line) -> None:
        self._wake.set()

    def _hand_out(self) -> None:
        while (event := self._events.get()) is not None:
            heard = self._owners.get(event.get("sender", 0))
            if heard is None:
                continue
            try:
                heard(event)
            except HubError as error:
                log.info("what followed from an event of %s failed: %r", self.url, error)
            except Exception:
                log.exception("what followed from an event of %s failed", self.url)
