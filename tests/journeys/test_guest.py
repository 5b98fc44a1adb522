"""A guest from outside: the link, the answer, the lobby, the room, the floor; and out again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.hubs import a_demo_hub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched
from tests.journeys.test_room import Conference, go_in, open_meeting, picture_moves

pytestmark = pytest.mark.slow

GUEST = "Nguyễn Thanh Hương"


@pytest.mark.timeout(300)
def test_a_guest_comes_by_the_link_speaks_and_is_taken_out(
    tmp_path_factory: pytest.TempPathFactory,
    fresh: Path,
    open_context: Callable[..., BrowserContext],
) -> None:
    def browser(size: dict[str, int] = DESKTOP) -> Watched:
        watching = watched(open_context(viewport=size, reduced_motion="reduce"))
        watching.page.set_default_timeout(90_000)
        return watching

    with a_demo_hub(tmp_path_factory.mktemp("guest"), fresh) as hub:
        conference, known = Conference(hub), hub.sign_ins()
        chair, guest, office = browser(), browser(PHONE), browser()
        sign_in(chair.page, hub.url, conference.chair, known["password"])
        sign_in(office.page, hub.url, "chuyenvien", known["password"])
        chair.visit(conference.url("lobby"))
        open_meeting(chair.page)
        go_in(chair.page, conference)

        guest.visit(hub.url + known["guest"]["path"])
        assert guest.problems() == []
        guest.page.click("button:has-text('Vào họp')")
        guest.page.wait_for_url("**/guest")
        assert guest.problems() == []
        guest.page.click("a:has-text('Vào sảnh chờ')")
        guest.page.wait_for_selector("[data-join]")
        assert guest.problems() == []
        go_in(guest.page, conference)
        picture_moves(guest.page)
        guest.page.keyboard.press("h")

        chair.page.click("#pane-queue-tab")
        chair.page.wait_for_selector(f"#queue li:has-text('{GUEST}')")
        chair.page.click("[data-send='room:grant-next']")
        guest.page.wait_for_selector("#microphone[aria-pressed=true]")
        picture_moves(chair.page)
        assert guest.problems() == [] and chair.problems() == []

        office.visit(conference.url("attendance"))
        assert GUEST in office.page.inner_text("#guests-title >> xpath=ancestor::section")
        office.visit(conference.url("guests"))
        assert office.problems() == []
        office.page.click("button:has-text('Bỏ khỏi danh sách')")
        office.page.wait_for_selector("[data-toast] [data-undo]")
        assert office.problems() == []
        guest.page.reload()
        assert GUEST not in guest.page.inner_text("body")
        office.page.keyboard.press("Alt+Z")
        office.page.wait_for_selector("button:has-text('Bỏ khỏi danh sách')")
        assert guest.visit(hub.url + known["guest"]["path"]) == 200
