"""Parts of a page that come anew while it is open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import sign_in, watched

pytestmark = pytest.mark.xdist_group("desk")

#: As when a list comes anew whose open menu a script has put into place.
PUT_IN_ANEW = """async () => {
  const { default: htmx } = await import("htmx");
  const part = document.querySelector("main").appendChild(document.createElement("div"));
  part.innerHTML = '<p id="placed">before</p>';
  part.firstChild.style.width = "200px";
  htmx.swap(part, '<p id="placed">after</p>', { swapStyle: "innerHTML" });
}"""


def test_what_a_script_has_placed_comes_anew_within_the_policy(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    watching = watched(open_context())
    sign_in(watching.page, hub.url, "chuyenvien", hub.sign_ins()["password"])
    watching.page.evaluate(PUT_IN_ANEW)
    expect(watching.page.locator("#placed")).to_have_text("after")
    assert watching.problems() == []
