"""Guests in the room: they sit, speak and are recorded, and count for no quorum and no vote."""

import re

import pytest
from flask import Flask

from hub.attendance import papers as attendance_papers
from hub.attendance import queries as attendance
from hub.attendance import service as attendance_service
from hub.core.runtime import Runtime
from hub.core.text import use_locale
from hub.core.unit_of_work import Role
from hub.documents import queries as documents
from hub.documents import service as document_service
from hub.documents.models import DocumentType
from hub.invitations.models import Answer
from hub.invitations.queries import ever_of_meeting
from hub.meetings import queries as meetings
from hub.minutes.queries.facts import facts_of
from tests.builders import Stage
from tests.conftest import SetClock
from tests.documents.signing_stage import a_signing_stage
from tests.gateways.signing import papers
from tests.guests import in_as_guest
from tests.rooms.conftest import Device, DeviceOf


@pytest.fixture
def guest(app: Flask, runtime: Runtime, stage: Stage, line_of, opened: SetClock) -> Device:  # type: ignore[no-untyped-def]
    client = in_as_guest(app, runtime, stage)
    return Device(client, line_of(client), str(stage.meeting.id))


def test_a_guest_comes_in_raises_a_hand_and_speaks(
    stage: Stage, device_of: DeviceOf, guest: Device
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    assert guest.join()["ok"]
    assert guest.say("room:hand")["number"] == 1

    seat = next(each for each in chair.state()["sites"] if "Trần Quốc Bình" in each["name"])
    assert seat["name"] == "Trần Quốc Bình (khách mời)" and seat["here"]
    assert chair.say("room:grant", site=seat["id"])["ok"]
    assert guest.state()["speaker"] == seat["id"]


def test_a_guest_directs_nothing(stage: Stage, guest: Device) -> None:
    guest.join()
    site = str(stage.communes[0].meeting_site.id)

    for name in ("room:mute", "room:remove", "room:grant"):
        assert guest.say(name, site=site)["error"]["status"] == 403, name
    assert guest.say("room:answer-roll", head_count=3, event_key="k" * 20)["ok"] is False


def test_a_guest_counts_for_no_quorum_but_is_on_the_record(
    runtime: Runtime, stage: Stage, device_of: DeviceOf, guest: Device, opened: SetClock
) -> None:
    with runtime.read() as session:
        before = attendance.quorum_now(session, stage.meeting)
    guest.join()
    device_of(stage.communes[0].clerk).join()
    opened.go(minutes=30)

    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        now = attendance.quorum_now(session, meeting)
        summary = attendance.summary(session, meeting, now=opened.now)
        facts = facts_of(session, meeting, opened.now)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        attendance_service.start_roll_call(uow, meetings.get(uow.session, stage.meeting.id))
    with runtime.read() as session:
        progress = attendance.progress_of(session, meeting)
    assert progress is not None and progress.total == len(stage.communes) + 1
    assert (now.units_expected, now.units_present) == (before.units_expected, 1)
    assert len(summary.sites) == 4
    assert [(each["name"], each["minutes"]) for each in summary.guests] == [
        ("Trần Quốc Bình, Phó Giám đốc, Sở Y tế", 30)
    ]
    assert facts.guests == ("Trần Quốc Bình, Phó Giám đốc, Sở Y tế",)


def test_the_frozen_sheet_keeps_the_guests(
    runtime: Runtime, stage: Stage, device_of: DeviceOf, guest: Device, opened: SetClock
) -> None:
    guest.join()
    device_of(stage.communes[0].clerk).join()
    opened.go(minutes=20)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        attendance_service.propose_roll(uow, meeting)
        sheet = attendance_service.freeze(uow, meeting)
    opened.go(minutes=20)

    assert [each["minutes"] for each in sheet.content["guests"]] == [20]
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        assert attendance.summary(session, meeting, now=opened.now).guests[0]["minutes"] == 20


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.ATTENDING, "Tham dự"),
        (Answer.TENTATIVE, "Chưa chắc"),
        (Answer.ABSENT, "Vắng"),
        (None, "Chưa trả lời"),
    ],
)
def test_the_sheet_says_what_a_guest_answered(
    runtime: Runtime, stage: Stage, guest: Device, opened: SetClock, answer: Answer, words: str
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        asked = next(
            each
            for each in ever_of_meeting(uow.session, stage.meeting.id)
            if each.meeting_site.is_guest
        )
        asked.answer = answer
    guest.join()

    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        content = attendance.content_of(attendance.summary(session, meeting, now=opened.now))
        html = attendance_papers.paper_of(
            session, meeting, content, None, opened.now, "https://hop.tinh.example"
        )
    with use_locale("vi"):
        (row,) = attendance_papers.guests_table(content, None).rows
    assert row[1] == words
    assert f"<td>{words}</td>" in html


@pytest.mark.parametrize(("gets_documents", "status"), [(True, 200), (False, 404)])
def test_what_is_issued_is_read_by_guests_who_get_documents(
    app: Flask, runtime: Runtime, stage: Stage, storage, settings, gets_documents: bool, status: int
) -> None:  # type: ignore[no-untyped-def]  # fmt: skip
    signing = a_signing_stage(stage, runtime, storage, settings)
    document = signing.document(
        papers.letter(), type=DocumentType.MATERIAL, number="", notation="", title="Báo cáo tháng"
    )
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        document_service.issue(uow, documents.get(uow.session, document))
    client = in_as_guest(app, runtime, stage, gets_documents=gets_documents)

    assert client.get(f"/documents/{document}").status_code == status
    assert client.get(f"/documents/{document}/versions/1/content").status_code == status
    assert ("Báo cáo tháng" in client.get("/", follow_redirects=True).text) is gets_documents
    with runtime.read() as session:
        assert documents.counts(session, document).total == len(stage.communes)


def test_the_lobby_and_the_room_lead_a_guest_nowhere_that_is_closed(guest: Device) -> None:
    for page in ("guest", "lobby", "room"):
        text = guest.client.get(f"/meetings/{guest.meeting}/{page}").text
        for target in set(re.findall(r'(?:href|hx-get)="(/[^"#]*)"', text)):
            if not target.startswith("/static/"):
                assert guest.client.get(target).status_code in {200, 204, 302}, (page, target)
