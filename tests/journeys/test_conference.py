"""One conference from the schedule to the sealed dossier, driven in the browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys import conference as planning
from tests.journeys import holding, papers
from tests.journeys.conference import Conference
from tests.journeys.hubs import LiveHub, Mailboxes
from tests.journeys.pages import PHONE

pytestmark = [pytest.mark.xdist_group("journey"), pytest.mark.timeout(900)]


def test_a_conference_from_invitation_to_sealed_minutes(
    hub: LiveHub,
    mailboxes: Mailboxes,
    page_of: Callable[..., Page],
    open_context: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    conference = Conference(hub, mailboxes, page_of)
    planning.schedule(conference)
    planning.approve(conference)
    planning.invite(conference)
    planning.answer_by_link(conference, lambda: open_context().new_page())
    planning.watch_answers_and_chase(conference)

    papers.upload(conference, tmp_path)
    papers.number(conference)
    papers.sign(conference, "phochutich", hub.pin_of("phochutich"), wrong_first=True)
    papers.sign(conference, "vanthu", hub.sign_ins()["organisation_pin"])
    papers.issue(conference)
    papers.read_and_acknowledge(conference, "ct.xuanvien")
    papers.see_who_is_missing(conference)

    conference.page("ct.mylung", viewport=PHONE)
    holding.try_the_line(conference, "ct.xuanvien")
    holding.see_readiness(conference)
    holding.open_meeting(conference)
    rooms = [holding.join(conference, each) for each in ("phochutich", "ct.xuanvien", "ct.mylung")]
    holding.see_each_other(rooms)
    holding.take_the_floor(conference)
    holding.lose_the_line_and_come_back(conference)
    holding.call_the_roll(conference)
    holding.samples_arrive(conference)
    holding.close_meeting(conference)
    holding.freeze(conference)
    holding.reports(conference, tmp_path)

    holding.write_minutes(conference)
    holding.sign_minutes(conference, "thuky")
    holding.sign_minutes(conference, "phochutich")
    dossier = holding.seal(conference, tmp_path)
    holding.check_offline(dossier, tmp_path)
    holding.find(conference)
    assert hub.run("verify").returncode == 0
