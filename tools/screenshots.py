"""Take the pictures of README and docs from a demonstration hub: `make screenshots`.

A fresh hub is set up in a temporary folder and served; the chair opens the meeting of the
day, communes join it from browsers with a drawn camera picture, one is given the floor.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.scenes import camera_file  # noqa: E402

PICTURES = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 120_000  # a small machine that encodes several films is slow
#: Who sits in the room: user name, wall of their room, how many are in the picture.
COMMUNES = (
    ("ct.mylung", "#5E7482", 3), ("ct.yenlap", "#7D7264", 1),
    ("ct.luongson", "#66705A", 2),
)  # fmt: skip
#: Pictures of pages have few colours: a palette makes a picture a third as large.
COLOURS = 256


@contextmanager
def a_hub() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address of a fresh demonstration hub and its passwords by user name."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "HUB_DEMO": "true", "HUB_DATA_DIR": folder,
                       "HUB_PORT": str(port), "HUB_BASE_URL": address}  # fmt: skip
        hub = [sys.executable, "-m", "hub"]
        quiet = subprocess.DEVNULL
        subprocess.run([*hub, "demo"], cwd=ROOT, env=environment, check=True, stdout=quiet)
        server = subprocess.Popen(
            [*hub, "serve"], cwd=ROOT, env=environment,
            stdout=quiet, stderr=quiet,
        )  # fmt: skip
        try:
            _wait_for(f"{address}/healthz")
            sign_ins = json.loads((Path(folder) / "demo-sign-ins.json").read_text())
            names = [each["username"] for each in sign_ins["people"]]
            yield address, dict.fromkeys(names, sign_ins["password"])
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str) -> None:
    for _try in range(120):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer")


class Visitor:
    """Someone at a computer of their own, with a camera."""

    def __init__(self, chrome: Playwright, film: Path, address: str) -> None:
        self.address = address
        self.browser: Browser = chrome.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--use-fake-ui-for-media-stream",
                  "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}",
                  "--autoplay-policy=no-user-gesture-required"],
        )  # fmt: skip
        context = self.browser.new_context(
            viewport=DESKTOP, locale="vi-VN", permissions=["camera", "microphone"]
        )
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto(f"{self.address}/sign-in")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state("load")

    def see(self, path: str, *, settle_s: float = 1.2) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_timeout(int(settle_s * 1000))

    def keep(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)
        print(f"docs/images/{name}.png")

    def by_night(self) -> None:
        """Show the present page dark."""
        self.page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        self.page.wait_for_timeout(600)  # colours change gently


def main() -> None:
    with a_hub() as (address, passwords), sync_playwright() as chrome, \
            tempfile.TemporaryDirectory() as films:  # fmt: skip

        def somebody(name: str, wall: str = "#6A6F80", people: int = 1) -> Visitor:
            film = camera_file(Path(films) / f"{name}.y4m", wall, people)
            visitor = Visitor(chrome, film, address)
            visitor.sign_in(name, passwords[name])
            return visitor

        chair = somebody("chutri", people=3)
        room = _meeting_of_today(chair)
        _prepare(chair, room)
        communes = [somebody(*each) for each in COMMUNES]
        _hold(chair, communes, room)
        _phone(communes[0])
        _overview(chair)
        for visitor in (chair, *communes):
            visitor.browser.close()
        secretary = somebody("thuky")
        before = _signed_meeting(secretary)
        _papers(somebody("vanthu"), before)
        _afterwards(secretary, before)


def _meeting_of_today(visitor: Visitor) -> str:
    """Return the path of the next meeting."""
    visitor.see("/")
    link = visitor.page.get_attribute("#held a[href$='/lobby']", "href")
    if link is None:
        raise SystemExit("the demo has no meeting to enter")
    return link.removesuffix("/lobby")


def _prepare(chair: Visitor, meeting: str) -> None:
    chair.see(f"{meeting}/lobby")
    chair.page.click("form[action$='/open'] button")
    chair.page.fill("[name=reason]", "Các điểm cầu vào phòng sau khi khai mạc")
    chair.page.click("form[action$='/open'] button")
    chair.page.wait_for_selector("form[action$='/room']")


def _join(visitor: Visitor, meeting: str) -> None:
    visitor.see(f"{meeting}/lobby", settle_s=2.5)
    visitor.page.click("[data-join] button")
    visitor.page.wait_for_selector("body.room")
    visitor.page.wait_for_timeout(2500)


def _hold(chair: Visitor, communes: list[Visitor], meeting: str) -> None:
    if not chair.page.query_selector("body.room"):
        _join(chair, meeting)
    for commune in communes:
        _join(commune, meeting)
    for commune in communes:
        commune.page.click("#hand")
        commune.page.wait_for_timeout(600)
    _let_lines_settle(chair)
    chair.page.click("#pane-queue-tab")
    chair.page.wait_for_timeout(1500)
    chair.page.click("[data-send='room:grant-next']")
    chair.page.wait_for_timeout(6000)
    chair.keep("room-queue")
    chair.page.click("#pane-sites-tab")
    chair.page.wait_for_timeout(12_000)  # one line sample of each site
    _let_lines_settle(chair)
    chair.keep("room")


def _let_lines_settle(chair: Visitor) -> None:
    """Wait, a minute and a half at most, until a busy machine has all sites in the room."""
    for _try in range(90):
        if "Mất kết nối" not in chair.page.locator("#pane-sites").text_content():  # type: ignore[operator]
            return
        chair.page.wait_for_timeout(1000)


def _phone(commune: Visitor) -> None:
    commune.page.set_viewport_size(PHONE)
    commune.page.wait_for_timeout(1500)
    commune.keep("room-phone")
    commune.see("/")
    commune.keep("overview-phone")


def _overview(chair: Visitor) -> None:
    """What the office sees while the meeting runs."""
    chair.see("/")
    chair.keep("overview")
    chair.by_night()
    chair.keep("overview-dark")
    chair.see("/meetings")
    chair.keep("calendar")


def _signed_meeting(secretary: Visitor) -> str:
    """Return the path of the meeting of last week, whose minutes are signed."""
    secretary.see("/minutes?show=signed")
    minutes = secretary.page.get_attribute("main td a[href$='/minutes']", "href")
    if minutes is None:
        raise SystemExit("the demo has no meeting with signed minutes")
    return minutes.removesuffix("/minutes")


def _papers(clerk: Visitor, meeting: str) -> None:
    """What became of the paper: a signed report in the reader, the receipts of all communes."""
    clerk.see(f"{meeting}/documents")
    report = clerk.page.get_attribute(".document:has(.receipt-link) a.row-title", "href")
    if report is None:
        raise SystemExit("the demo has no document that was issued")
    clerk.see(report, settle_s=4)
    clerk.keep("reader")
    clerk.by_night()
    clerk.keep("reader-dark")
    clerk.see(f"{report}/receipts")
    clerk.keep("receipts")
    clerk.browser.close()


def _afterwards(secretary: Visitor, before: str) -> None:
    """Who was there and how all lines were; the minutes of yesterday's meeting being written."""
    for name, path in {"wall": "/wall", "quality": "/quality/report"}.items():
        secretary.see(before + path)
        secretary.keep(name)
    secretary.see("/minutes")
    secretary.page.click("main a.btn-primary[href$='/minutes']")
    secretary.page.click("form[action$='/minutes'] button")
    secretary.page.wait_for_selector("[contenteditable=true]")
    secretary.page.wait_for_timeout(2500)
    secretary.keep("minutes")
    secretary.browser.close()


if __name__ == "__main__":
    main()
