"""The lobby in a real browser: devices that cannot be used, the line test, what waits to be sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import PHONE, sign_in, watched

pytestmark = pytest.mark.xdist_group("desk")

#: What getUserMedia does in the page: the error of each case, as Chrome names it.
REFUSING = """
(name) => {
  if (!name) { Object.defineProperty(navigator, "mediaDevices", { value: undefined }); return; }
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
}
"""
CASES = {
    "NotAllowedError": ("Trình duyệt chưa được phép dùng camera", "ổ khóa"),
    "NotReadableError": ("Chương trình khác đang dùng camera", "Chương trình khác đang dùng micrô"),
    "NotFoundError": ("Không tìm thấy camera", "Không tìm thấy micrô"),
    "TypeError": ("Không khởi động được camera", "Không bật được micrô"),
    "": ("Địa chỉ này không an toàn", "Địa chỉ không an toàn"),
}


def lobby_of(page: Page, hub: LiveHub) -> None:
    page.goto(f"{hub.url}/rooms")
    page.goto(page.locator("a[href$='/lobby']").first.evaluate("each => each.href"))


def test_each_device_that_cannot_be_used_says_why_and_what_helps(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context()
    page = context.new_page()
    sign_in(page, hub.url, "ct.mylung", hub.sign_ins()["password"])
    said = set()
    for name, (camera, microphone) in CASES.items():
        asking = context.new_page()
        asking.add_init_script(f"({REFUSING})({name!r})")
        lobby_of(asking, hub)
        expect(asking.locator("#preview-title")).to_contain_text(camera)
        expect(asking.locator("#microphone-words")).to_contain_text(microphone)
        said.add((asking.inner_text("#preview-title"), asking.inner_text("#microphone-words")))
        asking.close()
    assert len(said) == len(CASES), "two cases say the same"


@pytest.mark.slow
def test_sound_is_tried_and_the_line_is_tested_in_words_first(
    hub: LiveHub, open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    watching = watched(open_context(viewport=PHONE))
    page = watching.page
    sign_in(page, hub.url, "ct.mylung", hub.sign_ins()["password"])
    lobby_of(page, hub)
    expect(page.locator("#microphone-words")).to_contain_text("Micrô nghe được bạn")
    page.click("#test-sound")
    page.click("[data-heard=unheard]")
    expect(page.locator("#heard-words")).to_contain_text("tăng âm lượng")
    page.click("[data-heard=ok]")
    page.click("#start-test")
    expect(page.locator("#advice")).to_be_visible(timeout=40_000)
    expect(page.locator("#verdict")).not_to_have_attribute("data-grade", "")
    page.click("summary:has-text('Chi tiết')")
    expect(page.locator("[data-figure=udp_open]")).to_have_text("đang mở")
    expect(page.locator("[data-figure=up_loss_pct]")).to_contain_text("%")
    assert watching.problems() == []


def test_what_a_browser_did_without_a_line_is_sent_after_a_crash(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    """The hub hears of it though the page that did it is gone, and hears it once."""
    context = open_context()
    page = context.new_page()
    sign_in(page, hub.url, "ct.mylung", hub.sign_ins()["password"])
    lobby_of(page, hub)
    meeting = page.url.split("/meetings/")[1].split("/")[0]
    keep = """
    async (url) => {
      const { deliverForm } = await import(document.querySelector("script[src*='js/modules/rooms/lobby.js']").src.replace(/modules\\/rooms\\/lobby.*/, "lib/outgoing.js"));
      return deliverForm(url, { connection: "a-line-that-was-cut" });
    }
    """
    context.set_offline(True)
    assert page.evaluate(keep, f"/meetings/{meeting}/room/leave") is None
    expect(page.locator("#waiting-to-send")).to_contain_text("Đang chờ gửi: 1")
    page.close(run_before_unload=False)
    context.set_offline(False)
    after = context.new_page()
    with after.expect_response(lambda answer: answer.url.endswith("/room/leave")) as sent:
        after.goto(f"{hub.url}/meetings/{meeting}")
    assert sent.value.ok and sent.value.request.headers["x-event-key"]
    for _ in range(50):
        if after.evaluate("localStorage.getItem('waiting-to-send')") is None:
            break
        after.wait_for_timeout(100)
    else:
        raise AssertionError("what was sent still waits")
    expect(after.locator("#waiting-to-send")).to_be_hidden()
