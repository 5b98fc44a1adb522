"""What the browser itself says of a form."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hubs import LiveHub


@pytest.mark.slow
def test_the_browser_asks_for_what_is_missing_in_the_language_of_the_page(
    hub: LiveHub, page_of: Callable[..., Page]
) -> None:
    page = page_of("ct.xuanvien")
    page.goto(f"{hub.url}/account")
    password = page.locator("form:has([name=new_password]) input[type=password]")

    def said() -> list[str]:
        return password.evaluate_all("fields => fields.map((each) => each.validationMessage)")

    send = page.locator("form:has([name=new_password]) button")
    send.click()
    assert said() == ["Mục này bắt buộc nhập."] * 3
    password.nth(0).fill("sai")
    assert said()[0] == ""
    for place in (1, 2):  # filled in by a password manager: no key is pressed
        password.nth(place).evaluate("field => { field.value = 'một câu đủ dài để nhớ'; }")
    send.click()
    expect(page.locator("main")).to_contain_text("Mật khẩu đăng nhập không đúng")
