"""A browser whose only way to the hub is a bad line, and what that line is like."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

LINE = Path(__file__).with_name("line.py")
TUN = Path("/dev/net/tun")


@dataclass(frozen=True)
class Profile:
    """What a line does, each way. `kbps` 0: no limit."""

    kbps: float = 0
    delay_ms: float = 0
    jitter_ms: float = 0
    loss_pct: float = 0
    cut: int = 0
    udp_blocked: int = 0


GOOD = Profile(kbps=20_000, delay_ms=5)
MOBILE = Profile(kbps=4000, delay_ms=60, jitter_ms=10, loss_pct=2)
NARROW = Profile(kbps=600, delay_ms=30)
VERY_NARROW = Profile(kbps=250, delay_ms=30)
LOSSY = Profile(kbps=4000, delay_ms=40, loss_pct=15)
NO_UDP = Profile(kbps=20_000, delay_ms=5, udp_blocked=1)
CUT = Profile(cut=1)


def why_not() -> str:
    """Return why no bad line can be made here, or nothing."""
    if os.geteuid() != 0:
        return "bad lines need root: run the suite as root, or in a container with NET_ADMIN"
    if not TUN.exists():
        return f"bad lines need {TUN}: start the container with --device {TUN}"
    return ""


class BadLine:
    """A line that is running."""

    def __init__(self, process: subprocess.Popen[str], namespace: str, address: str) -> None:
        self._process = process
        self.namespace = namespace
        self.address = address

    def become(self, profile: Profile) -> None:
        """Change the line at once. Returns when it has changed."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(profile)) + "\n")
        self._process.stdin.flush()
        self._process.stdout.readline()

    def browser(self, folder: Path, executable: str) -> str:
        """Return a program that starts this browser behind the line."""
        script = folder / f"{self.namespace}.sh"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.namespace} "{executable}" "$@"\n')
        script.chmod(0o755)
        return str(script)


@contextmanager
def a_bad_line(profile: Profile = GOOD, number: int | None = None) -> Iterator[BadLine]:
    """Make a line; the hub is at `address` on its far end. Lines at the same time need numbers."""
    number = os.getpid() % 250 if number is None else number
    namespace, prefix = f"dc{number}-{os.getpid()}", f"10.93.{number}"
    with subprocess.Popen(
        [sys.executable, str(LINE), namespace, prefix],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        said = process.stdout.readline().strip()
        assert said == "ready", "the line could not be made"
        line = BadLine(process, namespace, f"{prefix}.1")
        line.become(profile)
        try:
            yield line
        finally:
            process.stdin.close()
            process.wait(10)
