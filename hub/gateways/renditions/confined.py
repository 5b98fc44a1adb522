"""Run one program with limits and without a network, and end it with everything it started.

A program of its own, started as leader of a new session with nothing but the standard library:
`python -I confined.py SECONDS MEMORY_BYTES FILE_BYTES PROGRAM ARGUMENT…`. The first line it
prints is `network: none` when it could leave the network (namespaces(7)) or `network: proxy`
when the system did not let it, in which case the proxy that answers to nobody has to do.

It outlives neither its time nor the hub: when the hub was killed, nobody else would end what
may be a file that keeps a processor busy for ever.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from typing import Final

#: sched.h
CLONE_NEWNET: Final = 0x40000000
CLONE_NEWUSER: Final = 0x10000000
EVERY_S: Final = 0.05
#: As timeout(1) of coreutils says it.
TIMED_OUT: Final = 124


def main(seconds: float, memory_bytes: int, file_bytes: int, command: list[str]) -> int:
    """Run the command; return its status, or `TIMED_OUT`."""
    hub = os.getppid()
    print("network:", "none" if leave_network() else "proxy", flush=True)  # noqa: T201
    os.nice(10)  # the conference goes first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * int(seconds) + 1, 2 * int(seconds) + 2))
    end = time.monotonic() + seconds
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  (the hub's own)
    while (status := program.poll()) is None:
        if os.getppid() != hub:
            os.killpg(0, signal.SIGKILL)
        if time.monotonic() > end:
            return TIMED_OUT
        time.sleep(EVERY_S)
    return 128 - status if status < 0 else status


def leave_network() -> bool:
    """Go where there is no network, not even the machine's own loopback; tell whether we could."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    return True


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
