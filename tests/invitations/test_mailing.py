"""From the meeting's life to mails, calendar messages and reminders."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.invitations import notices, queries
from hub.invitations import service as invitations
from hub.invitations.errors import ChasedRecently
from hub.invitations.models import Answer
from hub.meetings import queries as meetings
from hub.meetings import service
from hub.meetings.models import Meeting, MeetingState
from hub.meetings.rules import Plan, plan_of
from hub.outbox.models import Channel, OutgoingMessage
from tests.builders import Commune, Stage, a_person, a_post
from tests.conftest import SetClock
from tests.invitations.moves import move

Sent = Callable[[], list[OutgoingMessage]]


@pytest.fixture
def approved(runtime: Runtime, stage: Stage) -> Stage:
    """The meeting before its invitations left."""
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        for invitation in queries.of_meeting(uow.session, meeting.id):
            uow.session.delete(invitation)
        meeting.state = MeetingState.APPROVED
    return stage


def invite(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.invite(uow, meetings.get(uow.session, stage.meeting.id))


def planned(meeting: Meeting, **changes: object) -> Plan:
    return dataclasses.replace(plan_of(meeting), **changes)  # type: ignore[arg-type]


def mails(sent: Sent) -> list[OutgoingMessage]:
    return [message for message in sent() if message.channel is Channel.MAIL]


def calendars(sent: Sent) -> list[OutgoingMessage]:
    return [message for message in mails(sent) if message.calendar]


def waiting_reminders(sent: Sent) -> list[OutgoingMessage]:
    return [
        message
        for message in sent()
        if ":reminder:" in message.key and message.withdrawn_at is None
    ]


def test_every_member_site_gets_one_mail_and_its_people_a_notice(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)

    now = [message for message in sent() if ":sent:" in message.key]
    assert {each.to_address for each in now if each.channel is Channel.MAIL} == {
        commune.unit.email for commune in approved.communes
    }
    readers = {each.to_person_id for each in now if each.channel is Channel.IN_APP}
    assert readers == {
        person.id for each in approved.communes for person in (each.leader, each.clerk)
    }


def test_the_mail_says_what_when_where_and_who_chairs_in_its_first_lines(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)

    text = calendars(sent)[0].body_text
    first = text.split("\n\n")
    assert approved.meeting.title in first[1]
    assert "Thứ Hai, 23/11/2026, 08:00–10:00" in first[2]
    assert "Trần Văn Hòa, Phó Chủ tịch" in first[2]
    assert text.count("http://localhost/answer/") == 4


def test_a_title_is_escaped_in_the_html_and_not_in_the_text(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    with runtime.unit_of_work(approved.actor(Role.SCHEDULER)) as uow:
        meetings.get(uow.session, approved.meeting.id).title = "A & <b>B</b>"

    invite(runtime, approved)

    mail = calendars(sent)[0]
    assert "A & <b>B</b>" in mail.body_text
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in mail.body_html
    assert mail.subject == "Giấy mời: A & <b>B</b>"


def test_the_calendar_message_is_a_request_that_a_calendar_accepts(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)

    message = calendars(sent)[0]
    whole = Calendar.from_ical(message.calendar)
    (event,) = whole.walk("VEVENT")
    (zone,) = whole.walk("VTIMEZONE")
    assert (whole["METHOD"], message.calendar_method) == ("REQUEST", "REQUEST")
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["DTSTART"].dt == approved.meeting.starts_at
    assert event["DTSTAMP"].dt == runtime.clock()
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["ATTENDEE"] == f"mailto:{message.to_address}"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ORGANIZER"].startswith("mailto:")
    assert event["URL"].endswith(f"/meetings/{approved.meeting.id}")
    assert "Điểm cầu xã" in event["LOCATION"]
    assert all(len(line.encode()) <= 75 for line in message.calendar.splitlines())


def test_a_calendar_message_says_what_the_unit_answered(runtime: Runtime, stage: Stage) -> None:
    said = {
        None: "NEEDS-ACTION",
        Answer.ATTENDING: "ACCEPTED",
        Answer.SENDING_DEPUTY: "ACCEPTED",
        Answer.TENTATIVE: "TENTATIVE",
        Answer.ABSENT: "DECLINED",
    }
    invitation = stage.communes[0].invitation
    with runtime.read() as session:
        whole = queries.get(session, invitation.id)
        for answer, status in said.items():
            whole.answer = answer
            desk = notices.desk_of(runtime.settings)
            message = notices.calendar_of(
                desk, notices.Invitee(whole), whole.meeting, "REQUEST", runtime.clock()
            )
            (event,) = Calendar.from_ical(message).walk("VEVENT")
            assert event["ATTENDEE"].params["PARTSTAT"] == status
        session.rollback()


def test_moving_asks_everyone_again_under_the_same_uid_with_a_higher_sequence(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    with runtime.unit_of_work(approved.actor(Role.SCHEDULER)) as uow:
        invitation = queries.of_meeting(uow.session, approved.meeting.id)[0]
        invitation.head_count = 4

    move(runtime, approved)

    first, *_others = calendars(sent)
    moved = [each for each in calendars(sent) if ":moved:" in each.key]
    mine = next(each for each in moved if each.to_address == first.to_address)
    before, after = (Calendar.from_ical(each.calendar).walk("VEVENT")[0] for each in (first, mine))
    assert len(moved) == 3
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert "08:00 23/11/2026" in mine.body_text and "Thứ Ba, 24/11/2026" in mine.body_text
    with runtime.read() as session:
        again = queries.of_meeting(session, approved.meeting.id)[0]
        assert (again.answer, again.head_count, again.link_serial) == (None, None, 2)


def test_cancelling_sends_a_cancel_and_no_reminder_is_left(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    with runtime.unit_of_work(approved.actor(Role.SCHEDULER)) as uow:
        service.cancel(
            uow, meetings.get(uow.session, approved.meeting.id), reason="Mưa bão kéo dài"
        )

    cancelled = [each for each in calendars(sent) if ":cancelled:" in each.key]
    event = Calendar.from_ical(cancelled[0].calendar).walk("VEVENT")[0]
    assert {each.calendar_method for each in cancelled} == {"CANCEL"}
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert "Mưa bão kéo dài" in cancelled[0].body_text
    assert waiting_reminders(sent) == []


def test_reminders_come_three_days_a_day_an_hour_and_ten_minutes_before(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)

    start = approved.meeting.starts_at
    of_one = [
        each
        for each in waiting_reminders(sent)
        if each.to_person_id == approved.communes[0].clerk.id
    ]
    assert [start - each.due_at for each in of_one] == [
        timedelta(days=3),
        timedelta(days=1),
        timedelta(minutes=60),
        timedelta(minutes=10),
    ]
    by_mail = {
        start - each.due_at for each in waiting_reminders(sent) if each.channel is Channel.MAIL
    }
    assert by_mail == {timedelta(days=3), timedelta(days=1)}


def test_reminders_move_with_the_meeting(runtime: Runtime, approved: Stage, sent: Sent) -> None:
    invite(runtime, approved)
    before = {each.due_at for each in waiting_reminders(sent)}

    move(runtime, approved, timedelta(days=2))

    assert {each.due_at - timedelta(days=2) for each in waiting_reminders(sent)} == before
    assert all("25/11/2026" in each.body_text for each in waiting_reminders(sent))


def test_a_meeting_of_tomorrow_is_reminded_of_only_what_is_still_to_come(
    runtime: Runtime, clock: SetClock, approved: Stage, sent: Sent
) -> None:
    clock.now = approved.meeting.starts_at - timedelta(hours=2)

    invite(runtime, approved)

    assert {approved.meeting.starts_at - each.due_at for each in waiting_reminders(sent)} == {
        timedelta(minutes=60),
        timedelta(minutes=10),
    }


def test_a_site_added_later_is_invited_and_the_others_are_told(
    runtime: Runtime, stage: Stage, sent: Sent
) -> None:
    new = stage.other_commune
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        plan = planned(meeting, site_ids={*plan_of(meeting).site_ids, new.site.id})
        service.edit_and_tell(uow, meeting, plan, version=meeting.version)

    keys = [each.key for each in mails(sent) if each.calendar]
    assert sum(":sent:" in key for key in keys) == 1
    assert sum(":changed:" in key for key in keys) == 3


def choose(runtime: Runtime, stage: Stage, *communes: Commune, **changes: object) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        ids = frozenset(each.site.id for each in communes)
        plan = planned(meeting, site_ids=ids, **changes)
        service.edit_and_tell(uow, meeting, plan, version=meeting.version)


def test_a_site_taken_out_gets_a_cancel_a_notice_and_no_reminder_and_the_others_nothing(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    first, second, third = approved.communes
    asked = next(mail for mail in calendars(sent) if mail.to_address == second.unit.email)
    before = len(mails(sent))

    choose(runtime, approved, first, third)

    new = [mail for mail in mails(sent) if ":withdrawn:" in mail.key]
    assert [mail.to_address for mail in new] == [second.unit.email]
    assert len(mails(sent)) == before + 1
    assert new[0].subject.startswith("Rút giấy mời") and new[0].calendar_method == "CANCEL"
    assert "/answer/" not in new[0].body_text
    was, now = (Calendar.from_ical(mail.calendar).events[0] for mail in (asked, new[0]))
    assert now["UID"] == was["UID"] and now["STATUS"] == "CANCELLED"
    assert now["SEQUENCE"] > was["SEQUENCE"]
    told = {
        each.to_person_id
        for each in sent()
        if ":withdrawn:" in each.key and each.channel is Channel.IN_APP
    }
    assert told == {second.leader.id, second.clerk.id}
    with runtime.read() as session:
        (gone,) = (
            each
            for each in queries.ever_of_meeting(session, approved.meeting.id)
            if each.withdrawn_at
        )
        assert queries.counts(session, approved.meeting.id).invited == 2
    assert not [each for each in waiting_reminders(sent) if str(gone.id) in each.key]


def test_a_site_that_comes_back_is_asked_afresh_under_its_uid(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    first, second, third = approved.communes
    choose(runtime, approved, first, third)
    choose(runtime, approved, first, second, third)

    own = [mail for mail in calendars(sent) if mail.to_address == second.unit.email]
    events = [Calendar.from_ical(mail.calendar).events[0] for mail in own]
    assert [mail.calendar_method for mail in own] == ["REQUEST", "CANCEL", "REQUEST"]
    assert len({str(event["UID"]) for event in events}) == 1
    sequences = [event["SEQUENCE"] for event in events]
    assert sequences == sorted(set(sequences))
    with runtime.read() as session:
        again = queries.of_meeting(session, approved.meeting.id)[1]
        assert (again.unit_id, again.answer, again.withdrawn_at) == (second.unit.id, None, None)
        assert again.link_serial == 2


def test_moving_and_taking_a_site_out_at_once_asks_only_those_who_stay(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    first, second, third = approved.communes
    later = approved.meeting.starts_at + timedelta(days=1)
    choose(runtime, approved, first, third, starts_at=later, ends_at=later + timedelta(hours=2))

    moved = {mail.to_address for mail in mails(sent) if ":moved:" in mail.key}
    assert moved == {first.unit.email, third.unit.email}
    assert [mail.to_address for mail in mails(sent) if ":withdrawn:" in mail.key] == [
        second.unit.email
    ]


def test_a_postponed_meeting_that_gets_a_new_date_is_asked_for_again(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    with runtime.unit_of_work(approved.actor(Role.CHAIR)) as uow:
        service.postpone(uow, meetings.get(uow.session, approved.meeting.id), reason="Chờ tài liệu")
    assert waiting_reminders(sent) == []

    move(runtime, approved, timedelta(days=7))

    methods = [
        (each.calendar_method, Calendar.from_ical(each.calendar).walk("VEVENT")[0]["SEQUENCE"])
        for each in calendars(sent)
        if each.to_address == approved.communes[0].unit.email
    ]
    assert methods == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert waiting_reminders(sent)


def test_the_noise_meeting_hears_nothing(runtime: Runtime, approved: Stage, sent: Sent) -> None:
    invite(runtime, approved)
    move(runtime, approved)

    strangers = {approved.other_commune.leader.id, approved.other_commune.clerk.id}
    assert not [each for each in sent() if each.to_person_id in strangers]
    assert not [each for each in sent() if each.to_address == approved.other_commune.unit.email]
    with runtime.read() as session:
        other = queries.of_meeting(session, approved.other_meeting.id)[0]
        assert other.link_serial == 1


def test_a_chase_asks_those_without_an_answer_at_most_once_an_hour(
    runtime: Runtime, clock: SetClock, stage: Stage, sent: Sent
) -> None:
    def chase() -> int:
        with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
            return invitations.chase(uow, meetings.get(uow.session, stage.meeting.id))

    assert chase() == 3
    with pytest.raises(ChasedRecently):
        chase()
    clock.go(hours=1)
    assert chase() == 3
    assert sum(":chased:" in each.key for each in mails(sent)) == 6


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(["move", "same", "postpone", "edit"]), max_size=7))
def test_sequence_rises_with_each_message_and_never_otherwise(
    runtime: Runtime, stage: Stage, sent: Sent, steps: list[str]
) -> None:
    """RFC 5546 §2.1.4: a program drops what has no higher SEQUENCE than it knows."""
    actor = stage.actor(Role.SCHEDULER)
    for step in steps:
        with runtime.unit_of_work(actor) as uow:
            meeting = meetings.get(uow.session, stage.meeting.id)
            before = meeting.sequence
            if step == "move":
                later = meeting.starts_at + timedelta(minutes=30)
                service.move(
                    uow, meeting, starts_at=later, ends_at=later + timedelta(hours=2),
                    version=meeting.version,
                )  # fmt: skip
                assert meeting.sequence == before + 1
            elif step == "postpone" and meeting.state is MeetingState.INVITED:
                service.postpone(uow, meeting, reason="Chưa chuẩn bị xong")
                assert meeting.sequence == before + 1
            elif step == "edit" and meeting.state is MeetingState.INVITED:
                plan = planned(meeting, requirements=f"Lần {before}")
                service.edit(uow, meeting, plan, version=meeting.version)
                assert meeting.sequence == before
            elif step == "same" and meeting.state is MeetingState.INVITED:
                service.move(
                    uow, meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at,
                    version=meeting.version,
                )  # fmt: skip
                assert meeting.sequence == before

    sequences = [
        int(Calendar.from_ical(each.calendar).walk("VEVENT")[0]["SEQUENCE"])
        for each in calendars(sent)
        if each.to_address == stage.communes[0].unit.email
    ]
    assert sequences == sorted(set(sequences))


def running_reminders(sent: Sent) -> list[OutgoingMessage]:
    return [
        message
        for message in sent()
        if message.key.startswith("running:") and message.withdrawn_at is None
    ]


def test_chair_secretary_and_technician_are_reminded_when_the_units_are(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)

    runners = [approved.staff[role] for role in (Role.CHAIR, Role.SECRETARY, Role.TECHNICIAN)]
    read = [each for each in running_reminders(sent) if each.channel is Channel.IN_APP]
    units = {each.due_at for each in waiting_reminders(sent)}
    for person in runners:
        assert {each.due_at for each in read if each.to_person_id == person.id} == units
    assert {each.to_person_id for each in read} == {each.id for each in runners}
    posted = [each for each in running_reminders(sent) if each.channel is Channel.MAIL]
    assert {each.to_address for each in posted} == {each.email for each in runners if each.email}
    assert all("/answer/" not in each.body_text for each in posted)
    assert all(approved.meeting.title in each.body_text for each in posted)


def test_reminders_of_the_host_follow_the_meeting_and_its_chair(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    before = {each.due_at for each in running_reminders(sent)}
    move(runtime, approved, timedelta(days=2))
    assert {each.due_at - timedelta(days=2) for each in running_reminders(sent)} == before

    with runtime.unit_of_work(approved.actor(Role.CHAIR)) as uow:
        service.postpone(uow, meetings.get(uow.session, approved.meeting.id), reason="Chờ tài liệu")
    assert running_reminders(sent) == []


def test_a_new_secretary_is_reminded_instead_of_the_old_one(
    runtime: Runtime, approved: Stage, sent: Sent
) -> None:
    invite(runtime, approved)
    old, new = approved.staff[Role.SECRETARY], a_person("Lò Thị Mai")
    with runtime.unit_of_work(approved.actor(Role.SCHEDULER)) as uow:
        uow.session.add(new)
        uow.session.flush()
        uow.session.add(a_post(new, approved.host, Role.SECRETARY, title="Chuyên viên"))
    with runtime.unit_of_work(approved.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, approved.meeting.id)
        plan = planned(meeting, secretary_id=new.id)
        service.edit(uow, meeting, plan, version=meeting.version)

    told = {each.to_person_id for each in running_reminders(sent)}
    assert new.id in told and old.id not in told
