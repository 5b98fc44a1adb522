"""Every page, for every role: light and dark, desktop and phone."""

import itertools
import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched

pytestmark = [pytest.mark.xdist_group("crawl"), pytest.mark.timeout(600)]

#: One user of each role.
USERS = ("chuyenvien", "chutri", "thuky", "vanthu", "kythuat", "quantridonvi", "quantri",
         "thanhtra", "ct.xuanvien", "vt.xuanvien")  # fmt: skip
LOOKS = list(itertools.product(("light", "dark"), (DESKTOP, PHONE)))
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
#: Files and exports are not pages; the room asks for camera and is driven by its own test.
NOT_PAGES = re.compile(
    r"\.(pdf|xlsx|csv|ics|zip|p7s)$|/file$|/download|format=|/static/|/export|/pdf$|/room$"
)
MOST_PAGES = 60
#: Lobby and room are dark for everybody.
SET_THEME = """theme => {
  if (!document.querySelector(".stage-bar")) document.documentElement.dataset.bsTheme = theme;
}"""


def shape(path: str) -> str:
    """Return the path with ids blanked: one page of each kind is enough."""
    return IDENTIFIER.sub("*", urlsplit(path).path)


def links(page: Page, base: str) -> list[str]:
    found = page.eval_on_selector_all(
        "a[href]", "all => all.map((each) => each.getAttribute('href'))"
    )
    paths = []
    for href in found:
        parts = urlsplit(urljoin(page.url, href))
        same = f"{parts.scheme}://{parts.netloc}" == base
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if same and not NOT_PAGES.search(path):
            paths.append(path)
    return paths


def show_as(watching: Watched, theme: str, size: dict[str, int]) -> None:
    watching.page.set_viewport_size(size)  # type: ignore[arg-type]
    watching.page.evaluate(SET_THEME, theme)
    watching.page.wait_for_timeout(60)


@pytest.mark.parametrize("user", USERS)
def test_every_page_is_sound_for_every_role(
    hub: LiveHub, open_context: Callable[..., BrowserContext], user: str
) -> None:
    watching = watched(open_context())
    sign_in(watching.page, hub.url, user, hub.sign_ins()["password"])
    waiting, seen, bad = ["/", "/account", "/notices"], set(), []
    turn = USERS.index(user)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        status = watching.visit(hub.url + path)
        if status != 200:
            bad.append(f"{path}: status {status}")
            continue
        waiting += links(watching.page, hub.url)
        theme, size = LOOKS[(turn + len(seen)) % len(LOOKS)]
        show_as(watching, theme, size)
        bad += [f"{path} ({theme}, {size['width']}): {each}" for each in watching.problems()]
    assert not bad, "\n".join(bad)
    assert len(seen) > 8, seen


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/answer/forged.token"])
@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_pages_for_everybody_are_sound_too(
    hub: LiveHub,
    open_context: Callable[..., BrowserContext],
    path: str,
    theme: str,
    size: dict[str, int],
) -> None:
    watching = watched(open_context())
    watching.visit(hub.url + path)
    show_as(watching, theme, size)
    assert watching.problems() == []
