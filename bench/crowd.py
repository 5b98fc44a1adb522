"""Ten thousand browsers in one process, as cheap as Python can: raw sockets, one epoll set.

It speaks Engine.IO 4 and Socket.IO 5 in WebSocket frames written beforehand, and is told what to
do by lines on standard input (`conference.py`). Frames are masked with a key of zeros, which saves
this side the work; the server unmasks them like any others. Latencies count from the moment a
message was due, not from when it could be sent.
"""

import json
import resource
import select
import socket
import sys
import time
from array import array
from collections.abc import Callable

IN_FLIGHT = 256
SAMPLE = (
    '{"seq":%d,"age_s":0,"rtt_ms":%d,"jitter_ms":4.2,"loss_pct":0.3,"concealed_pct":0.1,'
    '"jitter_buffer_ms":41,"up_kbps":512,"up_loss_pct":0.1,"down_kbps":930,"fps":20,"freeze_pct":0,'
    '"speaking":false,"video_expected":true,"facts":{"path":"host/udp","limit":"none"}}'
)


def frame(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0xFE)) + size.to_bytes(2)
    return head + b"\0\0\0\0" + payload


PONG = frame("3")


class Browser:
    __slots__ = (
        "acked_seq",
        "began",
        "due",
        "guest",
        "number",
        "open",
        "rest",
        "rolled",
        "seq",
        "sid",
        "sock",
    )

    def __init__(self, number: int, guest: list[str]) -> None:
        self.number, self.guest = number, guest
        self.sock: socket.socket | None = None
        self.rest, self.open, self.sid = b"", False, ""
        self.began, self.seq, self.acked_seq, self.rolled = 0.0, 0, 0, False
        self.due: dict[int, tuple[str, float]] = {}


class Crowd:
    def __init__(self, port: int, origin: str, meeting: str, guests: list[list[str]]) -> None:
        self.port, self.origin, self.meeting = port, origin, meeting
        self.browsers = [Browser(number, guest) for number, guest in enumerate(guests)]
        self.by_fd: dict[int, Browser] = {}
        self.epoll = select.epoll()
        self.next_ack = 0
        self.latency: dict[str, array[float]] = {}
        self.refused: dict[str, int] = {}
        self.lost = 0
        self.heard: dict[str, int] = {}
        self.heard_at = 0.0
        self.asks = 0
        self.is_back = False
        self.untold = 0
        self.on_joined: Callable[[Browser], None] = lambda _browser: None

    # connections

    def connect(self, browser: Browser) -> None:
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect_ex(("127.0.0.1", self.port))
        browser.sock, browser.began = sock, time.perf_counter()
        self.by_fd[sock.fileno()] = browser
        self.epoll.register(sock.fileno(), select.EPOLLOUT)

    def shake_hands(self, browser: Browser) -> None:
        assert browser.sock
        browser.sock.send((
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nOrigin: {self.origin}\r\n"
            f"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {browser.guest[0]}\r\n\r\n"
        ).encode())  # fmt: skip
        self.epoll.modify(browser.sock.fileno(), select.EPOLLIN)

    def drop(self, browser: Browser) -> None:
        if browser.sock is not None:
            self.by_fd.pop(browser.sock.fileno(), None)
            self.epoll.unregister(browser.sock.fileno())
            browser.sock.close()
            browser.sock = None
            self.lost += 1

    def ask(self, browser: Browser, name: str, message: str, due: float) -> None:
        self.next_ack += 1
        browser.due[self.next_ack] = (name, due)
        self.send(browser, frame(f'42{self.next_ack}["{name}",{message}]'))

    def send(self, browser: Browser, data: bytes) -> None:
        if browser.sock is None:
            return
        try:
            browser.sock.send(data)
        except OSError:
            self.drop(browser)

    # what comes

    def poll(self, timeout: float) -> None:
        for fd, what in self.epoll.poll(timeout, 512):
            browser = self.by_fd.get(fd)
            if browser is None or browser.sock is None:
                continue
            if what & select.EPOLLOUT:
                self.shake_hands(browser)
                continue
            try:
                data = browser.sock.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self.drop(browser)
            else:
                self.take(browser, browser.rest + data if browser.rest else data)

    def take(self, browser: Browser, data: bytes) -> None:
        at, end = 0, len(data)
        if not browser.open:
            at = data.find(b"\r\n\r\n") + 4
            if at < 4:
                browser.rest = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.refused[data[:40].decode("latin-1")] = 1
                self.drop(browser)
                return
            browser.open = True
        while end - at >= 2:
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4]), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10]), 10
            if end - at < head + size:
                break
            self.hear(browser, data[at + head : at + head + size])
            at += head + size
        browser.rest = data[at:]

    def hear(self, browser: Browser, said: bytes) -> None:
        kind = said[:2]
        if kind == b"2":
            self.send(browser, PONG)
        elif kind == b"43":
            begin = said.index(b"[")
            name, due = browser.due.pop(int(said[2:begin]))
            self.latency.setdefault(name, array("d")).append(time.perf_counter() - due)
            self.answered(browser, name, said[begin + 1 : -1])
        elif kind == b"42":
            name = said[4 : said.index(b'"', 4)].decode()
            self.heard[name] = self.heard.get(name, 0) + 1
            self.asks += self.would_ask(browser, name, said)
            self.heard_at = time.perf_counter()
        elif kind[:1] == b"0":
            self.send(browser, frame("40"))
        elif kind == b"40":
            token = browser.guest[3 if self.is_back else 1]
            back = ',"back":true' if self.is_back else ""
            message = f'{{"meeting":"{self.meeting}","token":"{token}","event_key":"join-{self.is_back:d}-{browser.number:08d}"{back}}}'
            self.ask(browser, "room:join", message, browser.began)

    def would_ask(self, browser: Browser, name: str, said: bytes) -> bool:
        """Tell whether the room page would fetch its state on this news: see `heard` in room.js."""
        if not name.startswith("room:") or name == "room:page-turned":
            return False
        concerned = browser.number == 0 or f'"site":"{browser.guest[2]}"'.encode() in said
        return concerned or b'"stage":{' not in said

    def answered(self, browser: Browser, name: str, said: bytes) -> None:
        if not said.startswith(b'{"ok":true'):
            problem = json.loads(said).get("error", {}).get("code", "?")
            self.refused[f"{name} {problem}"] = self.refused.get(f"{name} {problem}", 0) + 1
            return
        if name == "room:join":
            browser.sid = json.loads(said)["connection"]
            self.untold += self.is_back and b'"room":{' not in said
            self.on_joined(browser)
        elif name == "room:sample":
            browser.acked_seq = max(browser.acked_seq, int(said[said.index(b'"seq":') + 6 : -1]))
        elif name == "room:answer-roll":
            browser.rolled = True

    # what is asked for

    def join(self, within: float) -> dict[str, object]:
        waiting = list(reversed(self.browsers))
        joined = 0

        def on_joined(_browser: Browser) -> None:
            nonlocal joined
            joined += 1

        self.on_joined = on_joined
        begin = time.perf_counter()
        tried = 0
        while joined < len(self.browsers) and time.perf_counter() - begin < within:
            while waiting and tried - joined - sum(self.refused.values()) - self.lost < IN_FLIGHT:
                self.connect(waiting.pop())
                tried += 1
            self.poll(0.01)
        return {
            "joined": joined,
            "joined_s": time.perf_counter() - begin,
            **self.report("room:join"),
        }

    def come_back(self, within: float, port: float) -> dict[str, object]:
        """All lines were lost; all browsers come back, to a hub that was started anew."""
        for browser in self.browsers:
            self.drop(browser)
            browser.rest, browser.open, browser.sid = b"", False, ""
            browser.due.clear()
        self.lost, self.asks, self.is_back, self.port = 0, 0, True, int(port)
        self.latency.clear()
        found = self.join(within)
        return {**found, "untold": self.untold}

    def measure(self, seconds: float) -> dict[str, object]:
        """Every site sends a sample each ten seconds and a sign of life each fifteen."""
        here = [each for each in self.browsers if each.sock is not None]
        plan = sorted(
            [(10 * n / len(here) + 10 * k, "s", b) for n, b in enumerate(here) for k in range(int(seconds // 10) + 1)]
            + [(15 * n / len(here) + 15 * k, "h", b) for n, b in enumerate(here) for k in range(int(seconds // 15) + 1)],
            key=lambda each: each[0],
        )  # fmt: skip
        plan = [each for each in plan if each[0] < seconds]
        self.latency.clear()
        begin = time.perf_counter()
        sent = 0
        while sent < len(plan):
            now = time.perf_counter() - begin
            while sent < len(plan) and plan[sent][0] <= now:
                due, kind, browser = plan[sent]
                sent += 1
                if kind == "s":
                    browser.seq += 1
                    one = SAMPLE % (browser.seq, 20 + browser.number % 100)
                    message = f'{{"meeting":"{self.meeting}","samples":[{one}]}}'
                    self.ask(browser, "room:sample", message, begin + due)
                else:
                    self.ask(
                        browser, "room:heartbeat", f'{{"meeting":"{self.meeting}"}}', begin + due
                    )
            self.poll(0.001)
        self.drain(5)
        samples = sum(1 for each in plan if each[1] == "s")
        beats = self.report("room:heartbeat", "heartbeat_")
        return {
            "samples": samples,
            "per_s": samples / seconds,
            **self.report("room:sample"),
            **beats,
        }

    def broadcast(self, name: str, site: str) -> dict[str, object]:
        """The chair gives a site the floor; every browser hears of it."""
        here = sum(each.sock is not None for each in self.browsers)
        self.heard.clear()
        begin = time.perf_counter()
        chair = self.browsers[0]
        self.ask(chair, "room:grant", f'{{"meeting":"{self.meeting}","site":"{site}"}}', begin)
        while self.heard.get(name, 0) < here and time.perf_counter() - begin < 20:
            self.poll(0.01)
        last = self.heard_at - begin
        self.drain(5)
        return {"heard": self.heard.get(name, 0), "here": here, "broadcast_ms": last * 1000}

    def storm(self, site: str) -> dict[str, object]:
        """The chair mutes a site, lets it speak, gives it the floor, mutes all others, ends it.

        For each change: how many browsers hear of it, and how many pages would ask for the room.
        """
        found: dict[str, object] = {}
        for what in ("mute", "unmute", "grant", "mute-others", "end-floor"):
            self.heard.clear()
            self.asks = 0
            begin = time.perf_counter()
            of_site = f',"site":"{site}"' if what in {"mute", "unmute", "grant"} else ""
            message = f'{{"meeting":"{self.meeting}"{of_site}}}'
            self.ask(self.browsers[0], f"room:{what}", message, begin)
            while time.perf_counter() - begin < 2:
                self.poll(0.01)
            found[what] = {"heard": sum(self.heard.values()), "asks": self.asks}
        return found

    def roll_call(self) -> dict[str, object]:
        """All sites answer the call of the roll at once."""
        here = [each for each in self.browsers[1:] if each.sock is not None]
        self.latency.clear()
        begin = time.perf_counter()
        for number, browser in enumerate(here):
            message = f'{{"meeting":"{self.meeting}","head_count":{10 + browser.number % 40},"event_key":"roll-{browser.number:08d}"}}'
            self.ask(browser, "room:answer-roll", message, begin)
            if number % 64 == 63:
                self.poll(0)
        self.drain(60)
        answered = len(self.latency.get("room:answer-roll", ()))
        return {"answered": answered, "roll_call_s": time.perf_counter() - begin}

    def acknowledged(self) -> dict[str, object]:
        """What the hub said it had kept."""
        return {
            "joins": {each.sid: each.guest[2] for each in self.browsers if each.sid},
            "samples": {each.sid: each.acked_seq for each in self.browsers if each.acked_seq},
            "rolls": {
                each.guest[2]: 10 + each.number % 40 for each in self.browsers if each.rolled
            },
        }

    def drain(self, within: float) -> None:
        until = time.perf_counter() + within
        while time.perf_counter() < until and any(each.due for each in self.browsers):
            for _ in range(20):
                self.poll(0.01)

    def report(self, name: str, prefix: str = "") -> dict[str, object]:
        found = sorted(self.latency.get(name, ()))
        if not found:
            return {}
        at = lambda part: round(1000 * found[min(len(found) - 1, int(part * len(found)))], 1)  # noqa: E731
        return {f"{prefix}acks": len(found), f"{prefix}p50_ms": at(0.5), f"{prefix}p99_ms": at(0.99),
                f"{prefix}max_ms": at(1)}  # fmt: skip


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    content = json.loads(sys.stdin.readline())
    crowd = Crowd(content["port"], content["origin"], content["meeting"], content["guests"])
    idle = select.poll()
    idle.register(sys.stdin.fileno(), select.POLLIN)
    print("{}", flush=True)
    while True:
        while not idle.poll(0):
            crowd.poll(0.02)
        command, *rest = sys.stdin.readline().split() or ["quit"]
        if command == "quit":
            return
        found = getattr(crowd, command)(
            *(float(each) if each.replace(".", "").isdigit() else each for each in rest)
        )
        found |= (
            {}
            if command == "acknowledged"
            else {"refused": crowd.refused, "lost_lines": crowd.lost}
        )
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
