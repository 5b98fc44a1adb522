"""The hub out of reach: the schedule is there to read, and goes when its reader signs out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import PHONE, sign_in, watched

pytestmark = [pytest.mark.xdist_group("desk"), pytest.mark.slow]

FORGOTTEN = "async () => !(await caches.keys()).includes('diem-cau-offline')"
IS_KEPT = """async () => {
  const [cache, worker] = [await caches.match("/offline"), await navigator.serviceWorker?.getRegistration()];
  return Boolean(cache && worker?.active);
}"""


def wait_until(page: Page, condition: str) -> None:
    """Ask from outside: waiting inside the page would need eval, which its policy forbids."""
    for _try in range(80):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(250)
    raise AssertionError(condition)


def test_without_a_line_the_schedule_is_there_to_read_until_signing_out(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(viewport=PHONE)
    watching = watched(context)
    page = watching.page
    sign_in(page, hub.url, "ct.mylung", hub.sign_ins()["password"])
    wait_until(page, IS_KEPT)
    context.set_offline(True)
    page.goto(f"{hub.url}/meetings")
    expect(page.locator("main")).to_contain_text("Không kết nối được với hệ thống")
    expect(page.locator("main")).to_contain_text("Hôm nay")
    expect(page.locator(".kept-meetings li").first).to_be_visible()
    assert page.locator("form").count() == 0
    watching.complaints.clear()
    assert watching.problems() == []

    context.set_offline(False)
    page.click("main a.btn-primary")
    expect(page.locator(".tabbar")).to_be_visible()
    page.evaluate("document.querySelector(\"form[action$='/sign-out']\").requestSubmit()")
    page.wait_for_url("**/sign-in**")
    wait_until(page, FORGOTTEN)


def test_an_answer_given_without_a_line_is_sent_when_the_line_is_back(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    watching = watched(context)
    page = watching.page
    sign_in(page, hub.url, "ct.donglac", hub.sign_ins()["password"])
    page.goto(f"{hub.url}/invitations")
    page.locator("main a.btn").first.click()
    page.wait_for_url("**/invitations/*-*")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.check("[name=answer][value=tentative]", force=True)
    page.fill("[name=reason]", "Chờ lịch của tỉnh")
    page.locator("[data-answer] .btn-primary").click()
    expect(page.locator("#toasts")).to_contain_text("tự gửi khi có mạng trở lại")
    expect(page.locator("#waiting-to-send")).to_contain_text("1")
    context.set_offline(False)
    page.reload()
    expect(page.locator("#waiting-to-send")).to_be_hidden()
    page.reload()
    expect(page.locator(".answer-given")).to_contain_text("Chờ lịch của tỉnh")

    page.wait_for_load_state("networkidle")
    page.check("[name=answer][value=absent]", force=True)
    page.fill("[name=reason]", "")
    page.locator("[data-answer] .btn-primary").click()  # with a line: as a page, mistakes and all
    expect(page.locator("[data-answer] .mistakes")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.fill("[name=reason]", "Họp tại tỉnh")
    page.locator("[data-answer] .btn-primary").click()
    expect(page.locator(".answer-given")).to_contain_text("Họp tại tỉnh")
