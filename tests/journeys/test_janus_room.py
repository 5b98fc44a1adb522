"""Two sites meet over Janus: a hub that is set to it, real browsers, pictures and the floor."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.gateways.media.conftest import media_address
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import sign_in, watched
from tests.journeys.test_room import RECEIVED, Conference, go_in, picture_moves, until

#: How wide the large picture arrives.
WIDTH = """
async () => [...(await room.watcher.peer.getStats()).values()]
  .find((row) => row.type === "inbound-rtp" && row.mid === "0")?.frameWidth ?? 0
"""


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    """A hub whose media engine is Janus, started by the hub."""
    settings = {
        "HUB_MEDIA": "janus",
        "HUB_MEDIA_LISTEN": media_address(),
        "HUB_MEDIA_PORTS": "26000-26499",
    }
    folder = tmp_path_factory.mktemp("janus-room")
    with a_demo_hub(folder, fresh, more=settings) as hub:
        yield hub


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_sites_see_and_hear_each_other_over_janus(
    own_hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    conference = Conference(own_hub)
    chair, desk = (watched(open_context()) for _ in range(2))
    for each, name in ((chair, conference.chair), (desk, "ct.mylung")):
        each.page.set_default_timeout(90_000)
        sign_in(each.page, own_hub.url, name, own_hub.sign_ins()["password"])
    chair.visit(conference.url("lobby"))
    chair.page.click("button:has-text('Khai mạc')")
    chair.page.fill("textarea[name=reason]", "Diễn tập đường truyền")  # two sites are no quorum
    chair.page.click("main form:has(textarea[name=reason]) button")
    chair.page.wait_for_url("**/lobby")
    for each in (chair, desk):
        go_in(each.page, conference)
    picture_moves(desk.page)

    # A weaker line asks for the middle size of the main picture, then for the small one.
    for rung, layer, widest in ((1, "middle", 320), (2, "thumb", 160)):
        desk.page.evaluate(f"room.weak.keeper.fallTo({rung})")
        until(desk.page, lambda widest=widest: 0 < desk.page.evaluate(WIDTH) <= widest)
        assert desk.page.evaluate("room.watcher.sent[0].layer") == layer
        picture_moves(desk.page)
    desk.page.evaluate("room.weak.choose('auto')")

    # The floor turns the large picture and opens the microphone, in Janus too.
    desk.page.keyboard.press("h")
    desk.page.wait_for_selector("#hand.is-raised")
    chair.page.click("#pane-queue-tab")
    chair.page.click("[data-send='room:grant-next']")
    desk.page.wait_for_selector("#microphone[aria-pressed=true]")
    picture_moves(chair.page)
    sound = chair.page.evaluate(RECEIVED)["1"]["packets"]
    until(chair.page, lambda: chair.page.evaluate(RECEIVED)["1"]["packets"] > sound + 50)
    chair.page.click("[aria-label='Tắt micrô của Mỹ Lung']")
    desk.page.wait_for_selector("#microphone[aria-pressed=false]")
    chair.page.wait_for_timeout(800)
    silent = chair.page.evaluate(RECEIVED)["1"]["packets"]
    chair.page.wait_for_timeout(1000)
    assert chair.page.evaluate(RECEIVED)["1"]["packets"] == silent
    for each in (chair, desk):
        assert each.problems() == []
