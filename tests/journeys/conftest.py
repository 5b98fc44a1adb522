"""One browser and one hub with demo data for all journeys of a test process.

They end with the journeys: the browser's driver leaves an event loop in the process.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.hubs import LiveHub, Mailboxes, a_demo_hub
from tests.journeys.pages import DESKTOP, sign_in

#: Another browser can be tried, such as the oldest one supported.
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=5",  # a picture is a picture: this one is cheap to encode
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def mailboxes() -> Iterator[Mailboxes]:
    mailboxes = Mailboxes()
    yield mailboxes
    mailboxes.stop()


@pytest.fixture(scope="package")
def hub(
    tmp_path_factory: pytest.TempPathFactory, mailboxes: Mailboxes, fresh: Path
) -> Iterator[LiveHub]:
    with a_demo_hub(tmp_path_factory.mktemp("hub"), fresh, mailboxes) as hub:
        yield hub


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a separate browser profile."""
    opened: list[BrowserContext] = []

    def new(**options: object) -> BrowserContext:
        context = browser.new_context(
            **{
                "viewport": DESKTOP,
                "locale": "vi-VN",
                "permissions": ["camera", "microphone"],
                **options,
            }  # type: ignore[arg-type]
        )
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def page_of(hub: LiveHub, open_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Return a page in which a demo user is signed in."""

    def signed_in(username: str, **options: object) -> Page:
        page = open_context(**options).new_page()
        sign_in(page, hub.url, username, hub.sign_ins()["password"])
        return page

    return signed_in
