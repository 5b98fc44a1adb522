"""One bad line: two TUN devices, one here and one in a network of its own, joined by this process.

`tc netem` is not in every kernel; a TUN is. Started as a process of its own by `rig.py`:
    python tests/badline/line.py NAMESPACE PREFIX
It makes the namespace and both devices (PREFIX.1 here, PREFIX.2 there), says "ready", and then
takes the line's properties as JSON, one line each, until its input ends; then all is removed.
Packets keep their order: what is delayed holds up what comes after it, as on a real line.
"""

import fcntl
import heapq
import json
import os
import random
import selectors
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
LARGEST = 65_535
UDP = 17


@dataclass
class Direction:
    """Packets going one way."""

    source: int
    sink: int
    delay_s: float = 0.0
    jitter_s: float = 0.0
    loss: float = 0.0
    bits_per_s: float = 0.0  # 0: as fast as it goes
    buffer_s: float = 0.4  # what would wait longer in front of the line is dropped
    is_cut: bool = False
    is_udp_blocked: bool = False
    free_at: float = 0.0
    last_at: float = 0.0
    waiting: list[tuple[float, int, bytes]] = field(default_factory=list)
    number: int = 0
    passed: int = 0
    dropped: int = 0

    def take(self, packet: bytes, now: float) -> None:
        """Let a packet onto the line, or lose it."""
        begins = max(now, self.free_at)
        blocked = self.is_udp_blocked and packet[0] >> 4 == 4 and packet[9] == UDP
        if self.is_cut or blocked or begins - now > self.buffer_s or random.random() < self.loss:
            self.dropped += 1
            return
        if self.bits_per_s:
            begins += len(packet) * 8 / self.bits_per_s
            self.free_at = begins
        arrives = begins + max(0.0, self.delay_s + random.uniform(-1, 1) * self.jitter_s)
        self.last_at = max(self.last_at, arrives)
        self.number += 1
        heapq.heappush(self.waiting, (self.last_at, self.number, packet))

    def pass_on(self, now: float) -> None:
        """Let go what has arrived."""
        while self.waiting and self.waiting[0][0] <= now:
            _at, _number, packet = heapq.heappop(self.waiting)
            try:
                os.write(self.sink, packet)
                self.passed += 1
            except OSError:
                self.dropped += 1


def tun(name: str) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def change(directions: tuple[Direction, Direction], properties: dict[str, float]) -> None:
    for each in directions:
        each.delay_s = properties.get("delay_ms", 0) / 1000
        each.jitter_s = properties.get("jitter_ms", 0) / 1000
        each.loss = properties.get("loss_pct", 0) / 100
        each.bits_per_s = properties.get("kbps", 0) * 1000
        each.is_udp_blocked = bool(properties.get("udp_blocked", 0))
        each.is_cut = bool(properties.get("cut", 0))
        if each.is_cut:
            each.waiting.clear()


def carry(directions: tuple[Direction, Direction], orders: IO[str]) -> None:
    """Carry packets until the orders end."""
    selector = selectors.DefaultSelector()
    for each in directions:
        selector.register(each.source, selectors.EVENT_READ, each)
    selector.register(orders, selectors.EVENT_READ)
    while True:
        due = [each.waiting[0][0] for each in directions if each.waiting]
        now = time.monotonic()
        for key, _events in selector.select(max(0.0, min(due) - now) if due else 1.0):
            if key.data is None:
                line = orders.readline()
                if not line:
                    return
                change(directions, json.loads(line))
                print(json.dumps([each.dropped for each in directions]), flush=True)
                continue
            now = time.monotonic()
            try:
                for _ in range(64):
                    key.data.take(os.read(key.data.source, LARGEST), now)
            except BlockingIOError:
                pass
        now = time.monotonic()
        for each in directions:
            each.pass_on(now)


def go_first() -> None:
    """Run before the browsers: a line that waits for a computer would lose what it should carry."""
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def main(namespace: str, prefix: str) -> None:
    """Make the line, carry, and take everything away again."""
    go_first()
    here_name, there_name = f"{namespace[:13]}h", f"{namespace[:13]}t"
    here, there = tun(here_name), tun(there_name)
    ip("netns", "add", namespace)
    try:
        ip("link", "set", there_name, "netns", namespace)
        ip("addr", "add", f"{prefix}.1/24", "dev", here_name)
        ip("link", "set", here_name, "mtu", "1400", "up")
        inside = ("netns", "exec", namespace, "ip")
        ip(*inside, "addr", "add", f"{prefix}.2/24", "dev", there_name)
        ip(*inside, "link", "set", there_name, "mtu", "1400", "up")
        ip(*inside, "link", "set", "lo", "up")
        print("ready", flush=True)
        carry((Direction(here, there), Direction(there, here)), sys.stdin)
    finally:
        os.close(here)
        os.close(there)
        ip("netns", "del", namespace)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
