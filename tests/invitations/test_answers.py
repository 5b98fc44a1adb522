"""Answers of units: by link, signed in, and what the host sees and does."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient
from sqlalchemy import event

from hub.audit.models import AuditEntry
from hub.core.errors import NotAllowed
from hub.core.links import LinkSigner
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.invitations import queries, rules, service
from hub.invitations.errors import AnswerIncomplete, NothingToDecide, TooLateToAnswer
from hub.invitations.models import Answer, Invitation
from hub.invitations.notices.desk import TO_ANSWER
from hub.invitations.rules import DelegateLine, Reply
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.meetings.errors import NotTheChair
from hub.meetings.rules import plan_of
from hub.outbox.models import OutgoingMessage
from tests.builders import MONDAY, Commune, Stage
from tests.conftest import Heard, SetClock
from tests.invitations.moves import move

ClientOf = Callable[[Person], FlaskClient]
Sent = Callable[[], list[OutgoingMessage]]

COMING = Reply(Answer.ATTENDING, (DelegateLine("Hà Văn An", "Chủ tịch"),), head_count=4)
ABSENT = Reply(Answer.ABSENT, reason="Trực phòng chống lụt bão")


@pytest.fixture
def link(settings: Settings, stage: Stage) -> str:
    """The signed link in the first commune's mail."""
    return link_of(settings, stage.communes[0].invitation)


def link_of(settings: Settings, invitation: Invitation, *, serial: int = 1) -> str:
    token = LinkSigner(settings.secret).sign(
        TO_ANSWER, {"i": str(invitation.id), "s": serial}, expires_at=MONDAY + timedelta(days=30)
    )
    return f"/answer/{token}"


def stored(runtime: Runtime, commune: Commune) -> Invitation:
    with runtime.read() as session:
        return queries.get(session, commune.invitation.id)


def say(runtime: Runtime, stage: Stage, commune: Commune, reply: Reply) -> None:
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        service.answer(uow, queries.get(uow.session, commune.invitation.id), reply)


@pytest.fixture
def reader(app: object, client_of: ClientOf) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()  # type: ignore[attr-defined,no-any-return]


def test_opening_the_link_shows_the_meeting_and_changes_nothing(
    runtime: Runtime, reader: FlaskClient, link: str, stage: Stage
) -> None:
    page = reader.get(f"{link}?answer=absent")

    assert page.status_code == 200
    assert stage.meeting.title in page.text and "Thứ Hai" in page.text
    assert 'value="absent" checked' in page.text
    assert stored(runtime, stage.communes[0]).answer is None


@pytest.mark.usefixtures("counted")
def test_whoever_was_invited_can_answer_however_many_share_their_address(
    reader: FlaskClient, link: str
) -> None:
    assert {reader.get(link).status_code for _ in range(61)} == {200}


@pytest.mark.usefixtures("counted")
def test_links_cannot_be_guessed_at_speed(reader: FlaskClient, link: str) -> None:
    statuses = [reader.get(f"{link}{number}").status_code for number in range(61)]
    assert statuses[-1] == 429 and 429 not in statuses[:-1]


def test_two_delegates_and_a_head_count_by_link(
    runtime: Runtime, reader: FlaskClient, link: str, stage: Stage
) -> None:
    answer = reader.post(
        link,
        data={
            "answer": "attending",
            "by_name": "Đinh Thị Xuân",
            "head_count": "12",
            "delegates-0-name": "Hà Văn An",
            "delegates-0-title": "Chủ tịch UBND xã",
            "delegates-1-name": "Đinh Thị Xuân",
            "delegates-1-title": "Văn thư",
            "delegates-2-name": "",
            "step": "send",
        },
    )

    assert answer.status_code == 302
    thanks = reader.get(answer.location)
    assert "Xin cảm ơn" in thanks.text and "Hà Văn An" in thanks.text
    kept = stored(runtime, stage.communes[0])
    assert (kept.answer, kept.head_count) == (Answer.ATTENDING, 12)
    assert [each.name for each in kept.delegates] == ["Hà Văn An", "Đinh Thị Xuân"]
    assert (kept.answered_by_name, kept.answered_by_link, kept.answered_by_id) == (
        "Đinh Thị Xuân", True, None,
    )  # fmt: skip
    with runtime.read() as session:
        names = [each.event for each in session.query(AuditEntry)]
    assert "invitation:answered" in names


def test_an_answer_is_changed_with_the_same_link_until_the_start(
    runtime: Runtime, clock: SetClock, reader: FlaskClient, link: str, stage: Stage
) -> None:
    coming = {"answer": "attending", "by_name": "A B", "head_count": "3"}
    reader.post(link, data=coming)
    clock.now = MONDAY - timedelta(seconds=1)
    reader.post(link, data={"answer": "absent", "by_name": "A B", "reason": "Ốm"})
    assert stored(runtime, stage.communes[0]).answer is Answer.ABSENT
    assert stored(runtime, stage.communes[0]).head_count is None

    clock.now = MONDAY
    late = reader.post(link, data=coming)
    assert late.status_code == 409
    assert "đã bắt đầu" in late.text
    assert stored(runtime, stage.communes[0]).answer is Answer.ABSENT


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        ({}, ["Mục này bắt buộc"]),
        ({"answer": "maybe"}, ["Chọn một trong"]),
        ({"answer": "absent"}, ["Ghi lý do", "Ghi tên bạn"]),
        ({"answer": "attending", "by_name": "A"}, ["Ghi số người"]),
        ({"answer": "attending", "by_name": "A", "head_count": "0"}, ["nhỏ nhất"]),
        ({"answer": "attending", "by_name": "A", "head_count": "x"}, ["số nguyên"]),
        (
            {"answer": "sending-deputy", "by_name": "A", "head_count": "1"},
            ["họ tên người dự thay", "chức vụ người dự thay", "Ghi lý do"],
        ),
        (
            {"answer": "attending", "by_name": "A", "head_count": "1",
             "delegates-0-name": "B", "delegates-1-name": "C"},
            ["ít hơn số đại biểu"],
        ),
    ],
)  # fmt: skip
def test_all_that_is_missing_is_said_at_once_and_nothing_typed_is_lost(
    runtime: Runtime,
    reader: FlaskClient,
    link: str,
    stage: Stage,
    typed: dict[str, str],
    sentences: list[str],
) -> None:
    page = reader.post(link, data=typed | {"deputy_phone": "0210 3 870 001", "step": "send"})

    assert page.status_code == 400
    for sentence in sentences:
        assert sentence.lower() in page.text.lower(), sentence
    assert stored(runtime, stage.communes[0]).answer is None


def test_eleven_delegates_are_too_many(reader: FlaskClient, link: str) -> None:
    rows = {f"delegates-{number}-name": f"Người {number}" for number in range(11)}
    page = reader.post(
        link, data={"answer": "attending", "by_name": "A", "head_count": "20"} | rows
    )

    assert page.status_code == 400
    assert "Người 10" in page.text


def test_a_delegate_row_is_added_without_scripts(reader: FlaskClient, link: str) -> None:
    page = reader.post(
        link, data={"answer": "attending", "delegates-0-name": "A B", "step": "add-delegate"}
    )

    assert page.status_code == 200
    assert 'name="delegates-1-name"' in page.text and 'value="A B"' in page.text


def test_a_forged_link_is_not_found(reader: FlaskClient, link: str) -> None:
    for bad in (f"{link}x", link[:-3], "/answer/abc", f"/answer/{'a' * 3000}", "/answer/%00"):
        assert reader.get(bad).status_code == 404
        assert reader.post(bad, data={"answer": "attending"}).status_code == 404
    assert "không hợp lệ" in reader.get(f"{link}x").text


def test_a_link_for_another_purpose_does_not_answer(
    settings: Settings, reader: FlaskClient, stage: Stage
) -> None:
    token = LinkSigner(settings.secret).sign(
        "other", {"i": str(stage.communes[0].invitation.id), "s": 1},
        expires_at=MONDAY + timedelta(days=1),
    )  # fmt: skip
    assert reader.get(f"/answer/{token}").status_code == 404


def test_an_expired_link_says_so(clock: SetClock, reader: FlaskClient, link: str) -> None:
    clock.now = MONDAY + timedelta(days=31)

    page = reader.get(link)
    assert page.status_code == 410
    assert "hết hạn" in page.text


def test_a_link_from_before_the_move_is_replaced(
    runtime: Runtime, settings: Settings, reader: FlaskClient, link: str, stage: Stage
) -> None:
    move(runtime, stage)

    old = reader.get(link)
    assert old.status_code == 410 and "đổi lịch" in old.text
    assert reader.get(link_of(settings, stage.communes[0].invitation, serial=2)).status_code == 200


@pytest.fixture
def withdrawn(runtime: Runtime, stage: Stage) -> Commune:
    """The first commune, after the scheduler took its site out of the meeting."""
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        staying = frozenset(each.site.id for each in stage.communes[1:])
        plan = dataclasses.replace(plan_of(meeting), site_ids=staying)
        meeting_service.edit_and_tell(uow, meeting, plan, version=meeting.version)
    return stage.communes[0]


def test_the_link_of_a_withdrawn_invitation_says_so_and_takes_no_answer(
    runtime: Runtime, reader: FlaskClient, link: str, withdrawn: Commune
) -> None:
    page = reader.get(link)
    assert page.status_code == 410 and "đã rút giấy mời" in page.text
    posted = reader.post(link, data={"answer": "attending", "by_name": "A", "head_count": "1"})
    assert posted.status_code == 410
    assert reader.get(f"{link}/done").status_code == 410
    assert stored(runtime, withdrawn).answer is None


def test_the_unit_signed_in_reads_that_its_invitation_was_withdrawn(
    client_of: ClientOf, stage: Stage, withdrawn: Commune
) -> None:
    clerk = client_of(withdrawn.clerk)
    page = clerk.get(f"/invitations/{withdrawn.invitation.id}")
    assert page.status_code == 200 and "đã rút giấy mời" in page.text
    assert f"/meetings/{stage.meeting.id}" not in page.text
    assert "Đã rút giấy mời" in clerk.get("/invitations").text
    assert clerk.get(f"/meetings/{stage.meeting.id}").status_code == 404
    answer = {"answer": "attending", "head_count": "2"}
    posted = clerk.post(f"/invitations/{withdrawn.invitation.id}/answer", data=answer)
    assert posted.status_code == 410


def test_the_office_sees_a_withdrawn_invitation_apart_from_the_counts(
    client_of: ClientOf, stage: Stage, withdrawn: Commune
) -> None:
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    url = f"/meetings/{stage.meeting.id}/invitations"
    page = scheduler.get(url).text
    assert "Đã rút giấy mời" in page and f"invitations/{withdrawn.invitation.id}/chase" not in page
    only = scheduler.get(f"{url}?show=withdrawn").text
    assert withdrawn.unit.short_name in only
    assert stage.communes[1].unit.short_name not in only
    assert withdrawn.unit.short_name not in scheduler.get(f"{url}?show=waiting").text


def test_a_cancelled_meeting_is_shown_with_its_reason_and_takes_no_answer(
    runtime: Runtime, reader: FlaskClient, link: str, stage: Stage
) -> None:
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        meeting_service.cancel(
            uow, meetings.get(uow.session, stage.meeting.id), reason="Mưa bão kéo dài"
        )

    page = reader.get(link)
    assert page.status_code == 409
    assert "đã hủy" in page.text and "Mưa bão kéo dài" in page.text
    posted = reader.post(link, data={"answer": "attending", "by_name": "A", "head_count": "1"})
    assert posted.status_code == 409


def test_the_clerk_answers_signed_in(runtime: Runtime, client_of: ClientOf, stage: Stage) -> None:
    commune = stage.communes[0]
    clerk = client_of(commune.clerk)
    url = f"/invitations/{commune.invitation.id}"
    assert "Chờ đơn vị trả lời" in clerk.get("/invitations").text

    answer = clerk.post(f"{url}/answer", data={"answer": "absent", "reason": "Họp HĐND xã"})
    assert answer.status_code == 302
    assert "Họp HĐND xã" in clerk.get(url).text
    assert stored(runtime, commune).answered_by_id == commune.clerk.id


def test_an_answer_kept_while_the_line_was_lost_counts_once_and_mistakes_are_said(
    runtime: Runtime, client_of: ClientOf, stage: Stage, heard: Heard
) -> None:
    clerk = client_of(stage.communes[0].clerk)
    url = f"/invitations/{stage.communes[0].invitation.id}/answer"
    kept = {"headers": {"X-Event-Key": "kept-0000001", "Accept": "application/json"}}
    for _again in range(2):
        assert clerk.post(url, data={"answer": "tentative"}, **kept).status_code == 302
    assert heard.names().count("invitation:answered") == 1
    assert stored(runtime, stage.communes[0]).answer is Answer.TENTATIVE

    other = {"headers": {"X-Event-Key": "kept-0000002", "Accept": "application/json"}}
    late = clerk.post(url, data={"answer": "absent"}, **other)
    assert late.status_code == 400 and late.json["fields"]


def test_another_commune_sees_nothing_of_it(client_of: ClientOf, stage: Stage) -> None:
    stranger = client_of(stage.communes[1].leader)
    theirs = stage.communes[0].invitation.id

    assert stranger.get(f"/invitations/{theirs}").status_code == 404
    answer = stranger.post(
        f"/invitations/{theirs}/answer", data={"answer": "absent", "reason": "Không phải tôi"}
    )
    assert answer.status_code == 404


def test_the_host_does_not_answer_for_a_commune(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(NotAllowed), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.answer(uow, queries.get(uow.session, stage.communes[0].invitation.id), COMING)


def test_counts_add_up(runtime: Runtime, stage: Stage) -> None:
    first, second, _third = stage.communes
    say(runtime, stage, first, COMING)
    deputy = DelegateLine("Lê Văn Ba", "Phó Chủ tịch", is_deputy=True)
    say(runtime, stage, second, Reply(Answer.SENDING_DEPUTY, (deputy,), 2, "Đi công tác"))

    with runtime.read() as session:
        counts = queries.counts(session, stage.meeting.id)
        noise = queries.counts(session, stage.other_meeting.id)
    assert counts == queries.Counts(
        invited=3, attending=1, deputies=1, absent=0, waiting=1, head_count=6
    )
    assert noise == queries.Counts(invited=1, waiting=1)
    assert counts.coming == 2


def test_not_sure_yet_counts_apart_and_is_asked_again(
    runtime: Runtime, reader: FlaskClient, link: str, client_of: ClientOf, stage: Stage, sent: Sent
) -> None:
    unsure = {"answer": "tentative", "by_name": "Đinh Thị Xuân", "reason": "Chờ lịch của tỉnh"}
    assert reader.post(link, data=unsure | {"head_count": "4"}).status_code == 302
    say(runtime, stage, stage.communes[1], COMING)

    with runtime.read() as session:
        counts = queries.counts(session, stage.meeting.id)
    assert counts == queries.Counts(invited=3, attending=1, tentative=1, waiting=1, head_count=4)
    assert counts.unsettled == 2
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    url = f"/meetings/{stage.meeting.id}/invitations"
    page = scheduler.get(f"{url}?show=tentative").text
    assert "Chưa chắc" in page and "Chờ lịch của tỉnh" in page
    assert "Nhắc đơn vị chưa trả lời (2)" in page
    scheduler.post(f"{url}/chase")
    chased = [each.body_text for each in sent() if ":chased:" in each.key and each.to_address]
    assert len(chased) == 2
    assert sum("đã trả lời là chưa chắc" in each for each in chased) == 1
    say(runtime, stage, stage.communes[0], COMING)
    assert stored(runtime, stage.communes[0]).answer is Answer.ATTENDING


def test_an_absence_waits_for_the_chair_who_decides_once(
    runtime: Runtime, stage: Stage, sent: Sent
) -> None:
    commune = stage.communes[0]
    say(runtime, stage, commune, ABSENT)
    chair = stage.actor(Role.CHAIR)
    assert any(":absent:" in each.key and each.to_person_id == chair.person_id for each in sent())

    with pytest.raises(NotTheChair), runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.approve_absence(uow, queries.get(uow.session, commune.invitation.id))
    with runtime.unit_of_work(chair) as uow:
        service.refuse_absence(uow, queries.get(uow.session, commune.invitation.id))
    with pytest.raises(NothingToDecide), runtime.unit_of_work(chair) as uow:
        service.approve_absence(uow, queries.get(uow.session, commune.invitation.id))

    assert stored(runtime, commune).absence_approved is False
    told = [each for each in sent() if ":decided:" in each.key]
    assert {each.to_person_id for each in told} == {commune.leader.id, commune.clerk.id}


def test_a_new_answer_forgets_the_chairs_word_on_the_old_one(
    runtime: Runtime, stage: Stage
) -> None:
    commune = stage.communes[0]
    say(runtime, stage, commune, ABSENT)
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.approve_absence(uow, queries.get(uow.session, commune.invitation.id))
    say(runtime, stage, commune, COMING)

    assert stored(runtime, commune).absence_approved is None


def test_those_who_said_absent_are_not_reminded_until_they_say_otherwise(
    runtime: Runtime, stage: Stage, sent: Sent
) -> None:
    def reminders() -> int:
        return sum(
            each.withdrawn_at is None and ":reminder:" in each.key
            for each in sent()
            if str(stage.communes[0].invitation.id) in each.key
        )

    say(runtime, stage, stage.communes[0], COMING)
    assert reminders() == 2 + 4 * 2  # two mails, four sentences to two people
    say(runtime, stage, stage.communes[0], ABSENT)
    assert reminders() == 0
    say(runtime, stage, stage.communes[0], COMING)
    assert reminders() == 10


def test_an_answer_after_the_start_is_too_late(
    runtime: Runtime, clock: SetClock, stage: Stage
) -> None:
    clock.now = MONDAY
    with pytest.raises(TooLateToAnswer):
        say(runtime, stage, stage.communes[0], COMING)


def test_an_empty_answer_is_incomplete(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(AnswerIncomplete):
        say(runtime, stage, stage.communes[0], Reply(Answer.ABSENT))


def test_the_host_page_counts_filters_and_chases(
    runtime: Runtime, clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    say(runtime, stage, stage.communes[0], ABSENT)
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    url = f"/meetings/{stage.meeting.id}/invitations"
    page = scheduler.get(url)
    assert "Nhắc đơn vị chưa trả lời (2)" in page.text and "Chờ ý kiến chủ trì" in page.text

    assert scheduler.post(f"{url}/chase").status_code == 302
    assert "Đã nhắc lúc 08:00 16/11/2026" in scheduler.get(url).text
    assert scheduler.post(f"{url}/chase").status_code == 409
    only = scheduler.get(f"{url}?show=absent").text
    assert "Xuân Viên" in only and "Mỹ Lung" not in only
    clock.go(minutes=59)  # the session lasts an hour without use
    scheduler.get(url)
    clock.go(minutes=2)
    one = f"{url}/{stage.communes[1].invitation.id}/chase"
    assert scheduler.post(one).status_code == 302
    assert scheduler.post(one).status_code == 409


def test_the_chair_decides_on_the_page_and_the_scheduler_cannot(
    runtime: Runtime, client_of: ClientOf, stage: Stage
) -> None:
    say(runtime, stage, stage.communes[0], ABSENT)
    url = f"/meetings/{stage.meeting.id}/invitations/{stage.communes[0].invitation.id}"
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    chair = client_of(stage.staff[Role.CHAIR])

    assert scheduler.post(f"{url}/approve-absence").status_code == 403
    assert chair.post(f"{url}/approve-absence").status_code == 302
    assert "Chủ trì đồng ý" in chair.get(f"/meetings/{stage.meeting.id}/invitations").text


def test_the_scheduler_hears_of_an_answer_live(
    client_of: ClientOf,
    line_of: Callable[[FlaskClient], SocketIOTestClient],
    reader: FlaskClient,
    link: str,
    stage: Stage,
) -> None:
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    line = line_of(scheduler)
    line.emit("watch", {"room": f"meeting:{stage.meeting.id}"}, callback=True)

    reader.post(link, data={"answer": "attending", "by_name": "A B", "head_count": "3"})

    assert "invitation:answered" in [each["name"] for each in line.get_received()]
    fragment = scheduler.get(
        f"/meetings/{stage.meeting.id}/invitations", headers={"HX-Request": "true"}
    )
    assert "<html" not in fragment.text and "<b>1</b>tham dự" in fragment.text


def test_the_page_of_answers_takes_as_many_queries_for_one_commune_as_for_many(
    runtime: Runtime, stage: Stage
) -> None:
    def cost(meeting_id: object) -> int:
        statements: list[str] = []
        listen = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(runtime.engine, "before_cursor_execute", listen)
        with runtime.read() as session:
            for each in queries.of_meeting(session, meeting_id):  # type: ignore[arg-type]
                _ = each.unit.name, each.meeting_site.site.name, list(each.delegates)
        event.remove(runtime.engine, "before_cursor_execute", listen)
        return len([each for each in statements if each.startswith("SELECT")])

    assert cost(stage.meeting.id) == cost(stage.other_meeting.id) == 2


def test_why_an_answer_is_closed_depends_on_state_and_time_only(stage: Stage) -> None:
    assert rules.why_closed(stage.meeting, MONDAY - timedelta(seconds=1)) is None
    assert isinstance(rules.why_closed(stage.meeting, MONDAY), TooLateToAnswer)
