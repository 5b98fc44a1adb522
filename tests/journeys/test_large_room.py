"""A room that is large for the hub: what all pages hear is shown without every page asking."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.hubs import a_demo_hub
from tests.journeys.pages import Watched, sign_in, watched
from tests.journeys.test_room import Conference, open_meeting, until
from tests.journeys.test_votes import show

pytestmark = pytest.mark.slow
WAIT_MS = 60_000

#: Serves a hub to which every page is one of many, and a window of two sites is all that a page knows.
SERVE = """
from gevent import monkey
monkey.patch_all()
from importlib import import_module
import_module("hub.web.live").LARGE = 0
import_module("hub.rooms.queries.stage").WINDOW = 2
from hub.cli import cli
cli(["serve"])
"""


@pytest.mark.timeout(300)
def test_what_all_hear_is_shown_without_every_page_asking(
    tmp_path_factory: pytest.TempPathFactory,
    fresh: Path,
    open_context: Callable[..., BrowserContext],
) -> None:
    folder = tmp_path_factory.mktemp("large")
    with a_demo_hub(folder, fresh, serving=("-c", SERVE)) as hub:
        conference = Conference(hub)

        def browser_of(username: str) -> Watched:
            watching = watched(open_context())
            watching.page.set_default_timeout(WAIT_MS)
            sign_in(watching.page, hub.url, username, hub.sign_ins()["password"])
            return watching

        watching = chair, site = browser_of(conference.chair), browser_of("ct.mylung")
        desk, commune = chair.page, site.page
        asked: list[str] = []
        commune.on(
            "request", lambda request: asked.append(request.url.split("/")[-1].split("?")[0])
        )

        # Waiting for the opening: the way in stands ready.
        commune.goto(conference.url("lobby"))
        commune.wait_for_selector("#door[data-situation=wait]")
        commune.wait_for_timeout(500)
        desk.goto(conference.url("lobby"))
        asked.clear()
        open_meeting(desk)
        commune.click("[data-once-open] button")
        assert "door" not in asked
        commune.wait_for_url("**/room**")
        desk.goto(conference.url("room"))
        for page in (desk, commune):
            until(page, lambda page=page: page.evaluate("room.presence.joined"))
        commune.wait_for_selector("#votes-panel", state="attached")
        assert not {"queue", "documents"} & set(asked), "nobody looked at them yet"

        # The roll: asked at once, answered with one tap, noted; nothing is fetched.
        asked.clear()
        show(desk, "votes")
        desk.click("button:has-text('Gọi điểm danh')")
        commune.click("#roll-card .btn-big")
        commune.wait_for_selector("[data-roll-noted]:visible")
        desk.wait_for_selector(".vote-progress b:has-text('1/18')")
        desk.click("button:has-text('Kết thúc điểm danh')")
        assert "call" not in asked
        assert site.problems() == []

        # A document: what is shown comes with the news.
        asked.clear()
        show(desk, "documents")
        desk.click("[data-send='room:present'] >> nth=0")
        commune.wait_for_selector("#shown[data-drawn='1']")
        desk.click("#shown [data-on]")
        commune.wait_for_selector("#shown[data-drawn='2']")
        desk.click("#shown [data-stop]")
        commune.wait_for_selector("#shown", state="hidden")
        assert "state" not in asked

        # A message is counted, and read by who looks.
        show(desk, "messages")
        desk.fill("#message-text", "Đề nghị các điểm cầu kiểm tra micrô.")
        desk.click("#messages-panel button:has-text('Gửi')")
        commune.wait_for_selector("[data-unread-count]:has-text('1')")
        show(commune, "messages")
        commune.wait_for_selector("text=Đề nghị các điểm cầu kiểm tra micrô.")
        commune.wait_for_selector("[data-unread-count]", state="hidden")

        # The hub begins anew: pages come back in turns, and are told how the room stands.
        asked.clear()
        hub.kill()
        until(commune, lambda: not commune.evaluate("room.presence.joined"))
        hub.start()
        for page in (desk, commune):
            until(page, lambda page=page: page.evaluate("room.presence.joined"))
        assert "healthz" in asked and "way-in" in asked and "state" not in asked
        commune.wait_for_selector("#stage [data-name]:visible")
        for each in watching:
            each.complaints.clear()  # of the time without a hub

        # The end: nobody is sent to the lobby together with all others.
        asked.clear()
        desk.click("#leave")
        desk.click("#leave-dialog button:has-text('Kết thúc')")
        commune.wait_for_selector("#gone-dialog[open] :text('Cuộc họp đã kết thúc')")
        assert "lobby" not in asked
        assert [each.problems() for each in watching] == [[], []]
