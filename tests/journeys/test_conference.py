"""One conference from the schedule to the sealed dossier, driven in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys import conference as steps
from tests.journeys.conference import Conference
from tests.journeys.hubs import LiveHub, Mailboxes

pytestmark = [pytest.mark.xdist_group("journey"), pytest.mark.timeout(600)]


def test_a_conference_from_invitation_to_sealed_minutes(
    hub: LiveHub,
    mailboxes: Mailboxes,
    page_of: Callable[..., Page],
    open_context: Callable[..., BrowserContext],
) -> None:
    conference = Conference(hub, mailboxes, page_of)
    steps.schedule(conference)
    steps.approve(conference)
    steps.invite(conference)
    steps.answer_by_link(conference, lambda: open_context().new_page())
    steps.watch_answers_and_chase(conference)
