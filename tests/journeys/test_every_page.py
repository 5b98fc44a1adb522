"""Every page, for every role: it answers, and each kind is sound by day and night, wide and narrow.

Every address that a role finds is asked for. The browser opens those whose tree of elements no
other had, in a pair of looks that has all four: a table with twenty rows is no other page than the one
with ten.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from playwright.sync_api import BrowserContext

from tests.journeys.hubs import LiveHub
from tests.journeys.pages import DESKTOP, PHONE, Watched, sign_in, watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crawl"), pytest.mark.timeout(600)]

#: One user of each role.
USERS = ("chuyenvien", "chutri", "thuky", "vanthu", "kythuat", "quantridonvi", "quantri",
         "thanhtra", "ct.xuanvien", "vt.xuanvien")  # fmt: skip
#: Where everybody with an account begins.
BEGIN = ("/", "/account", "/notices", "/offline")
BrowserOf = Callable[[str], Watched]
Look = tuple[str, dict[str, int]]
LOOKS: tuple[Look, ...] = tuple(itertools.product(("light", "dark"), (DESKTOP, PHONE)))
#: Two looks that show a page by day and by night, on a desk and on a phone.
PAIRS = ((LOOKS[0], LOOKS[3]), (LOOKS[1], LOOKS[2]))
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+(?=/|$)")
#: Files and exports are not pages; the room asks for camera and is driven by its own test.
NOT_PAGES = re.compile(
    r"\.(pdf|xlsx|csv|ics|zip|p7s)$|/file$|/download|format=|/static/|/pdf$|/room$"
)
#: What differs between two pages of one kind.
VARIES = re.compile(
    r"^(id|for|href|src|srcset|name|value|style|title|content|action|datetime|data-.*|hx-.*"
    r"|aria-(label|labelledby|describedby|controls|valuenow))$"
)
#: Lobby and room are dark for everybody.
SET_THEME = """theme => {
  if (!document.querySelector(".stage-bar")) document.documentElement.dataset.bsTheme = theme;
}"""


def kind(path: str) -> str:
    """Return the path with ids blanked: one address of each kind is enough."""
    return IDENTIFIER.sub("*", urlsplit(path).path)


def tree(element: html.HtmlElement) -> str:
    """Return the elements without their words; neighbours of one kind count once."""
    own = sorted(
        name + ("" if value else "?") if VARIES.match(name) else f"{name}={value}"
        for name, value in element.attrib.items()
    )
    words = "*" if any((each or "").strip() for each in element.xpath("text()")) else ""
    inside = [tree(child) for child in element if isinstance(child.tag, str)]
    kinds = [each for at, each in enumerate(inside) if at == 0 or inside[at - 1] != each]
    return f"{element.tag}[{','.join(own)}]{words}({','.join(kinds)})"


def links(page: html.HtmlElement, at: str) -> list[str]:
    paths = []
    for href in page.xpath("//a/@href"):
        parts = urlsplit(urljoin(at, href))
        same = urlsplit(at)[:2] == parts[:2]
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if same and not NOT_PAGES.search(path):
            paths.append(path)
    return paths


def faults(watching: Watched, url: str, look: Look) -> list[str]:
    theme, size = look
    watching.page.set_viewport_size(size)  # type: ignore[arg-type]
    watching.visit(url)
    watching.page.evaluate(SET_THEME, theme)
    return [f"{url} ({theme}, {size['width']}): {each}" for each in watching.problems()]


@dataclass
class Crawl:
    """The pages of a hub, and which trees of elements the browser has shown."""

    hub: LiveHub
    known: set[str] = field(default_factory=set)

    def through(
        self, watching: Watched, *, begin: Sequence[str] = BEGIN, least: int = 8
    ) -> list[str]:
        """Ask for every page that is reached from some, look at new kinds; return what is wrong."""
        waiting, seen, bad = list(begin), set(), []
        while waiting:
            path = waiting.pop(0)
            if kind(path) in seen:
                continue
            seen.add(kind(path))
            answer = watching.page.request.get(self.hub.url + path)
            if answer.status != 200:
                bad.append(f"{path}: status {answer.status}")
                continue
            page = html.fromstring(answer.text())
            waiting += links(page, answer.url)
            for look in self.looks_for(page):
                bad += faults(watching, self.hub.url + path, look)
        assert len(seen) > least, seen
        return bad

    def looks_for(self, page: html.HtmlElement) -> Sequence[Look]:
        shown = {tree(part) for part in page.xpath("//header | //nav | //main")} or {tree(page)}
        if shown <= self.known:
            return ()
        self.known |= shown
        return PAIRS[len(self.known) % len(PAIRS)]


@pytest.fixture
def browser_of(hub: LiveHub, open_context: Callable[..., BrowserContext]) -> BrowserOf:
    def signed_in(user: str) -> Watched:
        watching = watched(open_context(reduced_motion="reduce"))
        sign_in(watching.page, hub.url, user, hub.sign_ins()["password"])
        return watching

    return signed_in


def test_every_page_of_every_role_is_sound_by_day_and_night_wide_and_narrow(
    hub: LiveHub, browser_of: BrowserOf
) -> None:
    crawl = Crawl(hub)
    bad = [each for user in USERS for each in crawl.through(browser_of(user))]
    assert not bad, "\n".join(bad)


def test_every_page_of_a_guest_is_sound(
    hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    link = hub.sign_ins()["guest"]["path"]
    watching = watched(open_context(reduced_motion="reduce"))
    bad = [each for look in LOOKS for each in faults(watching, hub.url + link, look)]
    watching.page.click("button:has-text('Vào họp')")
    watching.page.wait_for_url("**/guest")
    bad += Crawl(hub).through(watching, begin=("/", link, "/help", "/offline"), least=5)
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/answer/forged.token"])
@pytest.mark.parametrize("look", LOOKS)
def test_pages_for_everybody_are_sound_too(
    hub: LiveHub, open_context: Callable[..., BrowserContext], path: str, look: Look
) -> None:
    watching = watched(open_context(reduced_motion="reduce"))
    assert faults(watching, hub.url + path, look) == []
