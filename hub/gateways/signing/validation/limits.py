"""Bounds of time and memory around the reading of a hostile file, inside a worker process."""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from hub.core.clock import monotonic_s

MAX_S: Final = 30.0
MAX_MB: Final = 1024
SOONEST_S: Final = 0.01


class TimeUp(BaseException):
    """The time allowed is over. No `except Exception` of a library takes it for bad input."""


@contextmanager
def bounded(max_s: float, max_mb: int) -> Iterator[None]:
    """Raise TimeUp after `max_s` seconds and MemoryError beyond `max_mb` more megabytes.

    Signals reach the main thread only; elsewhere (a test, a command) there are no bounds.
    Native code is interrupted when it returns to Python; the pool's own time limit is behind.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _memory(max_mb), _time(max_s):
        yield


@contextmanager
def _memory(max_mb: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ceiling = _address_space() + max_mb * 1024 * 1024
    for present in (soft, hard):
        if present != resource.RLIM_INFINITY:
            ceiling = min(ceiling, present)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _time(max_s: float) -> Iterator[None]:
    alarm = _Alarm()
    before = signal.signal(signal.SIGALRM, alarm.ring)
    started = monotonic_s()
    others, _ = signal.setitimer(signal.ITIMER_REAL, max_s)
    try:
        yield
    except BaseException:
        if alarm.rung:  # whatever a library made of it
            raise TimeUp from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if others:  # the worker's own alarm, which watches the whole job
            left = max(others - (monotonic_s() - started), SOONEST_S)
            signal.setitimer(signal.ITIMER_REAL, left)
    if alarm.rung:
        raise TimeUp


class _Alarm:
    rung = False

    def ring(self, _number: int, _frame: FrameType | None) -> None:
        self.rung = True
        raise TimeUp


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
