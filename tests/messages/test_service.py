import pytest

from hub.core.unit_of_work import Role
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from hub.messages import papers, queries, service
from hub.messages.errors import (
    CalledAlready,
    IncidentSettled,
    MayNotRunMessages,
    MayNotWrite,
    NoSiteToCallFor,
    NotTheTechnician,
    NotTheTime,
    TakenByAnother,
    WritingClosed,
)
from hub.messages.models import Audience, Cause, IncidentKind, IncidentState
from hub.quality import service as quality
from hub.quality.rules import TestResult


def send(runtime, stage, person, text, *, audience=Audience.ALL, to=None, key=""):
    with runtime.unit_of_work(stage.actor_of(person)) as uow:
        return service.send(
            uow,
            meetings.get(uow.session, stage.meeting.id),
            audience=audience,
            text=text,
            to_site_id=to,
            event_key=key or f"key-{text}"[:60],
        )


def read(runtime, stage, person):
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        return queries.newest(session, stage.actor_of(person), meeting)


def texts(found):
    return [message.text for message in found.items]


def test_everybody_reads_messages_in_the_order_they_were_sent(runtime, live):
    first, second, _ = live.communes
    for number, person in enumerate((first.leader, second.clerk, live.staff[Role.CHAIR])):
        send(runtime, live, person, f"tin {number}")
    assert texts(read(runtime, live, first.clerk)) == ["tin 0", "tin 1", "tin 2"]


def test_a_message_to_the_chair_is_read_by_the_chair_the_secretary_and_the_own_unit(runtime, live):
    first, second, _ = live.communes
    send(runtime, live, first.leader, "xin phát biểu", audience=Audience.CHAIR)
    for reader in (live.staff[Role.CHAIR], live.staff[Role.SECRETARY], first.clerk):
        assert texts(read(runtime, live, reader)) == ["xin phát biểu"]
    for other in (second.leader, live.staff[Role.TECHNICIAN], live.staff[Role.AUDITOR]):
        assert texts(read(runtime, live, other)) == []


def test_the_chair_answers_one_site(runtime, live):
    first, second, _ = live.communes
    site = first.meeting_site.id
    chair = live.staff[Role.CHAIR]
    send(runtime, live, chair, "mời xã", audience=Audience.SITE, to=site)
    assert texts(read(runtime, live, first.leader)) == ["mời xã"]
    assert texts(read(runtime, live, second.leader)) == []
    with pytest.raises(MayNotRunMessages):
        send(runtime, live, second.leader, "riêng", audience=Audience.SITE, to=site)


def test_sending_twice_is_one_message(runtime, live, heard):
    leader = live.communes[0].leader
    for _ in range(2):
        send(runtime, live, leader, "một lần", key="the-same-key")
    assert texts(read(runtime, live, leader)) == ["một lần"]
    assert heard.names().count("messages:sent") == 1


def test_strangers_and_onlookers_write_nothing(runtime, live):
    for person in (live.other_commune.leader, live.staff[Role.AUDITOR]):
        with pytest.raises(MayNotWrite):
            send(runtime, live, person, "chào")


def test_messages_belong_to_the_time_of_the_meeting(runtime, live):
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        meetings.get(uow.session, live.meeting.id).state = MeetingState.ENDED
    with pytest.raises(NotTheTime):
        send(runtime, live, live.communes[0].leader, "muộn")


def test_the_chair_keeps_messages_to_all_for_the_host(runtime, live):
    leader = live.communes[0].leader
    with pytest.raises(MayNotRunMessages), runtime.unit_of_work(live.actor_of(leader)) as uow:
        service.keep_to_host(uow, meetings.get(uow.session, live.meeting.id))
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        service.keep_to_host(uow, meetings.get(uow.session, live.meeting.id))
    with pytest.raises(WritingClosed):
        send(runtime, live, leader, "chung")
    send(runtime, live, leader, "riêng chủ trì", audience=Audience.CHAIR)
    send(runtime, live, live.staff[Role.SECRETARY], "thông báo")
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        service.let_everybody_write(uow, meetings.get(uow.session, live.meeting.id))
    send(runtime, live, leader, "chung lại")


def test_what_is_new_is_counted_for_each_person(runtime, live):
    first, second, _ = live.communes
    for number in range(3):
        send(runtime, live, first.leader, f"tin {number}")
    assert read(runtime, live, second.leader).unread == 3
    assert read(runtime, live, first.leader).unread == 0
    with runtime.unit_of_work(live.actor_of(second.leader)) as uow:
        service.note_read(uow, meetings.get(uow.session, live.meeting.id), 2)
        service.note_read(uow, meetings.get(uow.session, live.meeting.id), 1)
    assert read(runtime, live, second.leader).unread == 1


def test_a_removed_message_is_out_of_sight_and_kept_for_the_record(runtime, live):
    leader = live.communes[0].leader
    message = send(runtime, live, leader, "lỡ lời")
    with runtime.unit_of_work(live.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        service.remove(uow, meeting, queries.get_message(uow.session, meeting.id, message.id))
    assert texts(read(runtime, live, live.communes[1].leader)) == []
    assert texts(read(runtime, live, live.staff[Role.CHAIR])) == ["lỡ lời"]
    with runtime.read() as session:
        assert queries.of_everybody(session, live.meeting.id) == []


# Incidents --------------------------------------------------------------------------------


def call(runtime, stage, person, kind=IncidentKind.NO_SOUND):
    with runtime.unit_of_work(stage.actor_of(person)) as uow:
        return service.call_technician(uow, meetings.get(uow.session, stage.meeting.id), kind=kind)


def technician(runtime, stage, work, incident, **more):
    with runtime.unit_of_work(stage.actor(Role.TECHNICIAN)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        work(uow, meeting, queries.get_incident(uow.session, meeting.id, incident.id), **more)


def kept(runtime, stage):
    with runtime.read() as session:
        return list(queries.incidents_of(session, stage.meeting.id))


def test_a_call_carries_the_figures_of_the_line_and_rings_the_technician(runtime, live, sent):
    commune = live.communes[0]
    with runtime.unit_of_work(live.actor_of(commune.leader)) as uow:
        quality.record_test(
            uow,
            commune.meeting_site,
            TestResult(
                rtt_ms=210.0, jitter_ms=12.0, loss_pct=2.5, up_kbps=900.0, down_kbps=1800.0,
                udp_open=False, camera="ok", microphone="ok", browser="Chrome 109",
            ),
        )  # fmt: skip
    incident = call(runtime, live, commune.leader)
    assert incident.figures["test"]["rtt_ms"] == 210.0
    assert incident.figures["test"]["udp_open"] is False
    (notice,) = [each for each in sent() if each.key.startswith("incident:")]
    assert notice.to_person_id == live.staff[Role.TECHNICIAN].id
    assert "Không nghe thấy gì" in notice.subject


def test_without_measurements_a_call_has_no_figures(runtime, live):
    assert call(runtime, live, live.communes[1].clerk).figures == {}


def test_an_incident_from_call_to_end(runtime, live, clock):
    incident = call(runtime, live, live.communes[0].leader)
    clock.go(minutes=2)
    technician(runtime, live, service.take, incident)
    clock.go(minutes=5)
    technician(runtime, live, service.solve, incident, cause=Cause.LINE, note="Đổi sang 4G")
    (row,) = kept(runtime, live)
    assert row.state is IncidentState.SOLVED and row.cause is Cause.LINE
    table = papers.incident_table(live.meeting, [row])
    assert table.rows[0][8] == 2 and table.rows[0][10] == 7
    with pytest.raises(IncidentSettled):
        technician(runtime, live, service.take, incident)


def test_one_call_per_site_at_a_time(runtime, live):
    commune = live.communes[0]
    incident = call(runtime, live, commune.leader)
    with pytest.raises(CalledAlready):
        call(runtime, live, commune.clerk)
    technician(runtime, live, service.solve, incident, cause=Cause.POWER)
    assert call(runtime, live, commune.clerk).number == 2


def test_only_technicians_of_the_host_look_after_incidents(runtime, live):
    incident = call(runtime, live, live.communes[0].leader)
    for person in (live.staff[Role.CHAIR], live.communes[0].leader):
        with pytest.raises(NotTheTechnician), runtime.unit_of_work(live.actor_of(person)) as uow:
            meeting = meetings.get(uow.session, live.meeting.id)
            service.take(uow, meeting, queries.get_incident(uow.session, meeting.id, incident.id))


def test_a_second_technician_leaves_an_incident_to_the_first(runtime, live):
    incident = call(runtime, live, live.communes[0].leader)
    technician(runtime, live, service.take, incident)
    technician(runtime, live, service.take, incident)
    other = live.actor(Role.TECHNICIAN)
    from dataclasses import replace

    colleague = replace(other, person_id=live.staff[Role.SCHEDULER].id, name="Người khác")
    with pytest.raises(TakenByAnother), runtime.unit_of_work(colleague) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        service.take(uow, meeting, queries.get_incident(uow.session, meeting.id, incident.id))


def test_a_site_sees_its_own_incidents_only(runtime, live):
    for commune in live.communes[:2]:
        call(runtime, live, commune.leader)
    with runtime.read() as session:
        meeting = meetings.get(session, live.meeting.id)
        seen = {
            name: len(queries.incidents_to_see(session, live.actor_of(person), meeting))
            for name, person in (
                ("own", live.communes[0].clerk),
                ("none", live.communes[2].leader),
                ("host", live.staff[Role.SECRETARY]),
            )
        }
    assert seen == {"own": 1, "none": 0, "host": 2}


def test_who_sits_nowhere_calls_nobody(runtime, live):
    with pytest.raises(NoSiteToCallFor):
        call(runtime, live, live.other_commune.leader)
