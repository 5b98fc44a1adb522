"""The room with three real browsers on a real hub: pictures, floor, a lost line, a dead engine."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched

#: The media engine is killed in it; the conference of every run is in test_conference.py.
pytestmark = pytest.mark.slow

MEETING = "Hội nghị triển khai xây dựng chính quyền điện tử"
RECEIVED = """
async () => {
  const rows = {};
  for (const row of (await room.watcher.peer.getStats()).values())
    if (row.type === "inbound-rtp") rows[row.mid] = {frames: row.framesDecoded || 0, packets: row.packetsReceived};
  return rows;
}
"""
CONNECTED = "[room.publisher.connected, room.watcher.connected]"


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    """A hub of its own: here a meeting is opened, and the engine killed."""
    with a_demo_hub(tmp_path_factory.mktemp("room"), fresh) as hub:
        yield hub


class Conference:
    """The demo meeting, and what the database says of it."""

    def __init__(self, hub: LiveHub) -> None:
        self.hub = hub
        ((found, chair_id),) = self.rows(
            "SELECT id, chair_id FROM meetings WHERE title = ?", MEETING
        )
        self.id = UUID(found)
        self._stored = found
        ((self.chair,),) = self.rows("SELECT username FROM accounts WHERE person_id = ?", chair_id)

    def rows(self, question: str, *values: object) -> list[Any]:
        path = self.hub.folder / "var" / "hub.sqlite3"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return database.execute(question, values).fetchall()

    def present(self) -> int:
        question = "SELECT count(*) FROM presences WHERE meeting_id = ? AND left_at IS NULL"
        return int(self.rows(question, self._stored)[0][0])

    def sampled_sites(self) -> int:
        question = (
            "SELECT count(DISTINCT meeting_site_id) FROM quality_samples WHERE meeting_id = ?"
        )
        return int(self.rows(question, self._stored)[0][0])

    def url(self, page: str) -> str:
        return f"{self.hub.url}/meetings/{self.id}/{page}"

    def engine(self) -> int:
        """Return the process id of the hub's media engine."""
        assert self.hub.process is not None
        for each in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((each / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (each / "cmdline").read_text()
            except OSError:
                continue
            if parent == self.hub.process.pid and "gateways.media.engine" in command:
                return int(each.name)
        raise AssertionError("the hub has no media engine")


def until(page: Page, condition: Callable[[], Any], within_s: float = 90.0) -> None:
    limit = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        page.wait_for_timeout(250)


def frames(page: Page, slot: str = "0") -> int:
    found = page.evaluate(RECEIVED)
    return int(found.get(slot, {}).get("frames", 0))


def open_meeting(page: Page) -> None:
    """Open it from the lobby; the demo has no quorum at this hour, so with a reason."""
    page.click("button:has-text('Khai mạc')")
    page.wait_for_load_state("load")
    if page.locator("textarea[name=reason]").count():
        page.fill("textarea[name=reason]", "Các điểm cầu vào sau")
        page.click("button:has-text('Khai mạc với lý do này')")
        page.wait_for_url("**/lobby")


def go_in(page: Page, conference: Conference) -> None:
    page.goto(conference.url("lobby"))
    page.click("[data-join] button")
    page.wait_for_url("**/room**")
    until(page, lambda: page.evaluate(CONNECTED) == [True, True])


def picture_moves(page: Page, slot: str = "0") -> None:
    before = frames(page, slot)
    until(page, lambda: frames(page, slot) > before + 20)


#: Windows that are low, narrow or both.
CRAMPED = ((1366, 500), (1024, 600), (844, 390), (360, 560))
LEAST_PX = 94  # 96, less a border of the grid that is rounded
SMALLEST = """() => Math.min(...[...document.querySelectorAll("#main > .camera")]
  .filter((each) => each.checkVisibility()).flatMap((each) => [each.offsetWidth, each.offsetHeight]))"""
OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll("#main > .camera, #main > .shown, .stage-bar, .controls")]
    .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect());
  return boxes.filter((a, at) => boxes.slice(at + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
}"""


def every_picture_can_be_made_out(page: Page) -> None:
    """In a cramped window fewer pictures are shown, none is a sliver; the others are further pages."""
    before = page.viewport_size
    for width, height in CRAMPED:
        page.set_viewport_size({"width": width, "height": height})
        until(page, lambda: page.evaluate(SMALLEST) >= LEAST_PX)
        assert page.evaluate(OVERLAPPING) == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert before is not None
    page.set_viewport_size(before)


#: What a browser without a screen shares in place of one.
A_SCREEN = """() => {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const sheet = Object.assign(document.createElement("canvas"), {width: 1280, height: 720});
    const brush = sheet.getContext("2d");
    setInterval(() => { brush.fillStyle = `hsl(${Date.now() / 50 % 360} 60% 50%)`; brush.fillRect(0, 0, 1280, 720); }, 100);
    return sheet.captureStream(8);
  };
}"""


@pytest.mark.timeout(600)
def test_the_stage_is_set_for_all_sites(
    tmp_path_factory: pytest.TempPathFactory,
    fresh: Path,
    open_context: Callable[..., BrowserContext],
) -> None:
    with a_demo_hub(tmp_path_factory.mktemp("stage"), fresh) as hub:
        direct_a_conference(Conference(hub), open_context)


def direct_a_conference(
    conference: Conference, open_context: Callable[..., BrowserContext]
) -> None:
    def browser_of(username: str, size: dict[str, int] = DESKTOP) -> Watched:
        watching = watched(open_context(viewport=size))
        watching.page.set_default_timeout(90_000)
        sign_in(watching.page, conference.hub.url, username, conference.hub.sign_ins()["password"])
        return watching

    chair, desk = browser_of(conference.chair), browser_of("ct.mylung", PHONE)
    chair.visit(conference.url("lobby"))
    open_meeting(chair.page)
    go_in(chair.page, conference)

    # Admission: the site asks, waits, and is let in.
    chair.page.click("#pane-directing-tab")
    chair.page.check("#admission")
    desk.visit(conference.url("lobby"))
    desk.page.click("button:has-text('Xin vào phòng họp')")
    desk.page.wait_for_selector("#door[data-situation=waits]")
    assert desk.problems() == []
    chair.page.click("[data-send='room:admit']")
    desk.page.wait_for_selector("[data-join]")
    go_in(desk.page, conference)

    # The gallery has more places than there were slots; own choice and back.
    chair.page.click("[data-layout=gallery]")
    chair.page.click("[data-size='16']")
    desk.page.wait_for_selector("#main.pictures-gallery")
    every_picture_can_be_made_out(chair.page)
    until(chair.page, lambda: chair.page.locator("#main > .camera:visible").count() == 16)
    until(chair.page, lambda: chair.page.evaluate(CONNECTED) == [True, True])
    until(chair.page, lambda: frames(chair.page, "3") + frames(chair.page, "5") > 20)
    desk.page.click("#layout-menu summary")
    desk.page.click("[data-look=speaker]")
    desk.page.wait_for_selector("#main.pictures-speaker")
    every_picture_can_be_made_out(desk.page)
    assert chair.problems() == [] and desk.problems() == []

    # A question, its time, its answer; a microphone is asked for and opened by the site.
    chair.page.click("#pane-queue-tab")
    desk.page.click("#panel")
    desk.page.click("#pane-queue-tab")
    desk.page.click("[data-dialog=ask-dialog]")
    desk.page.check("#ask-dialog [value=question]")
    desk.page.fill("#ask-subject", "Kinh phí đường truyền")
    desk.page.click("#ask-dialog [type=submit]")
    desk.page.click("#panel")
    chair.page.click("[data-send='room:grant-next']")
    desk.page.wait_for_selector("#microphone[aria-pressed=true]")
    for where in (".is-speaking .speech-time", "#queue .speaker-timer"):
        chair.page.wait_for_selector(f"{where}:has-text('còn')")
    desk.page.click("#microphone")
    chair.page.click("[data-send='room:ask-unmute']")
    desk.page.click("#unmute-yes")
    desk.page.wait_for_selector("#microphone[aria-pressed=true]")

    # The site shares its screen: sharper than its camera, its face beside it; then it is over.
    desk.page.evaluate(A_SCREEN)
    desk.page.evaluate("room.devices.share()")
    chair.page.wait_for_selector("#stage video.is-document")
    width = "document.querySelector('#stage video').videoWidth"
    until(chair.page, lambda: chair.page.evaluate(width) > 640)
    chair.page.click("[data-send='room:end-floor']")
    until(desk.page, lambda: desk.page.evaluate("room.devices.screen === null"))
    chair.page.click("[data-answer]")
    chair.page.click("#answer-dialog [type=submit]")
    chair.page.wait_for_selector("#queue .chip:has-text('Trả lời')")
    chair.page.click("[data-send='room:end-floor']")

    # As set for all again. A document in step; the site turns a page of its own and comes back.
    desk.page.click("#layout-menu summary")
    desk.page.click("[data-look='']")
    chair.page.click("#pane-documents-tab")
    chair.page.click("[data-send='room:present'] >> nth=0")
    for each in (chair, desk):
        each.page.wait_for_selector("#shown[data-drawn='1']")
    chair.page.click("#shown [data-on]")
    desk.page.wait_for_selector("#shown[data-drawn='2']")
    desk.page.click("#shown [data-back]")
    desk.page.click("#shown [data-follow]")
    desk.page.wait_for_selector("#shown[data-drawn='2']")
    assert chair.problems() == [] and desk.problems() == []

    # The hub restarts: layout and page are as they were.
    conference.hub.stop()
    conference.hub.start()
    chair.page.goto(conference.url("room"))
    chair.page.wait_for_selector("#shown[data-drawn='2']")
    assert conference.rows("SELECT layout, page FROM rooms JOIN showings USING (meeting_id)") == [
        ("document", 2)
    ]
    chair.visit(conference.url("speeches"))
    assert chair.page.locator("td:has-text('Kinh phí đường truyền')").count() == 1
    assert chair.problems() == []


def keys_do_what_the_buttons_do(page: Page) -> None:
    """M and V switch, Space opens the microphone while it is held, F6 goes round, ? explains."""

    def is_on(control: str) -> bool:
        return page.get_attribute(control, "aria-pressed") == "true"

    page.locator("#main").focus()
    for key, control in (("m", "#microphone"), ("v", "#camera")):
        before = is_on(control)
        page.keyboard.press(key)
        until(page, lambda control=control, before=before: is_on(control) is not before)
        page.keyboard.press(key)
        until(page, lambda control=control, before=before: is_on(control) is before)
    if is_on("#microphone"):
        page.keyboard.press("m")
        until(page, lambda: not is_on("#microphone"))
    page.keyboard.down("Space")
    until(page, lambda: is_on("#microphone"))
    page.keyboard.up("Space")
    until(page, lambda: not is_on("#microphone"))
    visited = []
    for _ in range(4):
        page.keyboard.press("F6")
        visited.append(page.evaluate(
            "['.stage-bar', '#main', '#side', '.controls']"
            ".find((each) => document.querySelector(each).contains(document.activeElement))"
        ))  # fmt: skip
    assert sorted(visited) == ["#main", "#side", ".controls", ".stage-bar"]
    page.locator("#main").focus()
    page.keyboard.press("?")
    page.wait_for_selector("#help[open] :text('F6')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#help:not([open])", state="attached")
    page.keyboard.press("m")
    until(page, lambda: is_on("#microphone"))


@pytest.mark.timeout(600)
def test_a_conference_of_three_sites(
    own_hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    conference = Conference(own_hub)

    def browser_of(username: str, size: dict[str, int] = DESKTOP) -> Watched:
        watching = watched(open_context(viewport=size))
        watching.page.set_default_timeout(90_000)
        sign_in(watching.page, own_hub.url, username, own_hub.sign_ins()["password"])
        return watching

    chair, desk, phone = (
        browser_of(conference.chair),
        browser_of("ct.mylung"),
        browser_of("vt.yenlap", PHONE),
    )
    everybody = (chair, desk, phone)

    # A site waits; the chair opens the meeting; the waiting page lets it in by itself.
    desk.visit(conference.url("lobby"))
    assert desk.page.locator("#door[data-situation=wait]").count() == 1
    chair.visit(conference.url("lobby"))
    open_meeting(chair.page)
    desk.page.wait_for_selector("[data-join]")

    # The line test, in words, stored.
    desk.page.click("#start-test")
    desk.page.wait_for_selector("#verdict:not([data-grade=''])")
    assert desk.problems() == []
    assert conference.rows("SELECT count(*) FROM line_tests WHERE udp_open = 1")[0][0] >= 1

    for each in everybody:
        go_in(each.page, conference)
    assert conference.present() == 3
    picture_moves(desk.page)
    picture_moves(phone.page)

    keys_do_what_the_buttons_do(chair.page)

    # Hands are numbered; the floor makes the picture large and opens the microphone.
    desk.page.keyboard.press("h")
    desk.page.wait_for_selector("#hand.is-raised")
    phone.page.click("#hand")
    phone.page.wait_for_selector("#hand.is-raised")
    chair.page.click("#pane-queue-tab")
    chair.page.click("[data-send='room:grant-next']")
    desk.page.wait_for_selector("#microphone[aria-pressed=true]")
    picture_moves(chair.page)
    picture_moves(phone.page)
    sound = chair.page.evaluate(RECEIVED)["1"]["packets"]
    until(chair.page, lambda: chair.page.evaluate(RECEIVED)["1"]["packets"] > sound + 50)

    # Muted by the chair: in the engine, and said.
    chair.page.click("[aria-label='Tắt micrô của Mỹ Lung']")
    desk.page.wait_for_selector("#microphone[aria-pressed=false]")
    chair.page.wait_for_timeout(800)
    silent = chair.page.evaluate(RECEIVED)["1"]["packets"]
    chair.page.wait_for_timeout(1000)
    assert chair.page.evaluate(RECEIVED)["1"]["packets"] == silent

    # A lost line comes back to the same seat, the hand still up.
    phone.page.evaluate("room.line.io.engine.close()")
    phone.page.wait_for_selector("#line-banner:not([hidden])")
    until(phone.page, lambda: phone.page.evaluate("room.presence.joined"))
    until(phone.page, lambda: conference.present() == 3)
    phone.page.wait_for_selector("#hand.is-raised")
    picture_moves(phone.page)

    # kill -9 of the engine: pictures are back by themselves.
    os.kill(conference.engine(), signal.SIGKILL)
    for each in everybody:
        until(each.page, lambda each=each: each.page.evaluate(CONNECTED) == [True, True])
    until(phone.page, lambda: phone.page.evaluate("room.watcher.connected"))
    picture_moves(phone.page)
    picture_moves(chair.page)
    assert conference.present() == 3

    # Every site's line is measured; the pages are sound.
    until(chair.page, lambda: conference.sampled_sites() == 3)
    for each in (chair, desk):
        assert each.problems() == []

    # The same site on another device takes the place over; the chair ends it for all.
    phone.page.close()
    until(chair.page, lambda: conference.present() == 2)
    second = browser_of("vt.mylung")
    go_in(second.page, conference)
    desk.page.wait_for_selector("#gone-dialog[open]")
    chair.page.click("#leave")
    chair.page.click("#leave-dialog button:has-text('Kết thúc')")
    second.page.wait_for_url("**/lobby")
    assert conference.present() == 0
