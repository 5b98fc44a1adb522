"""A conference with the chair on a good line and one site behind a bad one."""

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Error, Page, Playwright

from tests.badline.rig import GOOD, BadLine, a_bad_line
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.hubs import LiveHub, free_port
from tests.journeys.pages import sign_in

MEETING = "Hội nghị triển khai xây dựng chính quyền điện tử"
SITE = "ct.mylung"
EVERYWHERE = "0.0.0.0"  # noqa: S104  (the address of the line comes and goes)
WIDTH, HEIGHT, FRAMES = 640, 360, 20

COUNT = """
async () => {
  const sum = {at: performance.now(), frames: 0, packets: 0, lost: 0, samples: 0, concealed: 0,
               bytes: 0, sound: 0, width: 0};
  for (const row of (await room.watcher.peer.getStats()).values()) {
    if (row.type !== "inbound-rtp") continue;
    sum.packets += row.packetsReceived; sum.bytes += row.bytesReceived;
    if (row.kind === "audio") {
      sum.lost += row.packetsLost; sum.sound += row.packetsReceived;
      sum.samples += row.totalSamplesReceived ?? 0;
      sum.concealed += (row.concealedSamples ?? 0) - (row.silentConcealedSamples ?? 0);
    } else {
      sum.lost += Math.max(row.nackCount ?? 0, row.packetsLost ?? 0);
      if (row.mid === "0") { sum.frames = row.framesDecoded ?? 0; sum.width = row.frameWidth ?? 0; }
    }
  }
  return sum;
}
"""


def holds(page: Page, expression: str) -> bool:
    """Tell whether something is true in a page; of one that is just being loaded nothing is."""
    try:
        return bool(page.evaluate(expression))
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        return False


def until(page: Page, expression: str, within_s: float = 60.0) -> float:
    """Wait until something is true in a page; return how long it took, in seconds."""
    began = time.monotonic()
    while not holds(page, expression):
        assert time.monotonic() < began + within_s, f"not in time: {expression}"
        page.wait_for_timeout(100)
    return time.monotonic() - began


@dataclass(frozen=True)
class Measured:
    """What the site received over some seconds."""

    mode: str
    fps: float
    width: int
    kbps: float
    loss_pct: float
    concealed_pct: float
    sound_packets: int


class BadRoom:
    """The pages of the conference, and what the database says of it."""

    def __init__(self, hub: LiveHub, line: BadLine, chair: Page, site: Page) -> None:
        self.hub, self.line, self.chair, self.site = hub, line, chair, site
        ((found, chair_id),) = self.rows(
            "SELECT id, chair_id FROM meetings WHERE title = ?", MEETING
        )
        self.meeting = str(UUID(found))
        ((self.chairs,),) = self.rows("SELECT username FROM accounts WHERE person_id = ?", chair_id)

    def rows(self, question: str, *values: object) -> list[Any]:
        path = self.hub.folder / "var" / "hub.sqlite3"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return database.execute(question, values).fetchall()

    def go_in(self, page: Page, base: str) -> None:
        page.goto(f"{base}/meetings/{self.meeting}/room?camera=1&mic=1")
        until(page, "window.room?.presence?.joined")

    def site_address(self) -> str:
        return f"http://{self.line.address}:{self.hub.port}"

    def mode(self) -> str:
        return str(self.site.evaluate("room.weak.mode"))

    def settled_mode(self, within_s: float = 60.0, calm_s: float = 8.0) -> str:
        """Wait until the page has found its rung and stays on it; return the mode."""
        began = calm = time.monotonic()
        mode = ""
        while time.monotonic() < calm + calm_s:
            assert time.monotonic() < began + within_s, f"does not settle: {mode}"
            if self.mode() != mode or not self.site.evaluate("room.weak.keeper.isSettled"):
                mode, calm = self.mode(), time.monotonic()
            self.site.wait_for_timeout(200)
        return mode

    def site_seat(self) -> list[Any]:
        """Return id and present connection of the seat behind the bad line."""
        return self.rows(
            "SELECT seats.id, connection FROM seats"
            " JOIN meeting_sites ON meeting_sites.id = meeting_site_id"
            " WHERE NOT is_main AND seats.meeting_id = ?",
            UUID(self.meeting).hex,
        )

    def grades(self) -> list[str]:
        return [
            str(grade)
            for (grade,) in self.rows(
                "SELECT grade FROM quality_samples JOIN meeting_sites ON meeting_sites.id ="
                " meeting_site_id WHERE NOT is_main AND quality_samples.meeting_id = ?"
                " ORDER BY quality_samples.id",
                UUID(self.meeting).hex,
            )
        ]

    def measure(self, seconds: float) -> Measured:
        """Watch what arrives at the site."""
        before = self.site.evaluate(COUNT)
        self.site.wait_for_timeout(seconds * 1000)
        after = self.site.evaluate(COUNT)
        grown = {name: after[name] - before[name] for name in before}
        passed = grown["at"] / 1000
        lost = max(0, grown["lost"])
        return Measured(
            self.mode(),
            round(grown["frames"] / passed, 1),
            after["width"],
            round(grown["bytes"] * 8 / 1000 / passed),
            round(100 * lost / max(1, lost + grown["packets"]), 1),
            round(100 * grown["concealed"] / max(1, grown["samples"]), 1),
            grown["sound"],
        )


def noise(path: Path) -> Path:
    """Write a moving picture that a camera would see: the stock one is too easy to send."""
    chance = random.Random(7)
    plane = WIDTH * HEIGHT
    ground = bytes(chance.choices(range(256), k=plane))
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(2 * FRAMES):
            shift = number * 997 % plane
            rows = (ground[shift:] + ground[:shift])[: plane // 3]
            file.write(b"FRAME\n" + rows + bytes([number * 6 % 256]) * (plane - len(rows)))
            file.write(bytes([128]) * (plane // 2))
    return path


@contextmanager
def a_bad_room(
    playwright: Playwright, folder: Path, fresh: Path, more: dict[str, str] | None = None
) -> Iterator[BadRoom]:
    """Hold the demo meeting: opened, the chair speaks, the site is in on a good line.

    `more` are settings of the hub; `{line}` in them is its address on the line.
    """
    with a_bad_line(GOOD) as line:
        port = free_port()
        settings = {"HUB_HOST": EVERYWHERE, "HUB_BASE_URL": f"http://{line.address}:{port}"}
        for name, value in (more or {}).items():
            settings[name] = value.replace("{line}", line.address)
        hub = LiveHub(folder, port, more=settings)
        shutil.copytree(fresh, folder / "var")
        hub.start()
        opened: list[Browser] = []
        try:
            camera = f"--use-file-for-fake-video-capture={noise(folder / 'noise.y4m')}"
            opened.append(
                playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, camera])
            )
            secure = f"--unsafely-treat-insecure-origin-as-secure=http://{line.address}:{port}"
            behind = line.browser(folder, CHROMIUM)
            opened.append(playwright.chromium.launch(executable_path=behind, args=[*FLAGS, secure]))
            chair, site = (
                each.new_context(
                    locale="vi-VN",
                    viewport={"width": 1366, "height": 768},
                    permissions=["camera", "microphone"],
                ).new_page()
                for each in opened
            )
            room = BadRoom(hub, line, chair, site)
            password = hub.sign_ins()["password"]
            sign_in(chair, hub.url, room.chairs, password)
            sign_in(site, room.site_address(), SITE, password)
            chair.goto(f"{hub.url}/meetings/{room.meeting}/lobby")
            chair.click("button:has-text('Khai mạc')")
            chair.fill("[name=reason]", "Điểm cầu vào phòng sau khai mạc")
            chair.click("button:has-text('Khai mạc với lý do này')")
            chair.wait_for_selector("[data-join]")
            room.go_in(chair, hub.url)
            room.go_in(site, room.site_address())
            until(site, "room.watcher.connected && room.publisher.connected")
            yield room
        finally:
            for each in opened:
                each.close()
            hub.stop()
