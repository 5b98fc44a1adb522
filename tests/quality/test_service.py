from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingClosed
from hub.quality import jobs, queries, rules, service
from hub.quality.errors import (
    AlreadySignedOff,
    NotForYouToSay,
    NotTheTechnician,
    OldTest,
    TooEarlyToSay,
)
from hub.quality.models import Grade, LineState, QualitySample
from hub.quality.rules import Measurement, TestResult
from tests.builders import MONDAY
from tests.quality.conftest import FAIR, GOOD, POOR


def count(runtime, table=QualitySample):
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def board(runtime, stage):
    with runtime.read() as session:
        return queries.board(session, stage.meeting.id, runtime.clock())


def row(runtime, stage, place=0):
    site = stage.communes[place].meeting_site.id
    return next(each for each in board(runtime, stage) if each.meeting_site_id == site)


# Samples ------------------------------------------------------------------------------------


def test_a_sample_sent_twice_is_stored_once(runtime, sample):
    assert sample(0, Measurement(1, **GOOD)) == 1
    assert sample(0, Measurement(1, **GOOD), Measurement(2, **GOOD)) == 2
    assert count(runtime) == 2


def test_the_same_number_of_another_connection_is_another_sample(runtime, sample):
    sample(0, Measurement(1, **GOOD))
    sample(0, Measurement(1, **GOOD), line="b")
    assert count(runtime) == 2


def test_the_hub_s_clock_dates_samples_that_waited_in_the_browser(runtime, sample):
    sample(0, Measurement(1, age_s=40, **GOOD), Measurement(2, **GOOD))
    with runtime.read() as session:
        moments = session.scalars(select(QualitySample.at).order_by(QualitySample.seq)).all()
    assert moments == [MONDAY - timedelta(seconds=40), MONDAY]


def test_what_was_not_measured_stays_unknown(runtime, sample):
    sample(0, Measurement(1, rtt_ms=30))
    with runtime.read() as session:
        stored = session.scalars(select(QualitySample)).one()
    assert stored.loss_pct is None and stored.fps is None and stored.mos is None


def test_only_a_change_of_grade_is_news(clock, sample, heard):
    for seq, measures in enumerate([GOOD, GOOD, GOOD, POOR, POOR, GOOD]):
        clock.go(seconds=10)
        sample(0, Measurement(seq, **measures))
    changes = [(each.was, each.became) for each in heard.events]
    assert changes == [("good", "poor"), ("poor", "good")]


def test_a_line_that_is_poor_from_the_start_is_news(sample, heard):
    sample(0, Measurement(1, **POOR))
    assert [(each.was, each.became) for each in heard.events] == [("", "poor")]


def test_an_older_sample_that_comes_late_does_not_turn_the_board_back(runtime, clock, sample, live):
    clock.go(seconds=60)
    sample(0, Measurement(5, **GOOD))
    sample(0, Measurement(3, age_s=20, **POOR))
    assert row(runtime, live).grade is Grade.GOOD
    assert count(runtime) == 2


def test_storing_costs_the_same_for_one_sample_and_for_thirty(engine, sample):
    def cost(*samples):
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        sample(0, *samples)
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    sample(0, Measurement(0, **GOOD))
    assert cost(Measurement(1, **GOOD)) == cost(*(Measurement(n, **GOOD) for n in range(2, 32)))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 8), st.sampled_from([GOOD, FAIR, POOR, {}]), st.sampled_from("ab")
        ),
        max_size=12,
    )
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_whatever_order_samples_come_each_is_stored_once(runtime, live, sample, clock, found):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.query(QualitySample).delete()
        uow.session.query(LineState).delete()
    for seq, measures, line in found:
        sample(0, Measurement(seq, age_s=float(8 - seq), **measures), line=line)
    assert count(runtime) == len({(line, seq) for seq, _measures, line in found})
    if found:
        with runtime.read() as session:
            state = queries.find_state(session, live.communes[0].meeting_site.id)
        assert state.seq == max(seq for seq, _m, line in found if line == state.connection)


# The board ------------------------------------------------------------------------------------


def test_the_board_shows_the_worst_first_and_the_unmeasured_last(runtime, live, sample):
    sample(0, Measurement(1, **GOOD))
    sample(1, Measurement(1, **POOR))
    sample(2, Measurement(1))
    found = board(runtime, live)
    assert [each.grade for each in found] == [Grade.LOST, Grade.POOR, Grade.GOOD, None]


def test_a_line_whose_samples_stop_is_lost_since_its_last_one(runtime, live, clock, sample):
    sample(0, Measurement(1, **GOOD))
    clock.go(seconds=20)
    assert row(runtime, live).grade is Grade.GOOD
    clock.go(seconds=10)
    found = row(runtime, live)
    assert found.grade is Grade.LOST and found.rtt_ms is None
    assert found.since == MONDAY


def test_a_broken_connection_shows_at_once(runtime, live, sample, heard):
    sample(0, Measurement(1, **GOOD))
    site = live.communes[0].meeting_site.id
    with runtime.unit_of_work(SYSTEM) as uow:
        service.line_ended(uow, site, "a", lost=True)
    assert row(runtime, live).grade is Grade.LOST
    assert row(runtime, live).drops == 1
    changes = [each.became for each in heard.events if each.name == "quality:changed"]
    assert changes[-1] == "lost"


def test_an_old_connection_that_ends_does_not_touch_the_new_one(runtime, live, sample):
    sample(0, Measurement(1, **GOOD), line="new")
    with runtime.unit_of_work(SYSTEM) as uow:
        service.line_ended(uow, live.communes[0].meeting_site.id, "old", lost=True)
    assert row(runtime, live).grade is Grade.GOOD


def test_a_site_that_left_on_purpose_is_no_longer_judged(runtime, live, sample):
    sample(0, Measurement(1, **GOOD))
    with runtime.unit_of_work(SYSTEM) as uow:
        service.line_ended(uow, live.communes[0].meeting_site.id, "a", lost=False)
    assert row(runtime, live).grade is None


def test_the_board_is_one_query(runtime, live, engine, sample, clock):
    for place in range(3):
        sample(place, *(Measurement(n, **GOOD) for n in range(20)))
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    board(runtime, live)
    assert len([each for each in seen if each.startswith("SELECT")]) == 1


def test_the_noise_meeting_has_no_lines(runtime, live, sample):
    sample(0, Measurement(1, **GOOD))
    with runtime.read() as session:
        assert queries.lines(session, live.other_meeting.id, MONDAY) == {}


# The report -----------------------------------------------------------------------------------


def test_the_report_counts_minutes_of_every_grade(runtime, ten_minutes):
    with runtime.read() as session:
        meeting = meetings.get(session, ten_minutes.meeting.id)
        found = queries.report(session, meeting, runtime.clock())
    by_site = {each.meeting_site.id: each for each in found.sites}
    good, turned, broken = (by_site[each.meeting_site.id] for each in ten_minutes.communes)
    assert (good.minutes("good"), good.grade) == (10, Grade.GOOD)
    assert (turned.minutes("good"), turned.minutes("poor")) == (5, 5)
    assert turned.course.causes[0][0] is rules.Cause.DELAY
    assert broken.minutes("lost") == 2 and broken.course.drops == 1
    main = by_site[ten_minutes.main_meeting_site.id]
    assert main.course is None and main.grade is None


def test_the_sums_made_at_the_close_are_those_of_the_report(runtime, ten_minutes, clock):
    with runtime.unit_of_work(SYSTEM) as uow:
        service.sum_up_later(uow, MeetingClosed(ten_minutes.meeting.id))
        service.sum_up_later(uow, MeetingClosed(ten_minutes.meeting.id))
    jobs.sum_lines_up(runtime)
    with runtime.read() as session:
        meeting = meetings.get(session, ten_minutes.meeting.id)
        report = queries.report(session, meeting, clock.now)
        found = queries.overview(
            session,
            ten_minutes.actor(Role.TECHNICIAN),
            MONDAY - timedelta(days=1),
            MONDAY + timedelta(days=1),
        )
        own = queries.overview(
            session,
            ten_minutes.actor_of(ten_minutes.communes[0].leader),
            MONDAY - timedelta(days=1),
            MONDAY + timedelta(days=1),
        )
    for grade in Grade:
        assert found.totals.minutes(grade) == report.minutes(grade)
    assert len(found.units) == 3
    assert [each.unit.id for each in own.units] == [ten_minutes.communes[0].unit.id]


# Tests and statements -------------------------------------------------------------------------


def a_test(runtime, stage, place=0, **measured):
    commune = stage.communes[place]
    with runtime.unit_of_work(stage.actor_of(commune.clerk)) as uow:
        return service.record_test(uow, commune.meeting_site, TestResult(**measured))


def sign_off(runtime, stage, test, role=Role.TECHNICIAN):
    with runtime.unit_of_work(stage.actor(role)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        service.sign_off(uow, meeting, uow.session.merge(test))


def test_the_board_before_a_meeting_shows_each_site_s_last_test(runtime, stage, clock):
    a_test(runtime, stage, rtt_ms=500, down_kbps=100, up_kbps=100)
    clock.go(minutes=1)
    a_test(runtime, stage, rtt_ms=20, down_kbps=9000, up_kbps=5000)
    with runtime.read() as session:
        rows = queries.readiness(session, stage.meeting.id).rows
    found = next(each for each in rows if each.test)
    assert found.test.grade is Grade.GOOD and found.tests == 2 and found.is_ready
    assert sum(each.test is None for each in rows) == 3


def test_a_technician_vouches_for_a_test_once(runtime, stage):
    test = a_test(runtime, stage, rtt_ms=500, down_kbps=900, up_kbps=900)
    sign_off(runtime, stage, test)
    with runtime.read() as session:
        rows = queries.readiness(session, stage.meeting.id).rows
    assert next(each for each in rows if each.test).signed_off_by == "Vũ Đức Mạnh"
    with pytest.raises(AlreadySignedOff):
        sign_off(runtime, stage, test)


def test_a_new_test_needs_a_new_sign_off(runtime, stage, clock):
    old = a_test(runtime, stage, rtt_ms=20, down_kbps=9000)
    clock.go(seconds=30)
    a_test(runtime, stage, rtt_ms=900, down_kbps=9000)
    with pytest.raises(OldTest):
        sign_off(runtime, stage, old)


def test_only_a_technician_of_the_host_signs_off(runtime, stage):
    test = a_test(runtime, stage, rtt_ms=20, down_kbps=9000)
    with pytest.raises(NotTheTechnician):
        sign_off(runtime, stage, test, Role.SECRETARY)


def say(runtime, stage, person, place=0, **said):
    with runtime.unit_of_work(stage.actor_of(person)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        service.state(uow, meeting, stage.communes[place].meeting_site, **said)


def test_the_last_word_of_a_site_counts(runtime, live):
    leader = live.communes[0].leader
    say(runtime, live, leader, picture=2, sound=3)
    say(runtime, live, leader, picture=4, sound=5, note="Đã đổi đường truyền")
    with runtime.read() as session:
        meeting = meetings.get(session, live.meeting.id)
        found = queries.report(session, meeting, runtime.clock())
    said = next(each.statement for each in found.sites if each.statement)
    assert (said.picture, said.sound, said.note) == (4, 5, "Đã đổi đường truyền")


def test_a_site_speaks_for_itself_only_and_not_before_the_meeting(runtime, live, stage):
    with pytest.raises(NotForYouToSay):
        say(runtime, live, live.communes[1].leader, picture=3, sound=3)


def test_nothing_is_said_before_the_meeting(runtime, stage):
    with pytest.raises(TooEarlyToSay):
        say(runtime, stage, stage.communes[0].leader, picture=3, sound=3)


def test_many_sites_are_stored_with_one_insert(runtime, live, engine):
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    batches = [
        service.Batch(each.meeting_site, "a", [Measurement(1, **GOOD)]) for each in live.communes
    ]
    with runtime.unit_of_work(SYSTEM) as uow:
        service.record_many(uow, batches)
    assert count(runtime) == 3
    assert sum(each.startswith("INSERT INTO quality_samples") for each in seen) == 1
    assert {each.grade for each in board(runtime, live)} == {Grade.GOOD, None}
