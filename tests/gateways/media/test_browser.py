"""Two pages in Chromium, with plain RTCPeerConnection, see and hear each other."""

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from hub.gateways.media.interface import Feed, Kind, Layer, MediaGateway

pytestmark = pytest.mark.slow

PAGE = Path(__file__).with_name("room.html").read_bytes()
CHROMIUM = "/usr/bin/chromium-headless-shell"
FAKE_CAMERA = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=5",
]


def server_of(media: MediaGateway, room: str) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply("text/html; charset=utf-8", PAGE)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply: dict[str, str] = {}
            if self.path == "/publish":
                reply["sdp"] = media.publish(room, body["me"], body["sdp"])
            elif self.path == "/watch":
                site = body["site"]
                feeds = [
                    Feed(Kind.VIDEO, site),
                    Feed(Kind.AUDIO, site),
                    Feed(Kind.VIDEO, site, Layer.THUMB),
                ]
                reply["sdp"] = media.watch(room, body["me"], feeds)
            else:
                media.answer(room, body["me"], body["sdp"])
            self._reply("application/json", json.dumps(reply).encode())

        def _reply(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FAKE_CAMERA)
        yield running
        running.close()


@pytest.fixture
def address(media: MediaGateway, room: str) -> Iterator[str]:
    server = server_of(media, room)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def joined(browser: Browser, address: str, name: str) -> Page:
    page = browser.new_context(permissions=["camera", "microphone"]).new_page()
    page.goto(f"{address}/?me={name}")
    return page


def until(page: Page, condition: Callable[[], Any], within_s: float = 30.0) -> None:
    limit = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        page.wait_for_timeout(200)


def test_two_pages_see_and_hear_each_other(
    media: MediaGateway, room: str, browser: Browser, address: str
) -> None:
    here, there = (joined(browser, address, name) for name in ("yen-lap", "dong-thinh"))
    for page in (here, there):
        page.evaluate("publish()")
    here.evaluate("watch('dong-thinh')")
    there.evaluate("watch('yen-lap')")
    for page in (here, there):
        until(page, lambda page=page: len(page.evaluate("received()")) == 3)
        before = page.evaluate("received()")
        until(page, lambda page=page, before=before: grew(before, page.evaluate("received()")))
        now = page.evaluate("received()")
        assert now["0"]["width"] > now["2"]["width"] > 0
        assert sum(row["lost"] for row in now.values()) < 20
        until(page, lambda: media.stats(room).viewers[0].packets > 0)


def grew(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return (
        all(now[mid]["frames"] > before[mid]["frames"] + 40 for mid in ("0", "2"))
        and now["1"]["samples"] > before["1"]["samples"] + 48_000
    )


def test_the_speaker_changes_on_a_page_without_a_new_connection(
    media: MediaGateway, room: str, browser: Browser, address: str
) -> None:
    first, second = (joined(browser, address, name) for name in ("yen-lap", "luong-son"))
    first.evaluate("publish()")
    second.evaluate("publish()")
    viewer = joined(browser, address, "dong-thinh")
    viewer.evaluate("watch('yen-lap')")
    until(viewer, lambda: viewer.evaluate("received()").get("0", {}).get("frames", 0) > 20)
    for name in ("luong-son", "yen-lap", "luong-son"):
        media.show(room, "dong-thinh", 0, Feed(Kind.VIDEO, name))
        media.show(room, "dong-thinh", 1, Feed(Kind.AUDIO, name))
        before = viewer.evaluate("received()")
        until(viewer, lambda before=before: _goes_on(before, viewer.evaluate("received()")))
    watched = {each.site: [feed.watched for feed in each.feeds] for each in media.stats(room).sites}
    assert watched == {"yen-lap": [0, 0, 1], "luong-son": [1, 1, 0]}
    media.mute(room, "luong-son", {Kind.AUDIO})
    viewer.wait_for_timeout(500)
    packets = viewer.evaluate("received()")["1"]["packets"]
    viewer.wait_for_timeout(1000)
    assert viewer.evaluate("received()")["1"]["packets"] == packets
    assert viewer.evaluate("watching.connectionState") == "connected"


def _goes_on(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return (
        now["0"]["frames"] > before["0"]["frames"] + 20
        and now["1"]["packets"] > before["1"]["packets"] + 40
    )


def test_a_page_without_a_camera_permission_watches_all_the_same(
    media: MediaGateway, room: str, browser: Browser, address: str
) -> None:
    """Chromium then hides its addresses behind `.local` names."""
    site = joined(browser, address, "yen-lap")
    site.evaluate("publish()")
    shy = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    viewer = shy.new_page()
    viewer.goto(f"{address}/?me=dong-thinh")
    viewer.evaluate("watch('yen-lap')")
    assert ".local" in viewer.evaluate("watching.localDescription.sdp")
    until(viewer, lambda: viewer.evaluate("received()").get("0", {}).get("frames", 0) > 20)
    shy.close()


def test_a_page_that_hangs_up_leaves_the_room_at_once(
    media: MediaGateway, room: str, browser: Browser, address: str
) -> None:
    page = joined(browser, address, "yen-lap")
    page.evaluate("publish()")
    until(page, lambda: [each.state for each in media.stats(room).sites] == ["connected"])
    page.evaluate("publishing.close()")
    until(page, lambda: not media.stats(room).sites, within_s=5)


TWO_SIZES = (
    "publish([{rid: 'h', maxBitrate: 500000}, "
    "{rid: 'm', maxBitrate: 150000, scaleResolutionDownBy: 2}])"
)


def test_a_picture_in_two_sizes_is_shown_in_the_one_asked_for(
    media: MediaGateway, room: str, browser: Browser, address: str
) -> None:
    if not media.takes_simulcast:
        return  # it says so, and pages then send one size
    site, viewer = (joined(browser, address, name) for name in ("yen-lap", "dong-thinh"))
    site.evaluate(TWO_SIZES)
    viewer.evaluate("watch('yen-lap')")
    until(viewer, lambda: width_of(viewer) > 0)
    for layer, is_right in (
        (Layer.MIDDLE, lambda width: 160 < width <= 320),
        (Layer.THUMB, lambda width: width <= 160),
        (Layer.MAIN, lambda width: width > 320),  # a busy machine sends less than 640
        (Layer.MIDDLE, lambda width: 160 < width <= 320),
    ):
        media.layer(room, "dong-thinh", "yen-lap", layer)
        until(viewer, lambda is_right=is_right: is_right(width_of(viewer)))
    before = viewer.evaluate("received()")["0"]["frames"]
    until(viewer, lambda: viewer.evaluate("received()")["0"]["frames"] > before + 20)


def width_of(page: Page) -> int:
    return int(page.evaluate("received()").get("0", {}).get("width", 0))
