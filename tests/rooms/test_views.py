"""Pages of rooms, as people with different posts see them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.meetings.models import MeetingState
from hub.rooms.views import opening
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock

ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def near(clock: SetClock) -> SetClock:
    """Half an hour before the meeting."""
    clock.now = MONDAY
    clock.go(minutes=-30)
    return clock


def open_it(stage: Stage, client_of: ClientOf) -> None:
    reason = {"reason": "Các điểm cầu vào phòng sau khai mạc"}
    chair = client_of(stage.staff[Role.CHAIR])
    answer = chair.post(f"/meetings/{stage.meeting.id}/open", data=reason)
    assert answer.status_code == 302


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def test_the_lobby_says_when_it_opens(stage: Stage, client_of: ClientOf) -> None:
    html = page(client_of(stage.communes[0].clerk), f"/meetings/{stage.meeting.id}/lobby")
    assert "Sảnh chờ cho vào từ 07:00 ngày 23/11/2026" in html
    assert "data-join" not in html


def test_a_site_waits_until_the_chair_has_opened_the_meeting(
    stage: Stage, client_of: ClientOf, near: SetClock
) -> None:
    commune = client_of(stage.communes[0].clerk)
    assert "Chủ trì chưa khai mạc" in page(commune, f"/meetings/{stage.meeting.id}/lobby")
    answer = commune.get(f"/meetings/{stage.meeting.id}/room")
    assert answer.status_code == 302 and answer.location.endswith("/lobby")
    open_it(stage, client_of)
    assert "data-join" in page(commune, f"/meetings/{stage.meeting.id}/lobby/door")
    assert "data-token" in page(commune, f"/meetings/{stage.meeting.id}/room")


def test_those_who_run_the_meeting_may_come_in_before_it_opens(
    stage: Stage, client_of: ClientOf, near: SetClock
) -> None:
    for role in (Role.CHAIR, Role.SECRETARY, Role.TECHNICIAN):
        client = client_of(stage.staff[role])
        html = page(client, f"/meetings/{stage.meeting.id}/lobby")
        assert "data-join" in html and "Khai mạc" in html
        assert "data-moderates" in page(client, f"/meetings/{stage.meeting.id}/room")


def test_others_of_the_host_follow_without_a_seat(
    stage: Stage, client_of: ClientOf, near: SetClock
) -> None:
    open_it(stage, client_of)
    client = client_of(stage.staff[Role.SCHEDULER])
    assert client.get(f"/meetings/{stage.meeting.id}/room").status_code == 302
    html = page(client, f"/meetings/{stage.meeting.id}/room?follow=1")
    assert 'data-token=""' in html and 'id="microphone"' not in html


def test_a_line_test_is_kept_and_answered_in_words(
    stage: Stage, client_of: ClientOf, near: SetClock, runtime: Runtime
) -> None:
    client = client_of(stage.communes[0].clerk)
    figures = {"rtt_ms": 40.0, "jitter_ms": 3.0, "loss_pct": 0.0, "up_kbps": 2000.0,
               "down_kbps": 5000.0, "udp_open": True, "camera": "ok", "microphone": "ok",
               "browser": "Chromium"}  # fmt: skip
    answer = client.post(f"/meetings/{stage.meeting.id}/lobby/test", json=figures)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.json["grade"] == "good" and answer.json["sentence"].endswith(".")
    wrong = client.post(f"/meetings/{stage.meeting.id}/lobby/test", json={"rtt_ms": "fast"})
    assert wrong.status_code == 400
    piece = client.get(f"/meetings/{stage.meeting.id}/lobby/line")
    assert len(piece.data) == 256 * 1024 and piece.headers["Cache-Control"] == "no-store"
    sent = client.post(f"/meetings/{stage.meeting.id}/lobby/line", data=b"x" * 5000)
    assert sent.json == {"bytes": 5000}


def test_the_meeting_is_closed_for_everybody(
    stage: Stage, client_of: ClientOf, near: SetClock, runtime: Runtime
) -> None:
    open_it(stage, client_of)
    commune = client_of(stage.communes[0].clerk)
    assert commune.post(f"/meetings/{stage.meeting.id}/close").status_code == 403
    closed = client_of(stage.staff[Role.CHAIR]).post(f"/meetings/{stage.meeting.id}/close")
    assert closed.status_code == 302
    assert "Cuộc họp đã kết thúc" in page(commune, f"/meetings/{stage.meeting.id}/lobby")
    assert commune.get(f"/meetings/{stage.meeting.id}/room").status_code == 302


def test_the_list_shows_the_meetings_of_today_and_no_others(
    stage: Stage, client_of: ClientOf, near: SetClock
) -> None:
    html = page(client_of(stage.communes[0].clerk), "/rooms")
    assert stage.meeting.title in html and stage.other_meeting.title not in html
    assert f"/meetings/{stage.meeting.id}/lobby" in html


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.POSTPONED])
def test_a_meeting_that_is_called_off_has_no_room(
    stage: Stage, client_of: ClientOf, near: SetClock, runtime: Runtime, state: MeetingState
) -> None:
    from hub.core.unit_of_work import SYSTEM
    from hub.meetings import queries

    with runtime.unit_of_work(SYSTEM) as uow:
        queries.get(uow.session, stage.meeting.id).state = state
    client = client_of(stage.staff[Role.CHAIR])
    assert "hoãn hoặc hủy" in page(client, f"/meetings/{stage.meeting.id}/lobby")
    assert client.get(f"/meetings/{stage.meeting.id}/room").status_code == 302


def test_opening_without_a_quorum_names_a_few_who_are_missing_and_counts_all(
    stage: Stage, client_of: ClientOf, near: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MISSING_LISTED", 2)
    chair = client_of(stage.staff[Role.CHAIR])
    answer = chair.post(f"/meetings/{stage.meeting.id}/open")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "và 2 điểm cầu khác" in html
    assert stage.communes[0].unit.short_name in html
    assert f"<li>{stage.communes[2].unit.short_name}</li>" not in html
