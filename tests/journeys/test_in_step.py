"""A page shown to all sites from the reader: another reader follows, leaves, and comes back."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.gateways import hostile
from tests.journeys.hubs import LiveHub, a_demo_hub
from tests.journeys.pages import sign_in
from tests.journeys.test_room import Conference, open_meeting

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_hub(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[LiveHub]:
    """A hub of its own: here a meeting is opened."""
    with a_demo_hub(tmp_path_factory.mktemp("in-step"), fresh) as hub:
        yield hub


def test_readers_turn_with_who_presents_leave_and_come_back(
    own_hub: LiveHub, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    conference = Conference(own_hub)

    def page_of(username: str) -> Page:
        page = open_context().new_page()
        sign_in(page, own_hub.url, username, own_hub.sign_ins()["password"])
        return page

    clerk = page_of("vanthu")
    file = tmp_path / "Báo cáo trình chiếu.pdf"
    file.write_bytes(hostile.pdf(pages=4))
    clerk.goto(conference.url("documents"))
    clerk.set_input_files("input[type=file]", file)
    line = clerk.locator("li.document", has_text="Báo cáo trình chiếu")
    expect(line).to_be_visible()
    clerk.reload()  # the list comes anew with the news of the upload, and would take a dialog along
    address = line.locator("a.row-title").get_attribute("href")
    line.get_by_role("button", name="Phát hành").click()
    with clerk.expect_navigation():
        clerk.locator("dialog[open]").get_by_role("button", name="Phát hành").click()

    chair, reader = page_of(conference.chair), page_of("ct.xuanvien")
    chair.goto(conference.url("lobby"))
    open_meeting(chair)
    for page in (chair, reader):
        page.goto(f"{own_hub.url}{address}")
        expect(page.locator("[data-pages]")).to_have_text("/ 4")
    number = {page: page.locator("#page-number") for page in (chair, reader)}
    chair.fill("#page-number", "2")
    chair.keyboard.press("Enter")
    chair.get_by_role("button", name="Trình chiếu trang này").click()
    expect(reader.get_by_text("Đang trình chiếu cho mọi điểm cầu")).to_be_visible()
    expect(number[reader]).to_have_value("2")

    expect(chair.get_by_role("button", name="Dừng trình chiếu")).to_be_visible()
    chair.locator("[data-next]").click()
    expect(number[reader]).to_have_value("3")
    follow = reader.get_by_role("switch", name="Theo người trình bày")
    expect(follow).to_be_checked()
    reader.wait_for_timeout(1200)  # what comes just after being led is not one's own turning
    reader.locator("[data-previous]").click()
    expect(follow).not_to_be_checked()
    chair.locator("[data-next]").click()
    expect(reader.locator("[data-shown-number]")).to_have_text("4")
    expect(number[reader]).to_have_value("2")
    follow.check()
    expect(number[reader]).to_have_value("4")
    if folder := os.environ.get("PICTURES"):
        chair.screenshot(path=f"{folder}/in-step-chair.png")
        reader.set_viewport_size({"width": 390, "height": 844})
        reader.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        reader.wait_for_timeout(500)
        reader.screenshot(path=f"{folder}/in-step-reader-390.png")
    chair.get_by_role("button", name="Dừng trình chiếu").click()
    expect(reader.get_by_text("Đang trình chiếu cho mọi điểm cầu")).to_be_hidden()
