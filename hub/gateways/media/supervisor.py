"""Keeps the engine's process running as long as the hub runs, and no longer."""

import logging
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from hub.core.clock import monotonic_s

LOOK_EVERY_S: Final = 0.2
#: An engine that keeps dying is started again ever more slowly, up to this pause.
LONGEST_PAUSE_S: Final = 5.0
LIVED_WELL_S: Final = 30.0
STOP_WITHIN_S: Final = 3.0
#: An engine that does not answer this many checks, two seconds each, is ended and started again.
UNANSWERED: Final = 5
CHECK_EVERY_S: Final = 2.0
START_WITHIN_S: Final = 20.0

log = logging.getLogger(__name__)


class Supervisor:
    """Starts an engine's process, starts it again when it died, stops it with the hub.

    `launch` starts one; it gets a folder of its own. Its standard input is a pipe that only the
    hub holds open. That the process ends when the hub is killed is for `launch` to see to.
    """

    def __init__(
        self,
        launch: Callable[[Path], "subprocess.Popen[bytes]"],
        is_answering: Callable[[], bool],
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hub-media-"))  # readable by us only
        self._launch = launch
        self._is_answering = is_answering
        self._listeners: list[Callable[[], None]] = []
        self._engine: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep_running, name="media-engine", daemon=True)

    @property
    def pid(self) -> int | None:
        """The engine's process id, while one runs."""
        return None if self._engine is None else self._engine.pid

    def start(self) -> None:
        """Start the engine and watch over it, in the background."""
        self._watch.start()

    def when_restarted(self, listener: Callable[[], None]) -> None:
        """Call the listener after each start but the first, as soon as the engine answers."""
        self._listeners.append(listener)

    def stop(self) -> None:
        """Stop the engine and wait until it has gone."""
        self._stopping.set()
        if self._watch.is_alive():
            self._watch.join(STOP_WITHIN_S * 2)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep_running(self) -> None:
        pause_s, starts = 0.0, 0
        while not self._stopping.wait(pause_s):
            began = monotonic_s()
            self._engine = self._launch(self.folder)
            if self._wait_until_answering() and starts:
                self._tell()
            starts += 1
            self._wait_until_dead()
            if self._stopping.is_set():
                break
            lived_s = monotonic_s() - began
            pause_s = 0.0 if lived_s > LIVED_WELL_S else min(pause_s * 2 + 0.1, LONGEST_PAUSE_S)
            log.error("the media engine ended after %.0f s; starting it again", lived_s)
        self._end()

    def _is_running(self) -> bool:
        return self._engine is not None and self._engine.poll() is None

    def _wait_until_answering(self) -> bool:
        limit = monotonic_s() + START_WITHIN_S
        while self._is_running() and not self._stopping.wait(LOOK_EVERY_S):
            if self._is_answering():
                return True
            if monotonic_s() > limit:
                self._kill()
        return False

    def _wait_until_dead(self) -> None:
        unanswered, check_at = 0, monotonic_s() + CHECK_EVERY_S
        while self._is_running() and not self._stopping.wait(LOOK_EVERY_S):
            if monotonic_s() < check_at:
                continue
            unanswered = 0 if self._is_answering() else unanswered + 1
            check_at = monotonic_s() + CHECK_EVERY_S
            if unanswered >= UNANSWERED:
                self._kill()

    def _kill(self) -> None:
        if self._engine is not None:
            log.error("the media engine does not answer; ending it")
            self._engine.kill()
            self._engine.wait()

    def _tell(self) -> None:
        for listener in self._listeners:
            try:
                listener()
            except Exception:
                log.exception("a listener to the engine's restart failed")

    def _end(self) -> None:
        if self._engine is None:
            return
        if self._engine.stdin is not None:
            with suppress(OSError):
                self._engine.stdin.close()
        limit = monotonic_s() + STOP_WITHIN_S
        self._engine.terminate()
        while self._is_running() and monotonic_s() < limit:
            time.sleep(0.02)
        if self._is_running():
            self._kill()
