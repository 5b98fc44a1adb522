"""The floor: places in the queue, questions with their answers, time, the agenda as it runs."""

from datetime import timedelta

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.meetings import queries as meetings
from hub.minutes.queries.facts import facts_of
from hub.rooms import queries
from hub.rooms.models import Turn
from tests.builders import Commune, Stage
from tests.conftest import SetClock
from tests.fakes import FakeMedia
from tests.rooms.conftest import Device, DeviceOf


def site_of(commune: Commune) -> str:
    return str(commune.meeting_site.id)


def seated(stage: Stage, device_of: DeviceOf) -> tuple[Device, list[Device]]:
    """The chair and three communes in the room."""
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    sites = [device_of(commune.clerk) for commune in stage.communes]
    for device in sites:
        device.join()
    return chair, sites


def queue_of(device: Device) -> list[str]:
    waiting = [site for site in device.state()["sites"] if site["hand"]]
    return [site["id"] for site in sorted(waiting, key=lambda site: int(site["hand"]))]


def test_a_site_lets_the_next_speak_first_and_the_last_has_nobody_to_let_pass(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, sites = seated(stage, device_of)
    for device in sites[:2]:
        device.say("room:hand")
    first, second = site_of(stage.communes[0]), site_of(stage.communes[1])
    assert sites[0].say("room:let-pass")["ok"]
    assert queue_of(chair) == [second, first]
    assert sites[0].say("room:let-pass")["error"]["code"] == "nobody-behind"
    assert sites[2].say("room:let-pass")["error"]["code"] == "no-such-request"


def test_the_chair_moves_a_hand_and_calls_in_the_new_order(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, sites = seated(stage, device_of)
    for device in sites:
        device.say("room:hand")
    one, two, three = (site_of(commune) for commune in stage.communes)
    assert chair.say("room:move-hand", site=three, place=1)["ok"]
    assert queue_of(chair) == [three, one, two]
    assert chair.say("room:move-hand", site=three, place=99)["ok"]
    assert queue_of(chair) == [one, two, three]
    chair.say("room:grant-next")
    assert chair.state()["speaker"] == one
    assert sites[0].say("room:move-hand", site=two, place=1)["error"]["code"] == "not-the-moderator"


def test_a_refused_hand_leaves_the_queue_and_its_site_reads_why(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, sites = seated(stage, device_of)
    sites[0].say("room:hand")
    site = site_of(stage.communes[0])
    assert chair.say("room:refuse", site=site, reason="")["error"]["fields"].keys() == {"reason"}
    assert chair.say("room:refuse", site=site, reason="Đã hết giờ thảo luận")["ok"]
    assert queue_of(chair) == []
    assert sites[0].state()["refusal"]["reason"] == "Đã hết giờ thảo luận"
    assert "refusal" not in sites[1].state()
    assert sites[0].say("room:hand")["number"] == 2
    assert "refusal" not in sites[0].state()


def test_a_question_is_answered_by_the_site_it_was_put_to(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    chair, sites = seated(stage, device_of)
    asker, asked = site_of(stage.communes[0]), site_of(stage.communes[1])
    question = {"turn": "question", "subject": "Kinh phí đường truyền", "asked": asked}
    assert sites[0].say("room:hand", **question)["ok"]
    sites[1].say("room:hand")
    chair.say("room:grant", site=asker)
    assert chair.state()["turn"] == "question"
    with runtime.read() as session:
        (put,) = queries.speeches(session, stage.meeting.id)
    opened.go(minutes=2)
    assert chair.say("room:end-floor")["ok"]
    assert "Kinh phí đường truyền" in panel(chair), "it waits for its answer"
    assert chair.say("room:grant-answer", question=str(put.id), site=asked)["ok"]
    assert chair.state()["turn"] == "answer" and chair.state()["speaker"] == asked
    assert queue_of(chair) == [asked], "its own hand stays up"
    opened.go(minutes=3)
    chair.say("room:end-floor")
    with runtime.read() as session:
        put, answer = queries.speeches(session, stage.meeting.id)
    assert (put.turn, answer.turn, answer.question_id) == (Turn.QUESTION, Turn.ANSWER, put.id)
    assert put.asked == stage.communes[1].site.name
    assert [each.lasted for each in (put, answer)] == [timedelta(minutes=2), timedelta(minutes=3)]
    refused = chair.say("room:grant-answer", question=str(answer.id), site=asked)
    assert refused["error"]["code"] == "not-a-question"


def panel(device: Device) -> str:
    return device.client.get(f"/meetings/{device.meeting}/room/queue").get_data(as_text=True)


def test_a_site_of_another_meeting_cannot_be_asked(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    _, sites = seated(stage, device_of)
    foreign = {"turn": "question", "asked": str(stage.other_commune.meeting_site.id)}
    assert sites[0].say("room:hand", **foreign)["error"]["code"] == "no-such-seat"


def test_a_speech_has_the_minutes_of_its_item_or_of_the_meeting_and_can_have_more(
    stage: Stage, device_of: DeviceOf, opened: SetClock
) -> None:
    chair, _ = seated(stage, device_of)
    site, item = site_of(stage.communes[0]), str(stage.agenda[0].id)
    assert chair.say("room:limit", minutes=7)["ok"]
    assert chair.say("room:limit", item=item, minutes=3)["ok"]
    chair.say("room:grant", site=site)
    assert chair.state()["allotted"] == 7 * 60, "no item has been taken up"
    chair.say("room:begin-item", item=item)
    chair.say("room:grant", site=site_of(stage.communes[1]))
    assert chair.state()["allotted"] == 3 * 60
    assert chair.say("room:extend", minutes=2)["ok"]
    assert chair.state()["allotted"] == 5 * 60
    assert chair.say("room:limit", item=item)["ok"], "as in the meeting again"
    chair.say("room:grant", site=site)
    assert chair.state()["allotted"] == 7 * 60
    assert chair.say("room:limit", minutes=0)["error"]["status"] == 400


def test_the_agenda_runs_with_planned_and_actual_time(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime
) -> None:
    chair, sites = seated(stage, device_of)
    first, second = (str(item.id) for item in stage.agenda)
    assert chair.say("room:begin-item", item=first)["ok"]
    opened.go(minutes=12)
    chair.say("room:begin-item", item=second)
    opened.go(minutes=5)
    chair.say("room:begin-item", item=first)
    opened.go(minutes=1)
    assert chair.state()["item"]["number"] == 1 and chair.state()["item"]["before_s"] == 12 * 60
    assert sites[0].say("room:begin-item", item=second)["error"]["code"] == "not-the-moderator"
    assert chair.say("room:begin-item", item=site_of(stage.communes[0]))["error"]["status"] == 404
    chair.client.post(f"/meetings/{chair.meeting}/close")
    opened.go(hours=1)
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        times = queries.item_times(session, meeting, opened.now)
    assert [each.spent for each in times] == [timedelta(minutes=13), timedelta(minutes=5)]
    assert not any(each.is_current for each in times)


def test_minutes_and_the_record_of_speeches_know_who_spoke_for_how_long(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    chair, sites = seated(stage, device_of)
    chair.say("room:begin-item", item=str(stage.agenda[1].id))
    sites[0].say("room:hand", subject="Hạ tầng mạng")
    chair.say("room:grant-next")
    opened.go(minutes=4)
    sites[0].say("room:end-floor")
    chair.client.post(f"/meetings/{chair.meeting}/close")
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        (speech,) = facts_of(session, meeting, opened.now).speeches
    assert (speech.speaker, speech.subject) == (stage.communes[0].clerk.name, "Hạ tầng mạng")
    assert speech.lasted == timedelta(minutes=4) and speech.item == stage.agenda[1].title
    page = sites[1].client.get(f"/meetings/{chair.meeting}/speeches").get_data(as_text=True)
    assert "Hạ tầng mạng" in page and "4 phút" in page
