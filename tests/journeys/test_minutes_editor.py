"""The minutes editor: two people at once, a line that fails, a page that is closed too early."""

import re
import sqlite3
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import PHONE, sign_in, watched

#: The editor is also driven by the conference of every run.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("papers")]

SLOW_MS = 30_000
OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def address(hub: LiveHub) -> str:
    """The meeting of the demonstration that was held."""
    with sqlite3.connect(hub.folder / "var" / "hub.sqlite3") as database:
        row = database.execute("SELECT id FROM meetings WHERE state = 'ended'").fetchone()
    return f"{hub.url}/meetings/{UUID(row[0])}/minutes"


def _editor(page: Page, address: str) -> None:
    page.goto(address)
    draft = page.locator("form[action$='/minutes'] button")
    if draft.count():
        draft.click()
    page.goto(f"{address}/edit")
    expect(page.locator(".ProseMirror")).to_contain_text("Thời gian bắt đầu", timeout=SLOW_MS)


def _type(page: Page, text: str) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


#: Of the minutes: a browser keeps other things too.
NOTHING_KEPT = "localStorage.getItem(document.querySelector('[data-key]').dataset.key) === null"


def _acknowledged(page: Page) -> None:
    """Wait until the hub has everything: the browser's own copy is forgotten then."""
    for _moment in range(SLOW_MS // 250):
        if page.evaluate(NOTHING_KEPT):
            return
        page.wait_for_timeout(250)
    raise AssertionError("the text did not reach the hub")


def _saved(page: Page) -> None:
    expect(page.locator("[data-saved][data-state=saved]")).to_contain_text(
        re.compile(r"Đã lưu \d\d:\d\d:\d\d"), timeout=SLOW_MS
    )


def test_of_two_who_write_at_once_nobody_loses_a_word(
    hub: LiveHub, open_context: OpenContext, address: str
) -> None:
    context = open_context()
    mine, theirs = watched(context), context.new_page()
    sign_in(mine.page, hub.url, "thuky", hub.sign_ins()["password"])
    _editor(mine.page, address)
    _editor(theirs, address)
    _type(theirs, " Ý kiến của người thứ hai.")
    expect(theirs.locator("[data-saved][data-state=saving]")).to_have_count(0, timeout=SLOW_MS)
    _acknowledged(theirs)
    _saved(theirs)

    _type(mine.page, " Ý kiến của tôi.")
    conflict = mine.page.locator("#conflict")
    expect(conflict).to_be_visible(timeout=SLOW_MS)
    expect(conflict.locator("[data-conflict-saved]")).to_contain_text("người thứ hai")
    expect(conflict.locator("ins")).to_contain_text("tôi", timeout=SLOW_MS)
    expect(mine.page.locator(".ProseMirror")).to_contain_text("Ý kiến của tôi.")
    assert mine.problems() == []
    conflict.locator("[data-conflict=theirs]").click()
    expect(conflict).to_be_hidden()
    expect(mine.page.locator(".ProseMirror")).to_contain_text("người thứ hai", timeout=SLOW_MS)
    _acknowledged(mine.page)
    mine.page.goto(f"{address}/revisions")
    expect(mine.page.locator("main")).to_contain_text("nội dung hiện tại")


def test_text_typed_while_the_line_is_down_is_offered_again(
    hub: LiveHub, open_context: OpenContext, address: str
) -> None:
    context = open_context(viewport=PHONE)
    here = watched(context)
    sign_in(here.page, hub.url, "thuky", hub.sign_ins()["password"])
    _editor(here.page, address)

    def cut(route: Route) -> None:
        route.abort()

    here.page.route("**/minutes/text", cut)
    _type(here.page, " Câu gõ khi mất mạng.")
    expect(here.page.locator("[data-saved][data-state=failed]")).to_be_visible(timeout=SLOW_MS)
    here.page.close()

    again = watched(context)
    _editor(again.page, address)
    expect(again.page.locator(".ProseMirror")).not_to_contain_text("mất mạng")
    assert again.problems() == []
    again.page.locator("[data-local=take]").click()
    expect(again.page.locator(".ProseMirror")).to_contain_text("Câu gõ khi mất mạng.")
    _acknowledged(again.page)
    _saved(again.page)
