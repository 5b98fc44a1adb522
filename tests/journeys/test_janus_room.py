"""Two sites meet over Janus: a hub that is set to it, real browsers, pictures and the floor."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.tokens import Secrets
from tests.gateways.media.conftest import local_node, media_address
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import Watched, sign_in, watched
from tests.journeys.test_room import RECEIVED, Conference, go_in, picture_moves, until

#: The product promises ten seconds; browsers on a busy machine take part of them to decode.
REJOINED_WITHIN_S = 30

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


@pytest.fixture(scope="module")
def two_nodes(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    """A hub with two Janus nodes that it knows by address."""
    secrets = Secrets("only for tests")
    nodes = [
        LocalJanus(local_node(ports), secrets, lambda: True)
        for ports in ("25000-25249", "25250-25499")
    ]
    for each in nodes:
        each.start()
    settings = {
        "HUB_MEDIA": "janus",
        "HUB_MEDIA_NODES": ",".join(each.url for each in nodes),
        "HUB_MEDIA_SECRET": "only for tests",
    }
    with a_demo_hub(tmp_path_factory.mktemp("two-nodes"), fresh, more=settings) as hub:
        yield hub
    for each in nodes:
        each.stop()


def begin(conference: Conference, open_context: Callable[..., BrowserContext]) -> list[Watched]:
    """Return the pages of the chair and of a commune, in the room and connected."""
    hub, pages = conference.hub, [watched(open_context()) for _ in range(2)]
    for each, name in zip(pages, (conference.chair, "ct.mylung"), strict=True):
        each.page.set_default_timeout(90_000)
        sign_in(each.page, hub.url, name, hub.sign_ins()["password"])
    chair = pages[0]
    chair.visit(conference.url("lobby"))
    chair.page.click("button:has-text('Khai mạc')")
    chair.page.fill("textarea[name=reason]", "Diễn tập đường truyền")  # two sites are no quorum
    chair.page.click("main form:has(textarea[name=reason]) button")
    chair.page.wait_for_url("**/lobby")
    for each in pages:
        go_in(each.page, conference)
    picture_moves(pages[1].page)
    return pages


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_running_meeting_is_moved_to_another_node_in_the_browser(
    two_nodes: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    conference = Conference(two_nodes)
    chair, desk = begin(conference, open_context)
    question = "SELECT node FROM media_places"
    ((before,),) = conference.rows(question)
    desk.page.keyboard.press("h")
    desk.page.wait_for_selector("#hand.is-raised")
    chair.page.click("#pane-directing-tab")
    here = chair.page.locator(".media-nodes li", has_text="Cuộc họp này")
    assert before.endswith(here.locator("b").inner_text())
    chair.page.click("[data-move-media]")
    assert chair.problems() == []
    began = time.monotonic()
    chair.page.click("#move-media-confirm")
    until(chair.page, lambda: conference.rows(question) != [(before,)])
    connected = "() => room.watcher.connected && room.publisher.connected"
    for each in (chair, desk):
        each.page.wait_for_function(connected)
    picture_moves(desk.page)
    assert time.monotonic() - began < REJOINED_WITHIN_S
    expect(here.locator("b")).not_to_have_text(before.partition("//")[2])
    expect(desk.page.locator("#hand")).to_have_class(re.compile("is-raised"))
    assert conference.present() == len([chair, desk]), "a seat was lost"
    for each in (chair, desk):
        assert each.problems() == []


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_sites_see_and_hear_each_other_over_janus(
    own_hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    conference = Conference(own_hub)
    chair, desk = begin(conference, open_context)

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
