"""The sheet and the wall of a meeting, with their scripts, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hubs import LiveHub

pytestmark = pytest.mark.xdist_group("desk")

PageOf = Callable[..., Page]
ABSENT = "#roll [data-filter=gone]"
ROWS = "#roll tbody tr:visible"


@pytest.fixture
def held(hub: LiveHub, page_of: PageOf) -> Page:
    """The sheet of the demo meeting of last week: 17 sites were there, one was excused."""
    page = page_of("thuky")
    page.goto(f"{hub.url}/reports/attendance?by=meetings")
    page.click("table.data tbody th a:has-text('Hội nghị giao ban tháng')")
    page.wait_for_load_state()  # its scripts have run
    return page


def fetch_again(page: Page, section: str) -> None:
    """Do what the news does: fetch the section again; wait until the new one is there."""
    old = page.query_selector(section)
    page.evaluate(
        "section => document.querySelector(section).dispatchEvent(new Event('live'))", section
    )
    page.wait_for_function("old => !old.isConnected", arg=old)
    page.wait_for_timeout(200)


def test_a_filter_outlives_the_news(held: Page) -> None:
    expect(held.locator(ROWS)).to_have_count(18)
    held.click(ABSENT)
    expect(held.locator(ROWS)).to_have_count(1)
    fetch_again(held, "#roll")
    expect(held.locator(ROWS)).to_have_count(1)
    expect(held.locator(ABSENT)).to_have_attribute("aria-pressed", "true")


def test_the_wall_keeps_every_tile_at_its_place(held: Page) -> None:
    held.goto(re.sub("attendance$", "wall", held.url))
    places = [tile.get_attribute("id") for tile in held.locator(".wall-tile").all()]
    assert len(places) == 18
    fetch_again(held, "#wall")
    assert [tile.get_attribute("id") for tile in held.locator(".wall-tile").all()] == places
