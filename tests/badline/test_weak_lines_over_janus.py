"""The same weak lines over Janus, which never sends less by itself: the page has to ask for it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.badline.rig import CUT, GOOD, VERY_NARROW
from tests.badline.room import BadRoom, a_bad_room, until
from tests.badline.test_weak_lines import _begins_well, pytestmark
from tests.gateways.media.conftest import media_address

__all__ = ["_begins_well", "pytestmark"]

LAYER = "room.watcher.sent[0].layer"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, fresh) -> Iterator[BadRoom]:  # type: ignore[no-untyped-def]
    settings = {
        "HUB_MEDIA": "janus",
        "HUB_MEDIA_LISTEN": f"{media_address()},{{line}}",
        "HUB_MEDIA_PORTS": "27000-27499",
    }
    folder = tmp_path_factory.mktemp("janus-hub")
    with sync_playwright() as playwright, a_bad_room(playwright, folder, fresh, settings) as room:
        yield room


@pytest.mark.timeout(300)
def test_on_a_narrow_line_the_site_asks_for_a_smaller_picture_and_later_for_the_large(
    room: BadRoom,
) -> None:
    until(room.site, f"{LAYER} === 'main'")
    room.line.become(VERY_NARROW)
    until(room.site, "room.weak.mode !== 'full'", 60)
    settled = room.settled_mode()
    found = room.measure(10)
    assert settled == found.mode and found.mode in {"small", "single"}, found
    assert 0 < found.width <= 320, found
    assert found.loss_pct <= 1.5, found
    assert found.concealed_pct <= 3, found
    assert found.fps > 2, found
    room.line.become(GOOD)
    until(room.site, f"room.weak.mode === 'full' && {LAYER} === 'main'", 150)
    found = room.measure(5)  # how many large pictures a second: a matter of the computer here
    assert found.width > 320 and found.fps > 0 and found.loss_pct <= 1.5, found


@pytest.mark.timeout(300)
def test_after_a_cut_the_site_is_back_on_its_seat_with_sound_and_picture(room: BadRoom) -> None:
    ((seat, before),) = room.site_seat()
    room.line.become(CUT)
    until(room.site, "!room.presence.joined", 40)
    room.site.wait_for_timeout(12_000)
    room.line.become(GOOD)
    took = until(
        room.site, "room.presence.joined && room.watcher.connected && room.publisher.connected", 30
    )
    assert took <= 10, f"back after {took:.1f} s"
    ((after_seat, after),) = room.site_seat()
    assert after_seat == seat and after not in {"", before}
    found = room.measure(5)
    assert found.fps > 0 and found.sound_packets > 50, found
