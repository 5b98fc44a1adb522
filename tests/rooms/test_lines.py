"""What a weak line must not cost: the hand, the seat, what was said once already."""

from datetime import timedelta

from sqlalchemy import select

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Site, Unit
from hub.meetings import queries as meetings
from hub.quality import queries as quality
from hub.quality.models import LineMode, ModeSpell
from hub.rooms.models import FloorRequest
from tests.builders import Stage
from tests.conftest import Heard, SetClock
from tests.rooms.conftest import DeviceOf


def requests(runtime: Runtime) -> list[FloorRequest]:
    with runtime.read() as session:
        return list(session.scalars(select(FloorRequest).order_by(FloorRequest.number)))


def test_a_hand_sent_again_after_its_speech_does_not_go_up_again(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    chair, clerk = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    chair.join()
    clerk.join()
    assert clerk.say("room:hand", event_key="hand-of-a-weak-line")["number"] == 1
    chair.say("room:grant-next")
    chair.say("room:end-floor")
    again = clerk.say("room:hand", event_key="hand-of-a-weak-line")
    assert again["ok"] and again["number"] == 1
    assert len(requests(runtime)) == 1
    assert chair.say("room:grant-next")["error"]["code"] == "nobody-waits"


def test_what_waited_is_done_once_though_the_connection_is_another(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    before = device_of(stage.communes[0].clerk)
    before.join()
    before.say("room:hand", event_key="raised-before-the-cut")
    before.line.disconnect()
    after = device_of(stage.communes[0].clerk)
    after.join(key="after-the-cut")
    assert after.say("room:hand", event_key="raised-before-the-cut")["number"] == 1
    assert after.say("room:lower", event_key="lowered-offline")["ok"]
    assert after.say("room:hand", event_key="raised-offline-1")["number"] == 2
    assert after.say("room:lower", event_key="lowered-offline")["ok"]
    assert [each.withdrawn_at is None for each in requests(runtime)] == [False, True]


def test_one_key_is_not_good_for_two_things(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    clerk.say("room:hand", event_key="one-key-for-two")
    refused = clerk.say("room:lower", event_key="one-key-for-two")
    assert refused["error"]["code"] == "event-key-of-something-else"


def test_the_hub_knows_who_only_hears_and_who_is_on_the_telephone(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, heard: Heard
) -> None:
    commune = stage.communes[0]
    clerk, other = device_of(commune.clerk), device_of(stage.communes[1].clerk)
    assert clerk.say("room:mode", mode="sound")["error"]["code"] == "not-in-the-room"
    clerk.join()
    other.join()
    assert clerk.say("room:mode", mode="sound")["ok"]
    assert clerk.say("room:mode", mode="sound")["ok"]
    opened.go(minutes=2)
    assert clerk.say("room:mode", mode="telephone", chosen=True)["ok"]
    assert other.site(commune.meeting_site.id)["mode"] == "telephone"
    assert other.site(stage.communes[1].meeting_site.id)["mode"] == "full"
    assert heard.names().count("quality:mode-changed") == 2
    with runtime.read() as session:
        spells = quality.spells_of(session, commune.meeting_site.id)
        assert [(each.mode, each.chosen) for each in spells] == [
            (LineMode.SOUND, False),
            (LineMode.TELEPHONE, True),
        ]
        assert spells[0].ended_at == spells[1].began_at and spells[1].ended_at is None
        sites = [each.meeting_site.id for each in (*stage.communes, stage.other_commune)]
        assert quality.modes_at(session, sites) == {commune.meeting_site.id: LineMode.TELEPHONE}


def test_an_unknown_mode_is_refused(stage: Stage, device_of: DeviceOf, opened: SetClock) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    assert clerk.say("room:mode", mode="smoke signals")["error"]["status"] == 400


def test_the_room_begins_with_what_the_line_test_advises_for_half_a_day(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    test = {"rtt_ms": 90, "down_kbps": 380, "up_kbps": 300, "udp_open": True, "loss_pct": 0}
    kept = clerk.client.post(f"/meetings/{clerk.meeting}/lobby/test", json=test)
    assert kept.json["mode"] == "single" and "một hình nhỏ" in kept.json["advice"]
    site_id = stage.communes[0].meeting_site.id
    with runtime.read() as session:
        begins = quality.mode_to_begin_with(session, site_id, opened.now)
        late = quality.mode_to_begin_with(session, site_id, opened.now + timedelta(hours=13))
    assert begins == quality.Beginning(LineMode.SINGLE, chosen=False)
    assert late is None
    assert 'data-begins-with="single"' in room_of(clerk)


def test_a_page_loaded_again_goes_on_with_the_mode_it_was_left_with(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    clerk.say("room:mode", mode="telephone", chosen=True)
    page = room_of(clerk)
    assert 'data-begins-with="telephone"' in page and "data-chosen" in page


def test_the_room_says_whom_to_call(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
    main = next(each for each in meeting.sites if each.is_main)
    with runtime.unit_of_work(SYSTEM) as uow:
        site = uow.session.get_one(Site, main.site_id)
        uow.session.get_one(Unit, main.unit_id).phone = "0210 3870 123"
        site.technician_phone = ""
    assert "0210 3870 123" in room_of(clerk), "without a technician, the host office"
    with runtime.unit_of_work(SYSTEM) as uow:
        site = uow.session.get_one(Site, main.site_id)
        site.technician_name, site.technician_phone = "Trần Văn Kỹ", "0912 345 678"
    assert "0912 345 678" in room_of(clerk) and "Trần Văn Kỹ" in room_of(clerk)


def test_leaving_while_the_line_is_lost_ends_the_hand_when_it_is_back(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    connection = clerk.join()["connection"]
    clerk.say("room:hand")
    clerk.line.disconnect()
    path = f"/meetings/{clerk.meeting}/room/leave"
    key = {"X-Event-Key": "left-while-cut-off"}
    assert clerk.client.post(path, json={"connection": connection}, headers=key).status_code == 200
    assert requests(runtime)[0].withdrawn_at is not None


def test_a_late_leave_does_not_touch_the_seat_that_was_taken_again(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    former = clerk.join()["connection"]
    clerk.line.disconnect()
    back = device_of(stage.communes[0].clerk)
    held = back.join(key="back-on-another")["connection"]
    back.say("room:hand")
    path = f"/meetings/{clerk.meeting}/room/leave"
    assert clerk.client.post(path, json={"connection": former}).status_code == 200
    assert back.state(held)["held"] and requests(runtime)[0].withdrawn_at is None


def test_a_spell_is_stored_with_its_beginning(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    clerk = device_of(stage.communes[0].clerk)
    clerk.join()
    clerk.say("room:mode", mode="small")
    with runtime.read() as session:
        (spell,) = session.scalars(select(ModeSpell))
    assert spell.began_at == opened.now


def room_of(device) -> str:  # type: ignore[no-untyped-def]
    return str(device.client.get(f"/meetings/{device.meeting}/room").get_data(as_text=True))
