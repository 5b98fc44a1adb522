"""A guest's mail, their own link, and the host's list of guests."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.invitations import queries
from hub.invitations.models import Answer, Invitation
from hub.outbox.models import OutgoingMessage
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock
from tests.invitations.moves import move

ClientOf = Callable[[Person], FlaskClient]
Sent = Callable[[], list[OutgoingMessage]]
BINH = {
    "name": "Trần Quốc Bình",
    "title": "Phó Giám đốc",
    "organisation": "Sở Y tế",
    "email": "binh.tq@soyte.example.vn",
    "gets_documents": "on",
}


@pytest.fixture
def scheduler(stage: Stage, client_of: ClientOf) -> FlaskClient:
    return client_of(stage.staff[Role.SCHEDULER])


@pytest.fixture
def guests(stage: Stage) -> str:
    return f"/meetings/{stage.meeting.id}/guests"


@pytest.fixture
def mail(scheduler: FlaskClient, guests: str, sent: Sent) -> OutgoingMessage:
    """The mail to a guest who was asked to the invited meeting."""
    assert scheduler.post(guests, data=BINH).status_code == 302
    return next(each for each in sent() if each.to_address == BINH["email"] and each.calendar)


@pytest.fixture
def link(mail: OutgoingMessage) -> str:
    found = re.search(r"(/guest/[^\s?]+)\?answer=attending", mail.body_text)
    assert found is not None
    return found[1]


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


def the_invitation(runtime: Runtime, stage: Stage) -> Invitation:
    with runtime.read() as session:
        ever = queries.ever_of_meeting(session, stage.meeting.id)
        return next(each for each in ever if each.meeting_site.is_guest)


def mails_to_the_guest(sent: Sent) -> list[object]:
    """The mails with a calendar part that left or will leave."""
    return [
        each.id
        for each in sent()
        if each.to_address == BINH["email"] and each.calendar and each.withdrawn_at is None
    ]


def deliver_everything(runtime: Runtime) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        waiting = select(OutgoingMessage).where(
            OutgoingMessage.sent_at.is_(None), OutgoingMessage.withdrawn_at.is_(None)
        )
        for each in uow.session.scalars(waiting):
            each.sent_at = uow.now


def test_the_mail_asks_the_guest_by_name_with_a_calendar_request(mail: OutgoingMessage) -> None:
    assert "Trần Quốc Bình, Phó Giám đốc, Sở Y tế" in mail.body_text
    assert "đại biểu dự thay" not in mail.body_text.lower()
    event = Calendar.from_ical(mail.calendar).walk("VEVENT")[0]
    assert event["ATTENDEE"] == f"mailto:{BINH['email']}"
    assert "/guest/" in event["LOCATION"]


def test_nobody_else_hears_of_a_guest(scheduler: FlaskClient, guests: str, sent: Sent) -> None:
    before = {each.id for each in sent()}
    scheduler.post(guests, data=BINH)
    assert {each.to_address for each in sent() if each.id not in before} == {BINH["email"]}


def test_the_link_shows_the_meeting_and_changes_nothing(
    runtime: Runtime, browser: FlaskClient, link: str, stage: Stage
) -> None:
    page = browser.get(f"{link}?answer=absent")

    assert page.status_code == 200 and stage.meeting.title in page.text
    assert the_invitation(runtime, stage).answer is None
    assert browser.get("/").status_code in {302, 401}


@pytest.mark.parametrize("said", ["attending", "tentative", "absent"])
def test_a_guest_answers_for_themselves(
    runtime: Runtime, browser: FlaskClient, link: str, stage: Stage, said: str, sent: Sent
) -> None:
    assert browser.post(link, data={"answer": said, "reason": "Bận họp tỉnh"}).status_code == 302

    kept = the_invitation(runtime, stage)
    assert kept.answer is Answer(said)
    assert kept.answered_by_name == "Trần Quốc Bình"
    asked_leave = [each for each in sent() if each.key.startswith(f"invitation:{kept.id}:absent")]
    assert asked_leave == []


def test_a_guest_sends_no_deputy(browser: FlaskClient, link: str) -> None:
    assert browser.post(link, data={"answer": "sending-deputy"}).status_code == 403


def test_a_forged_an_old_and_a_withdrawn_link_open_nothing(
    runtime: Runtime, browser: FlaskClient, scheduler: FlaskClient, link: str, stage: Stage,
    guests: str,
) -> None:  # fmt: skip
    assert browser.get(f"{link}x").status_code == 404
    assert browser.post(f"{link}x/enter").status_code == 404
    guest_id = the_invitation(runtime, stage).meeting_site_id
    scheduler.post(f"{guests}/{guest_id}/remove")
    for path in (link, f"{link}/enter"):
        assert browser.post(path, data={"answer": "attending"}).status_code == 410


def test_a_guest_taken_out_by_mistake_hears_nothing_and_keeps_link_and_answer(
    runtime: Runtime, browser: FlaskClient, scheduler: FlaskClient, link: str, stage: Stage,
    guests: str, sent: Sent,
) -> None:  # fmt: skip
    deliver_everything(runtime)
    browser.post(link, data={"answer": "attending"})
    guest_id = the_invitation(runtime, stage).meeting_site_id
    before = mails_to_the_guest(sent)
    answer = scheduler.post(f"{guests}/{guest_id}/remove", follow_redirects=True)
    assert f'action="{guests}/{guest_id}/return"' in answer.text and "Hoàn tác" in answer.text

    scheduler.post(f"{guests}/{guest_id}/return")

    assert browser.get(link).status_code == 200
    assert the_invitation(runtime, stage).answer is Answer.ATTENDING
    assert mails_to_the_guest(sent) == before


def test_a_guest_whose_mail_had_not_left_gets_one_when_asked_again(
    runtime: Runtime, scheduler: FlaskClient, link: str, stage: Stage, guests: str, sent: Sent
) -> None:
    guest_id = the_invitation(runtime, stage).meeting_site_id
    for step in ("remove", "return"):
        scheduler.post(f"{guests}/{guest_id}/{step}")

    assert len(mails_to_the_guest(sent)) == 1


def test_a_guest_who_was_told_gets_a_new_link_when_asked_again(
    runtime: Runtime, browser: FlaskClient, scheduler: FlaskClient, link: str, stage: Stage,
    guests: str, sent: Sent,
) -> None:  # fmt: skip
    guest_id = the_invitation(runtime, stage).meeting_site_id
    for _again in range(2):
        scheduler.post(f"{guests}/{guest_id}/remove")
        deliver_everything(runtime)
        before = mails_to_the_guest(sent)
        scheduler.post(f"{guests}/{guest_id}/return")
        assert len(mails_to_the_guest(sent)) == len(before) + 1

    assert browser.get(link).status_code == 410
    newest = [each for each in sent() if each.to_address == BINH["email"] and each.calendar][-1]
    found = re.search(r"/guest/[^\s?]+", newest.body_text)
    assert found is not None and browser.get(found[0]).status_code == 200


def test_a_link_of_a_moved_meeting_is_replaced_by_a_new_one(
    runtime: Runtime, browser: FlaskClient, link: str, stage: Stage, sent: Sent
) -> None:
    move(runtime, stage)

    assert browser.get(link).status_code == 410
    newest = [each for each in sent() if each.to_address == BINH["email"] and each.calendar][-1]
    found = re.search(r"/guest/[^\s?]+", newest.body_text)
    assert found is not None and browser.get(found[0]).status_code == 200


def test_entering_opens_the_one_meeting_and_nothing_else(
    browser: FlaskClient, link: str, stage: Stage, clock: SetClock
) -> None:
    clock.now = MONDAY - timedelta(minutes=30)
    entered = browser.post(f"{link}/enter")

    page = browser.get(entered.location)
    assert page.status_code == 200 and "Vào sảnh chờ" in page.text
    assert browser.get("/").location == entered.location
    assert browser.get(f"/meetings/{stage.meeting.id}/lobby").status_code == 200
    for closed in ("/meetings", "/documents", "/account", "/admin", "/search?q=a", "/reports"):
        assert browser.get(closed).status_code == 403, closed
    assert browser.get(f"/meetings/{stage.meeting.id}").status_code == 403
    assert browser.get(f"/meetings/{stage.other_meeting.id}/guest").status_code == 404
    assert browser.get(f"/meetings/{stage.other_meeting.id}/lobby").status_code == 404


def test_a_guest_who_is_taken_out_is_out_at_once(
    runtime: Runtime, browser: FlaskClient, scheduler: FlaskClient, link: str, stage: Stage,
    guests: str,
) -> None:  # fmt: skip
    home = browser.post(f"{link}/enter").location
    assert browser.get(home).status_code == 200

    scheduler.post(f"{guests}/{the_invitation(runtime, stage).meeting_site_id}/remove")

    assert browser.get(home, headers={"Accept": "application/json"}).status_code == 401


def test_what_was_typed_stays_when_the_address_is_wrong(
    scheduler: FlaskClient, guests: str
) -> None:
    page = scheduler.post(guests, data=BINH | {"email": "khong-phai-thu"})

    assert page.status_code == 400
    assert "Trần Quốc Bình" in page.text and "khong-phai-thu" in page.text


def test_those_invited_do_not_see_the_list_of_guests(
    stage: Stage, client_of: ClientOf, guests: str
) -> None:
    assert client_of(stage.communes[0].leader).get(guests).status_code == 404


def test_guests_are_listed_with_their_answers_apart_from_the_units(
    runtime: Runtime, browser: FlaskClient, scheduler: FlaskClient, link: str, stage: Stage,
    guests: str,
) -> None:  # fmt: skip
    browser.post(link, data={"answer": "attending"})

    assert "Tham dự" in scheduler.get(guests).text
    units = scheduler.get(f"/meetings/{stage.meeting.id}/invitations").text
    assert "Trần Quốc Bình" not in units
    with runtime.read() as session:
        assert queries.counts(session, stage.meeting.id).invited == len(stage.communes)
