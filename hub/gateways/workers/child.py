"""The child: `python -m hub.gateways.workers.child FD MEMORY_BYTES MODULE...`."""

import gc
import importlib
import math
import os
import resource
import signal
import socket
import sys
import traceback
from typing import Final

from hub.core.errors import HubError
from hub.core.text import use_locale
from hub.gateways.workers import line as wire

#: A child whose parent was killed must not hang for ever in its job.
GRACE_S: Final = 5
#: A page being set is a large net of objects that all live until it is written: at Python's own
#: 700, up to a quarter of the time went into looking for garbage among them (bench/typesetting.py).
BEFORE_COLLECTING: Final = 50_000


def main(descriptor: int, memory_bytes: int, modules: list[str]) -> None:
    """Do one job after the other until the parent closes the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the line
    os.nice(5)  # the loop that keeps sockets alive goes first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(BEFORE_COLLECTING)
    for name in modules:
        importlib.import_module(name)
    gc.freeze()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with socket.socket(fileno=descriptor) as line:
        line.setblocking(True)  # noqa: FBT003  (a gevent parent makes both ends non-blocking)
        wire.send(line, wire.packed("ready"))
        while _one_job(line):
            pass


def _one_job(line: socket.socket) -> bool:
    try:
        message = wire.receive(line)
    except (EOFError, OSError):
        return False
    limit_s, locale, task = wire.unpacked(message)
    _limit_time(limit_s)
    reply = _answer(locale, task)
    signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        wire.send(line, reply)
    except OSError:
        return False
    return True


def _answer(locale: str, task: bytes) -> bytes:
    try:
        function, args, kwargs = wire.unpacked(task)
        with use_locale(locale):
            return wire.packed("done", function(*args, **kwargs))
    except HubError as refusal:
        return wire.packed("refused", type(refusal), refusal.args, refusal.__dict__)
    except MemoryError:
        return wire.packed("exhausted")
    except Exception:
        return wire.packed("broke", traceback.format_exc())


def _limit_time(limit_s: float) -> None:
    """Let the system end us when the parent, which normally does so, is gone."""
    signal.setitimer(signal.ITIMER_REAL, limit_s + GRACE_S)
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + limit_s + GRACE_S)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
