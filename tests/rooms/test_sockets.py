"""The live line of the room: seats, floor, moderation, signalling, samples."""

import logging
from collections.abc import Callable

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from hub.attendance import service as attendance
from hub.attendance.models import Presence
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.gateways.media.interface import Kind, RoomFull
from hub.meetings.models import MeetingState
from hub.quality.models import QualitySample
from hub.quality.queries import lines
from hub.rooms import queries, sockets
from hub.web import live
from tests.builders import Commune, Stage
from tests.conftest import Heard, SetClock
from tests.fakes import FakeMedia
from tests.rooms.conftest import Device, DeviceOf


def stays(runtime: Runtime) -> list[Presence]:
    with runtime.read() as session:
        return list(session.scalars(select(Presence).order_by(Presence.joined_at)))


def site_of(commune: Commune) -> str:
    return str(commune.meeting_site.id)


def test_joining_is_durable_before_it_is_acknowledged(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, heard: Heard
) -> None:
    commune = stage.communes[0]
    reply = device_of(commune.clerk).join()
    assert reply["ok"] and reply["site"] == site_of(commune)
    (stay,) = stays(runtime)
    assert stay.connection == reply["connection"] and stay.left_at is None
    assert stay.person_name == commune.clerk.name
    assert "room:seat-taken" in heard.names()


def test_a_token_opens_the_room_once(stage: Stage, device_of: DeviceOf, opened: SetClock) -> None:
    clerk = stage.communes[0].clerk
    first, second = device_of(clerk), device_of(clerk)
    token = first.token()
    assert first.join(token)["ok"]
    assert first.join(token)["ok"], "the same page that missed the answer"
    refused = second.join(token)
    assert refused["error"]["code"] == "join-token-used"
    assert refused["error"]["status"] == 409


def test_a_line_that_goes_away_while_its_seat_is_taken_is_lost_quietly(
    stage: Stage,
    device_of: DeviceOf,
    opened: SetClock,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    device, enter = device_of(stage.communes[0].clerk), live.enter

    def gone_first(room: str, who: str = "") -> None:
        """Let the engine lose the connection; that was told before the seat was there."""
        current_app.extensions["socketio"].server.manager.disconnect(who, namespace="/")
        enter(room, who)

    monkeypatch.setattr(live, "enter", gone_first)
    reply = device.join()
    assert reply["error"]["code"] == "line-gone"
    (stay,) = stays(runtime)
    assert stay.lost and stay.left_at is not None
    with runtime.read() as session:
        assert not queries.seats_held_by(session, [stay.connection])
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]
    monkeypatch.undo()
    back = device_of(stage.communes[0].clerk)
    assert back.join(key="back-again-1")["ok"]


def test_a_token_of_another_person_or_too_old_is_refused(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    mine, theirs = device_of(stage.communes[0].clerk), device_of(stage.communes[1].clerk)
    token = mine.token()
    assert theirs.join(token)["error"]["code"] == "join-token-not-yours"
    assert mine.join(token + "x")["error"]["code"] == "link-forged"
    opened.go(minutes=6)
    assert mine.join(token)["error"]["code"] == "link-expired"


def test_a_second_device_takes_the_place_over(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    commune = stage.communes[0]
    first, second = device_of(commune.clerk), device_of(commune.leader)
    former = first.join()["connection"]
    present = second.join(key="second-device")["connection"]
    assert not first.state(former)["held"] and second.state(present)["held"]
    assert first.say("room:hand")["error"]["code"] == "not-in-the-room"
    assert first.say("room:heartbeat")["error"]["code"] == "not-in-the-room"
    assert [stay.left_at is None for stay in stays(runtime)] == [False, True]


def test_a_line_that_comes_back_keeps_seat_hand_and_floor(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    speaker, waiting = device_of(stage.communes[0].clerk), device_of(stage.communes[1].clerk)
    for device in (speaker, waiting):
        device.join()
        assert device.say("room:hand")["ok"]
    chair.say("room:grant", site=site_of(stage.communes[0]))
    for device in (speaker, waiting):
        device.line.disconnect()
    opened.go(seconds=20)
    assert not chair.site(site_of(stage.communes[0]))["here"]
    back = device_of(stage.communes[0].clerk)
    assert back.join(key="back-again-1")["ok"]
    other = device_of(stage.communes[1].clerk)
    assert other.join(key="back-again-2")["ok"]
    assert chair.state()["speaker"] == site_of(stage.communes[0])
    assert chair.site(site_of(stage.communes[1]))["hand"] == 1
    lost = [stay for stay in stays(runtime) if stay.lost]
    assert len(lost) == 2 and all(stay.left_at is not None for stay in lost)


def test_leaving_on_purpose_ends_hand_and_floor(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    clerk.join()
    clerk.say("room:hand")
    chair.say("room:grant-next")
    assert clerk.say("room:leave")["ok"]
    assert chair.state()["speaker"] is None
    assert ("kick", str(stage.meeting.id), site_of(stage.communes[0])) in media.asked
    assert [stay.lost for stay in stays(runtime) if stay.left_at] == [False]
    with runtime.read() as session:
        (speech,) = queries.speeches(session, stage.meeting.id)
    assert speech.ended_at is not None and speech.site_name == stage.communes[0].site.name


def test_hands_are_numbered_and_called_in_their_order(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    sites = [device_of(commune.clerk) for commune in stage.communes]
    for device in sites:
        device.join()
    assert [device.say("room:hand")["number"] for device in (sites[2], sites[0])] == [1, 2]
    assert sites[2].say("room:hand")["number"] == 1, "a raised hand keeps its number"
    assert chair.say("room:grant-next")["ok"]
    assert chair.state()["speaker"] == site_of(stage.communes[2])
    assert chair.site(site_of(stage.communes[0]))["hand"] == 1
    sites[0].say("room:lower")
    assert chair.say("room:grant-next")["error"]["code"] == "nobody-waits"
    assert sites[2].say("room:end-floor")["ok"]
    assert chair.say("room:end-floor")["error"]["code"] == "nobody-speaks"


def test_only_those_who_run_the_meeting_direct_the_room(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    one, other = device_of(stage.communes[0].clerk), device_of(stage.communes[1].clerk)
    one.join()
    other.join()
    for name in ("grant", "mute", "unmute", "remove", "readmit"):
        refused = one.say(f"room:{name}", site=site_of(stage.communes[1]))
        assert refused["error"]["code"] == "not-the-moderator", name
    assert one.say("room:end-floor")["error"]["code"] == "nobody-speaks"


def test_the_engine_passes_on_the_sound_of_the_floor_only(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    room, site = str(stage.meeting.id), site_of(stage.communes[0])
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    clerk.join()
    assert clerk.say("room:publish", sdp="offer")["sdp"] == "answer to offer"
    assert media.muted[room, site] == {Kind.AUDIO}
    switched = {"microphone": True, "camera": True}
    assert clerk.say("room:media", **switched)["error"]["code"] == "no-floor"
    chair.say("room:grant", site=site)
    assert clerk.say("room:media", **switched)["ok"]
    assert media.muted[room, site] == frozenset()
    chair.say("room:mute", site=site)
    assert media.muted[room, site] == {Kind.AUDIO}
    assert clerk.say("room:media", **switched)["error"]["code"] == "muted-by-the-chair"
    chair.say("room:unmute", site=site)
    clerk.say("room:media", **switched)
    assert media.muted[room, site] == frozenset()
    chair.say("room:end-floor")
    assert media.muted[room, site] == {Kind.AUDIO}
    assert not chair.site(site)["microphone"]


def test_a_site_that_is_removed_is_out_until_it_is_let_in_again(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    site = site_of(stage.communes[0])
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    token = clerk.token()
    held = clerk.join()["connection"]
    assert chair.say("room:remove", site=site)["ok"]
    assert ("kick", str(stage.meeting.id), site) in media.asked
    state = clerk.state(held)
    assert state["removed"] and not state["held"]
    assert clerk.client.get(f"/meetings/{clerk.meeting}/room").status_code == 302
    assert "Đã bị mời ra" in clerk.client.get(f"/meetings/{clerk.meeting}/lobby").text
    assert clerk.join(token, key="in-by-old-token")["error"]["code"] == "removed-from-room"
    assert chair.say("room:readmit", site=site)["ok"]
    assert clerk.join(key="let-in-again")["ok"]


def test_the_name_under_which_a_page_publishes_is_not_in_its_hands(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    other = site_of(stage.communes[1])
    assert clerk.say("room:publish", sdp="offer")["error"]["code"] == "not-in-the-room"
    clerk.join()
    assert clerk.say("room:publish", sdp="offer", site=other)["error"]["status"] == 400
    clerk.say("room:publish", sdp="offer")
    assert [each for each in media.asked if each[0] == "publish"] == [
        ("publish", str(stage.meeting.id), site_of(stage.communes[0]))
    ]


def test_a_site_that_finds_the_room_full_reads_what_it_still_can_do(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def full(*_asked: object) -> str:
        raise RoomFull

    monkeypatch.setattr(media, "publish", full)
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    refusal = clerk.say("room:publish", sdp="offer")["error"]
    assert (refusal["code"], refusal["status"]) == ("media-room-full", 409)
    assert "Bạn vẫn xem, nghe, điểm danh" in refusal["title"]
    assert clerk.say("room:hand")["ok"] and clerk.say("room:watch", feeds=[{"kind": "audio"}])["ok"]


def test_a_page_sees_sites_of_its_own_meeting_only(
    stage: Stage, device_of: DeviceOf, opened: SetClock, media: FakeMedia
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    feed = {"kind": "video", "site": site_of(stage.communes[1])}
    assert clerk.say("room:watch", feeds=[feed, {"kind": "audio"}])["sdp"] == "offer"
    assert clerk.say("room:show", slot=0, feed=feed)["ok"]
    assert clerk.say("room:layer", site=feed["site"], layer="thumb")["ok"]
    theirs = {"kind": "video", "site": site_of(stage.other_commune)}
    assert clerk.say("room:watch", feeds=[theirs])["error"]["status"] == 404
    assert clerk.say("room:show", slot=0, feed=theirs)["error"]["status"] == 404


def test_the_secretary_follows_without_taking_the_chairs_place(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    chair, secretary = device_of(stage.staff[Role.CHAIR]), device_of(stage.staff[Role.SECRETARY])
    chair.join()
    reply = secretary.say("room:watch", feeds=[{"kind": "audio"}])
    assert reply["ok"]
    (watched,) = [each for each in media.asked if each[0] == "watch"]
    assert watched[2].startswith("follows-")
    assert len(stays(runtime)) == 1
    follower = device_of(stage.communes[0].clerk)
    refused = follower.say("room:watch", feeds=[{"kind": "audio"}])
    assert refused["error"]["code"] == "may-not-follow"


def test_samples_sent_again_are_stored_once(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    sample = {"seq": 1, "age_s": 0, "rtt_ms": 40, "loss_pct": 0.5, "fps": 20,
              "video_expected": True, "speaking": False, "facts": {"path": "host/udp"}}  # fmt: skip
    assert clerk.say("room:sample", samples=[sample])["error"]["code"] == "not-in-the-room"
    clerk.join()
    assert clerk.say("room:sample", samples=[sample])["seq"] == 1
    again = clerk.say("room:sample", samples=[sample, {**sample, "seq": 2, "rtt_ms": None}])
    assert again["seq"] == 2
    with runtime.read() as session:
        rows = list(session.scalars(select(QualitySample).order_by(QualitySample.seq)))
    assert [(row.seq, row.rtt_ms) for row in rows] == [(1, 40), (2, None)]


def test_signs_of_life_are_noted(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    opened.go(seconds=30)
    assert clerk.say("room:heartbeat")["ok"]
    assert clerk.say("room:ping")["ok"]


def test_closing_the_meeting_empties_the_room(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    clerk.join()
    clerk.say("room:hand")
    chair.say("room:grant-next")
    chair.client.post(f"/meetings/{chair.meeting}/close")
    assert all(stay.left_at is not None and not stay.lost for stay in stays(runtime))
    assert chair.meeting not in media.rooms
    assert clerk.say("room:hand")["error"]["code"] == "not-in-the-room"
    with runtime.read() as session:
        stage_now = queries.stage_to_see(session, stage.actor(Role.CHAIR), stage.meeting.id)
    assert stage_now.meeting.state is MeetingState.ENDED and stage_now.speaker_id is None


def test_strangers_get_nothing_and_the_other_meeting_stays_untouched(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    stranger = device_of(stage.other_commune.clerk)
    for name in ("heartbeat", "hand", "lower", "leave", "end-floor", "grant-next", "ping"):
        assert not stranger.say(f"room:{name}")["ok"], name
    assert stranger.client.get(f"/meetings/{clerk.meeting}/room/state").status_code == 404
    with runtime.read() as session:
        assert queries.find_room(session, stage.other_meeting.id) is None


def test_pages_hear_what_happens_in_the_room(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    one, other = device_of(stage.communes[0].clerk), device_of(stage.communes[1].clerk)
    one.join()
    other.join()
    one.line.get_received()
    other.say("room:hand")
    assert "room:hand-raised" in [each["name"] for each in one.line.get_received()]


def test_the_queue_shows_buttons_to_those_who_direct(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    clerk.join()
    clerk.say("room:hand")
    assert "room:grant-next" in queue(chair)
    assert "room:grant-next" not in queue(clerk)
    assert stage.communes[0].unit.short_name in queue(clerk)


def queue(device: Device) -> str:
    return device.client.get(f"/meetings/{device.meeting}/room/queue").get_data(as_text=True)


def test_a_seat_left_behind_by_a_killed_hub_is_let_go(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    opened.go(minutes=3)
    with runtime.unit_of_work(SYSTEM) as uow:
        attendance.close_lost(uow)
    seat = clerk.site(site_of(stage.communes[0]))
    assert seat["came"] and not seat["here"]
    assert clerk.join(key="after-the-crash")["ok"]


def test_a_line_that_goes_quiet_is_lost_at_once_and_back_when_it_is_heard(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, app: Flask
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    connection = clerk.join()["connection"]
    clerk.say("room:sample", samples=[{"seq": 1, "rtt_ms": 40, "loss_pct": 0.5}])
    site = stage.communes[0].meeting_site.id

    def grade() -> str:
        with runtime.read() as session:
            return lines(session, stage.meeting.id, runtime.clock())[site].grade or ""

    with app.app_context():
        sockets.fell_silent([connection, "of nobody"])
        assert grade() == "lost"
        sockets.heard_again([connection])
        assert grade() == "good"


def test_a_technician_hears_of_lost_lines_in_the_room_too(
    stage: Stage, client_of: Callable[[Person], FlaskClient], opened: SetClock
) -> None:
    page = f"/meetings/{stage.meeting.id}/room"
    assert '/quality/alerts"' in client_of(stage.staff[Role.TECHNICIAN]).get(page).text
    assert '/quality/alerts"' not in client_of(stage.communes[0].leader).get(page).text
