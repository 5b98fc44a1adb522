"""The form of a meeting and the page of answers, with their scripts, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import DESKTOP, PHONE
from tests.journeys.test_room import until

pytestmark = pytest.mark.xdist_group("desk")

PageOf = Callable[..., Page]


@pytest.fixture
def form(hub: LiveHub, page_of: PageOf) -> Page:
    page = page_of("chuyenvien")
    page.goto(f"{hub.url}/meetings/new")
    page.fill("[name=title]", "Họp giao ban văn phòng")
    return page


def test_rows_of_the_agenda_are_added_moved_and_removed(form: Page) -> None:
    form.fill("[name=agenda-0-title]", "Một")
    form.click("[data-line-add]")
    form.fill("[name=agenda-1-title]", "Hai")
    form.click("[data-line]:nth-child(2) [data-line-up]")
    expect(form.locator("[name=agenda-0-title]")).to_have_value("Hai")

    form.click("[data-line]:nth-child(1) [data-line-remove]")
    expect(form.locator("[data-lines] > li")).to_have_count(1)
    expect(form.locator("[name=agenda-0-title]")).to_have_value("Một")

    form.click("[data-undo]")
    expect(form.locator("[name=agenda-0-title]")).to_have_value("Hai")
    expect(form.locator("[name=agenda-1-title]")).to_have_value("Một")
    expect(form.locator("[data-line-up]").first).to_be_disabled()


def test_a_row_put_back_replaces_the_blank_one_that_stood_in(form: Page) -> None:
    form.fill("[name=agenda-0-title]", "Một")
    form.click("[data-line-remove]")
    expect(form.locator("[name=agenda-0-title]")).to_have_value("")
    form.click("[data-undo]")
    expect(form.locator("[data-lines] > li")).to_have_count(1)
    expect(form.locator("[name=agenda-0-title]")).to_be_focused()
    expect(form.locator("[name=agenda-0-title]")).to_have_value("Một")


def test_all_communes_are_one_click_and_the_summary_counts_them(form: Page) -> None:
    form.check("[data-all-sites]")
    expect(form.locator("[data-site]:checked")).to_have_count(17)
    expect(form.locator("#summary .summary-pairs dd").first).to_have_text("17")

    form.locator("[data-site]").first.uncheck()
    expect(form.locator("[data-all-sites]")).not_to_be_checked()
    expect(form.locator("#summary .summary-pairs dd").first).to_have_text("16")


def test_a_clash_shows_while_typing_and_the_free_time_is_one_click(
    hub: LiveHub, form: Page
) -> None:
    taken = form.context.new_page()
    taken.goto(f"{hub.url}/meetings?view=list&state=invited")
    # not the one of today: late in the evening it ends after midnight
    row = taken.locator("table.data tbody tr", has_text="Tập huấn").first
    words = row.locator("td:nth-child(2)").inner_text()
    day, start, end = re.search(r"(\d\d/\d\d/\d{4}), (\d\d:\d\d)–(\d\d:\d\d)", words).groups()  # type: ignore[union-attr]
    taken.close()

    form.fill("[name=day]", day)
    form.fill("[name=start]", start)
    form.fill("[name=end]", end)
    form.select_option("[name=chair_id]", label="Trần Hữu Khang")
    expect(form.locator(".clash", has_text="Trần Hữu Khang đã có lịch")).to_be_visible()
    expect(form.locator("[data-clash-link]")).to_be_hidden()  # they stand beside the form
    form.set_viewport_size(PHONE)
    expect(form.locator("[data-clash-link]")).to_have_text(re.compile("Trùng lịch: [1-9]"))
    form.set_viewport_size(DESKTOP)

    form.click("[data-slot]")
    expect(form.locator(".clash-none")).to_be_visible()
    assert (form.input_value("[name=day]"), form.input_value("[name=start]")) != (day, start)


def test_counts_change_on_the_hosts_page_without_a_reload(hub: LiveHub, page_of: PageOf) -> None:
    host = page_of("chuyenvien")
    host.goto(f"{hub.url}/meetings?view=list&q=tap huan")
    host.click("a.row-title")
    host.click("nav.tabs >> text=Giấy mời")
    host.evaluate("window.untouched = true")
    absent = host.locator(".answer-count", has_text="vắng").locator("b")
    before = int(absent.inner_text())
    host.wait_for_function("document.querySelector('[data-live-room]') !== null")

    commune = page_of("ct.mylung")
    commune.goto(f"{hub.url}/invitations")
    commune.click("a.row-title >> text=Tập huấn")
    commune.check("[name=answer][value=absent]", force=True)
    expect(commune.locator("[name=head_count]")).to_be_hidden()
    commune.fill("[name=reason]", "Trực phòng chống thiên tai")
    commune.click("[data-answer] .form-actions button")
    expect(commune.locator(".answer-given")).to_contain_text("Vắng")

    expect(absent).to_have_text(str(before + 1), timeout=15_000)
    assert host.evaluate("window.untouched") is True


@pytest.mark.slow
def test_what_was_typed_is_offered_again_until_the_hub_has_taken_it(
    hub: LiveHub, form: Page
) -> None:
    form.fill("[name=purpose]", "Đánh giá quý III")
    form.fill("[name=agenda-0-title]", "Một")
    form.click("[data-line-add]")
    form.fill("[name=agenda-1-title]", "Hai")
    form.locator("[data-site]").nth(2).check()
    expect(form.locator("[data-kept]")).to_contain_text("Đã giữ trên máy này")
    form.wait_for_timeout(1500)  # the summary comes anew meanwhile
    expect(form.locator("[data-remembered]")).to_be_hidden()
    form.on("dialog", lambda dialog: dialog.accept())
    form.reload()
    expect(form.locator("[name=title]")).to_have_value("")

    form.click("[data-remembered-take]")
    expect(form.locator("[name=title]")).to_have_value("Họp giao ban văn phòng")
    expect(form.locator("[name=agenda-1-title]")).to_have_value("Hai")
    expect(form.locator("[data-site]").nth(2)).to_be_checked()
    expect(form.locator("[data-site]:checked")).to_have_count(1)

    form.click("button[value=save]:visible")
    expect(form.locator(".mistakes")).to_be_visible()
    form.fill("[name=day]", "30/12/2026")
    form.fill("[name=start]", "08:00")
    form.fill("[name=end]", "09:00")
    form.select_option("[name=chair_id]", index=1)
    form.select_option("[name=secretary_id]", index=1)
    form.click("button[value=save]:visible")
    form.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}$"))
    until(form, lambda: form.evaluate("sessionStorage.getItem('typed-was-sent')") is None)
    form.goto(f"{hub.url}/meetings/new")
    expect(form.locator("[name=title]")).to_be_visible()
    expect(form.locator("[data-remembered]")).to_be_hidden()
