"""A whole hub for journeys: its own folder, its own port, demo data, a mail server beside it."""

import email
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 60
READY_MADE = ROOT / "var" / "tests-demo"
KEEPS_FOR_S = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailboxes:
    """A real SMTP server that keeps what arrives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())
        self._server.start()

    @property
    def port(self) -> int:
        return int(self._server.port)

    async def handle_DATA(self, _server, _session, envelope) -> str:  # type: ignore[no-untyped-def]  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["to"])]

    def stop(self) -> None:
        self._server.stop()


@dataclass
class LiveHub:
    """A hub that runs in a process of its own."""

    folder: Path
    port: int
    smtp_port: int = 0
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)
    serving: Sequence[str] = ("-m", "hub", "serve")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        smtp = (
            {"HUB_SMTP_HOST": "127.0.0.1", "HUB_SMTP_PORT": str(self.smtp_port),
             "HUB_SMTP_SECURITY": "none"}
            if self.smtp_port
            else {}
        )  # fmt: skip
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
            "HUB_DATA_DIR": str(self.folder / "var"),
            "HUB_PORT": str(self.port),
            "HUB_DEMO": "true",
            **smtp,
            **self.more,
        }

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "hub", *command],
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0 or not check, f"hub {command}: {done.stderr[-3000:]}"
        return done

    def start(self) -> None:
        with (self.folder / "hub.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.serving],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until:
            assert self.process is None or self.process.poll() is None, self.log()
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=15) as answer:
                    if json.load(answer)["status"] == "ready":
                        return
            except (urllib.error.URLError, OSError, ValueError):
                time.sleep(0.05)
        raise AssertionError(f"the hub was not ready in time\n{self.log()}")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self) -> str:
        path = self.folder / "hub.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else ""

    def sign_ins(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(
            (self.folder / "var" / "demo-sign-ins.json").read_text()
        )
        return content

    def pin_of(self, username: str) -> str:
        people = self.sign_ins()["people"]
        return str(next(each["pin"] for each in people if each["username"] == username))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes away from what is ready made."""
    READY_MADE.mkdir(parents=True, exist_ok=True)
    with (READY_MADE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def demo_data(place: Path) -> Path:
    """Return the data folder of a fresh demonstration hub, one for all test processes."""
    with _alone():
        if not (place / "var").exists():
            make_ready()
            shutil.copytree(READY_MADE / "var", place / "var")
    return place / "var"


def make_ready() -> None:
    """Make the data of a demonstration hub, unless this very program made them a moment ago.

    They go by the clock (a meeting of theirs is going on), so they do not keep.
    """
    note = READY_MADE / "made-by"
    program = _program()
    is_of_now = note.exists() and time.time() - note.stat().st_mtime < KEEPS_FOR_S
    if is_of_now and note.read_text() == program:
        return
    shutil.rmtree(READY_MADE / "var", ignore_errors=True)
    note.unlink(missing_ok=True)
    LiveHub(READY_MADE, free_port()).run("demo")
    note.write_text(program)


def _program() -> str:
    """Return what tells this version of the program from others."""
    content = hashlib.sha256()
    for folder in ("hub", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".po", ".html", ".css", ".json"}:
                content.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return content.hexdigest()


@contextmanager
def a_demo_hub(
    folder: Path,
    fresh: Path,
    mailboxes: Mailboxes | None = None,
    more: dict[str, str] | None = None,
    serving: Sequence[str] = LiveHub.serving,
) -> Iterator[LiveHub]:
    """Serve a copy of a fresh demonstration hub; `more` are further settings of its own.

    `serving` is the command that starts it.
    """
    smtp = mailboxes.port if mailboxes else 0
    hub = LiveHub(folder, free_port(), smtp, more=more or {}, serving=serving)
    shutil.copytree(fresh, folder / "var")
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


if __name__ == "__main__":  # beside the set-up of the tests, which wait for it
    with _alone():
        make_ready()
