"""The parent's side: a few children, each doing one job at a time."""

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

from hub.core.clock import monotonic_s
from hub.core.errors import HubError
from hub.core.text import current_locale
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.workers import line as wire
from hub.gateways.workers.errors import JobBroke, WorkerFailed, WorkersBusy

log = logging.getLogger(__name__)

T = TypeVar("T")

MEMORY_BYTES: Final = 2 << 30
START_S: Final = 60.0  # importing WeasyPrint and pyHanko takes 1 to 3 s on a busy machine
QUEUE_S: Final = 60.0
JOBS_PER_CHILD: Final = 500  # then a new one: font and image libraries keep memory


class Workers:
    """`count` child processes. Start them early with `start`; the first `run` does it too."""

    def __init__(
        self,
        count: int = 2,
        *,
        preload: Sequence[str] = (),
        memory_bytes: int = MEMORY_BYTES,
        queue_s: float = QUEUE_S,
    ) -> None:
        """Prepare; `preload` names modules that every child imports before its first job."""
        self._count = count
        self._options = [str(memory_bytes), *preload]
        self._queue_s = queue_s
        self._idle: list[Child] = []
        self._all: list[Child] = []
        self._changed = threading.Condition()
        self._running = False

    def start(self) -> None:
        """Start the children; returns at once, they load beside us."""
        with self._changed:
            if self._running:
                return
            self._running = True
            for _ in range(self._count):
                self._add()

    def stop(self) -> None:
        """End the children. Jobs that are being done fail."""
        with self._changed:
            self._running = False
            children, self._all, self._idle = self._all, [], []
            self._changed.notify_all()
        for child in children:
            child.end()

    def run(
        self, function: Callable[..., T], *args: object, timeout_s: float = 30.0, **kwargs: object
    ) -> T:
        """Call an importable function in a child and return its result.

        Arguments and results must be picklable; the reader's language goes along. A refusal
        (HubError) comes back as itself. Raises WorkerFailed when the child dies or takes longer
        than `timeout_s`, WorkersBusy when none becomes free, JobBroke for any other exception.
        """
        ensure_outside_unit_of_work()
        task = wire.packed(function, args, kwargs)
        job = wire.packed(timeout_s, current_locale.get(), task)
        child = self._borrow()
        try:
            reply = child.ask(job, timeout_s)
        except (OSError, EOFError) as error:
            log.exception("a worker failed in %s", _name(function))
            self._replace(child)
            raise WorkerFailed from error
        except BaseException:  # the waiting greenlet was killed: the child is still at it
            self._replace(child)
            raise
        self._give_back(child)
        result: T = _outcome(function, *wire.unpacked(reply))
        return result

    def alive(self) -> bool:
        """Tell whether every child is running."""
        with self._changed:
            return self._running and all(child.alive() for child in self._all)

    def process_ids(self) -> list[int]:
        """Return the process numbers of the children."""
        with self._changed:
            return [child.process.pid for child in self._all]

    def _borrow(self) -> "Child":
        self.start()
        give_up_at = monotonic_s() + self._queue_s
        with self._changed:
            while not self._idle:
                if not self._changed.wait(give_up_at - monotonic_s()) and not self._idle:
                    raise WorkersBusy
                if not self._running:
                    raise WorkerFailed
            child = self._idle.pop()
            if child.alive():
                return child
            self._forget(child)
            self._add()
            return self._idle.pop()

    def _give_back(self, child: "Child") -> None:
        if child.jobs >= JOBS_PER_CHILD:
            self._replace(child)
            return
        with self._changed:
            if child in self._all:
                self._idle.append(child)
                self._changed.notify()

    def _replace(self, child: "Child") -> None:
        child.kill()
        with self._changed:
            self._forget(child)
            if self._running and len(self._all) < self._count:
                self._add()
                self._changed.notify()

    def _add(self) -> None:
        child = Child(self._options)
        self._all.append(child)
        self._idle.append(child)

    def _forget(self, child: "Child") -> None:
        if child in self._all:
            self._all.remove(child)
        child.kill()


class Child:
    """One child process and our end of the line to it."""

    def __init__(self, options: Sequence[str]) -> None:
        self._line, theirs = socket.socketpair()
        self.jobs = 0
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "hub.gateways.workers.child",
                    str(theirs.fileno()),
                    *options,
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
            )

    def ask(self, job: bytes, timeout_s: float) -> bytes:
        """Hand over a job and wait for the reply. Raises OSError or EOFError."""
        if not self.jobs:
            self._line.settimeout(START_S)
            wire.receive(self._line)
        self.jobs += 1
        self._line.settimeout(timeout_s)
        wire.send(self._line, job)
        return wire.receive(self._line)

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process.poll() is None

    def end(self) -> None:
        """Close the line and give the child a moment to leave by itself."""
        self._line.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self._line.close()
        self.process.kill()
        self.process.wait()


def _outcome(function: Callable[..., T], kind: str, *parts: Any) -> Any:
    if kind == "done":
        return parts[0]
    if kind == "refused":
        raise _refusal(*parts)
    if kind == "exhausted":
        log.error("a worker ran out of memory in %s", _name(function))
        raise WorkerFailed
    raise JobBroke(*parts)


def _refusal(kind: type[HubError], args: tuple[object, ...], state: dict[str, Any]) -> HubError:
    """Build the refusal again: its class has its own signature, so pickle alone can't."""
    refusal = kind.__new__(kind)
    refusal.args = args
    refusal.__dict__.update(state)
    return refusal


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))
