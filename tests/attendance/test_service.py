import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from hub.attendance import jobs, queries, rules, service
from hub.attendance.errors import (
    AlreadyFrozen,
    NobodyCalled,
    NothingToCorrect,
    NotTheSecretary,
    NotYourSite,
    RollChanged,
    TooEarlyForRoll,
)
from hub.attendance.models import Presence, PresenceEvent, RollSource, RollStatus
from hub.attendance.rules import AttendanceClass, Interval
from hub.core.unit_of_work import SYSTEM, Role
from hub.invitations.models import Answer
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingClosed
from hub.meetings.models import MeetingState
from tests.builders import MONDAY


@pytest.fixture
def live(runtime, clock, stage):
    """The stage's meeting, under way for half an hour."""
    clock.now = MONDAY + timedelta(minutes=30)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    return stage


def end(runtime, clock, stage, minutes=120):
    clock.now = MONDAY + timedelta(minutes=minutes)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.closed_at = MeetingState.ENDED, clock.now


def arrive(runtime, stage, place=0, *, line="a", key=None, name="Hà Văn Xuân Viên"):
    commune = stage.communes[place]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        return service.arrive(
            uow,
            commune.meeting_site,
            connection=line,
            event_key=key or f"join-{line}-{uow.now.isoformat()}",
            person_name=name,
        )


def leave(runtime, line="a", *, key=None, lost=False):
    with runtime.unit_of_work(SYSTEM) as uow:
        key = key or f"leave-{line}-{uow.now.isoformat()}"
        service.leave(uow, line, event_key=key, lost=lost)


def as_secretary(runtime, stage, do):
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        return do(uow, meetings.get(uow.session, stage.meeting.id))


def summary(runtime, stage):
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        return queries.summary(session, meeting, now=runtime.clock())


def row(runtime, stage, place=0):
    site = stage.communes[place].meeting_site.id
    return next(each for each in summary(runtime, stage).sites if each.meeting_site.id == site)


def count(runtime, table):
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(table))


# Presence ---------------------------------------------------------------------------------


def test_arriving_twice_with_the_same_key_is_arriving_once(runtime, live, heard):
    first = arrive(runtime, live, key="k1")
    second = arrive(runtime, live, key="k1")
    assert first.id == second.id
    assert heard.names().count("attendance:arrived") == 1
    assert count(runtime, PresenceEvent) == 1


def test_a_late_copy_of_an_arrival_does_not_bring_a_site_back(runtime, live):
    arrive(runtime, live, key="k1")
    leave(runtime)
    arrive(runtime, live, key="k1")
    assert not row(runtime, live).here


def test_leaving_without_having_come_is_harmless(runtime, live, heard):
    leave(runtime, "nobody")
    assert heard.names() == []


def test_a_site_that_is_lost_and_comes_back_keeps_one_line_of_history(runtime, live, clock):
    arrive(runtime, live, line="a")
    clock.go(minutes=10)
    leave(runtime, "a", lost=True)
    assert row(runtime, live).lost_at == clock.now
    clock.go(seconds=30)
    arrive(runtime, live, line="b")
    found = row(runtime, live)
    assert len(found.intervals) == 1
    assert found.here and found.person_name == "Hà Văn Xuân Viên"


def test_two_devices_of_a_site_are_one_presence(runtime, live, clock):
    arrive(runtime, live, line="a")
    arrive(runtime, live, line="b")
    clock.go(minutes=5)
    leave(runtime, "a")
    assert row(runtime, live).here


def test_a_silent_connection_ends_at_its_last_sign_of_life(runtime, live, clock, heard):
    arrive(runtime, live)
    clock.go(seconds=20)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.seen(uow, ["a"])
    last_heard = clock.now
    clock.go(seconds=61)
    with runtime.unit_of_work(SYSTEM) as uow:
        assert service.close_lost(uow) == 1
    found = row(runtime, live)
    assert found.intervals[0].end == last_heard
    assert found.intervals[0].lost and found.intervals[0].estimated
    assert heard.events[-1].lost


def test_a_province_without_power_ends_in_pieces(runtime, live, clock, monkeypatch):
    monkeypatch.setattr(service.presence, "SILENT_AT_ONCE", 2)
    for place in range(3):
        arrive(runtime, live, place, line=f"line {place}", key=f"in {place}")
    clock.go(seconds=61)
    with runtime.unit_of_work(SYSTEM) as uow:
        assert service.close_lost(uow) == 2
    assert jobs.close_lost(runtime) == 1
    assert jobs.close_lost(runtime) == 0


def test_signs_of_life_keep_a_connection_in_the_room(runtime, live, clock):
    arrive(runtime, live)
    for _ in range(5):
        clock.go(seconds=50)
        with runtime.unit_of_work(SYSTEM) as uow:
            service.seen(uow, ["a", "unknown"])
            assert service.close_lost(uow) == 0


def test_a_connection_the_hub_gave_up_too_early_goes_on(runtime, live, clock):
    arrive(runtime, live)
    clock.go(seconds=90)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.close_lost(uow)
    clock.go(seconds=5)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.seen(uow, ["a"])
    found = row(runtime, live)
    assert found.here and len(found.intervals) == 1


def test_a_connection_that_left_on_purpose_does_not_come_back_by_a_sign_of_life(
    runtime, live, clock
):
    arrive(runtime, live)
    leave(runtime)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.seen(uow, ["a"])
    assert not row(runtime, live).here


def test_when_the_meeting_closes_everybody_has_left(runtime, live, clock):
    arrive(runtime, live)
    end(runtime, clock, live)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.empty_room(uow, MeetingClosed(live.meeting.id))
    found = row(runtime, live)
    assert found.minutes == 90
    assert found.classes == (AttendanceClass.LATE,)


def test_a_late_sign_of_life_does_not_bring_back_who_said_goodbye(runtime, live, clock):
    arrive(runtime, live, line="b", key="in")
    clock.go(seconds=61)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.close_lost(uow)
    leave(runtime, "b", key="out", lost=False)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.seen(uow, ["b"])
    assert not row(runtime, live).here


def test_the_noise_meeting_hears_nothing(runtime, live):
    arrive(runtime, live)
    with runtime.read() as session:
        other = meetings.get(session, live.other_meeting.id)
        found = queries.summary(session, other, now=runtime.clock())
    assert found.counts.here == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "lost", "seen", "sweep", "media", "no media"]),
        st.sampled_from("abc"),
        st.integers(0, 90),
        st.booleans(),
    ),
    max_size=14,
)


@given(steps)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_heard_in_whatever_order_the_facts_stay_sound(
    runtime, live, clock, engine, found
):
    """Random joins, leaves, losses, signs of life, media and sweeps, each perhaps said twice.

    And what is in the log of all that was heard gives the very same stays again.
    """
    with runtime.unit_of_work(SYSTEM) as uow:
        for table in (Presence, PresenceEvent):
            uow.session.query(table).delete()
    clock.now = MONDAY + timedelta(minutes=30)
    began = clock.now
    there: dict[str, bool] = {}
    for number, (what, line, wait, twice) in enumerate(found):
        clock.go(seconds=wait)
        for _ in range(2 if twice else 1):
            if what == "join":
                arrive(runtime, live, line=line, key=f"{number}")
                there[line] = True
            elif what in {"leave", "lost"}:
                leave(runtime, line, key=f"{number}", lost=what == "lost")
                there[line] = False
            else:
                with runtime.unit_of_work(SYSTEM) as uow:
                    if what == "seen":
                        service.seen(uow, [line])
                    elif what.endswith("media"):
                        site = live.communes[0].meeting_site
                        service.media_seen(uow, site, what == "media", clock.now)
                    else:
                        service.close_lost(uow)
    with runtime.read() as session:
        stays = list(session.scalars(select(Presence)))
    for each in stays:
        assert began <= each.joined_at <= (each.left_at or clock.now) <= clock.now
        assert each.left_at is not None or there[each.connection]
    still = [each.connection for each in stays if each.left_at is None]
    assert len(still) == len(set(still))
    assert row(runtime, live).here is bool(still)
    with runtime.read() as session:
        heard = queries.heard_in(session, live.meeting.id)
    random.Random(len(heard)).shuffle(heard)
    anew = rules.stays_from(heard + heard[:3]).get(live.communes[0].meeting_site.id, ())
    facts = lambda each: (each.start, each.end is None, each.end or each.start)  # noqa: E731
    stored = [Interval(each.joined_at, each.left_at, each.lost, each.estimated) for each in stays]
    assert sorted(anew, key=facts) == sorted(stored, key=facts)


# Roll -------------------------------------------------------------------------------------


def call(runtime, stage, place=0, status=RollStatus.ONLINE, **more):
    return as_secretary(
        runtime,
        stage,
        lambda uow, meeting: service.call_roll(
            uow, meeting, stage.communes[place].meeting_site, status=status, **more
        ),
    )


def test_the_hub_proposes_from_presence_and_from_announced_absence(runtime, live):
    arrive(runtime, live, 0)
    with runtime.unit_of_work(SYSTEM) as uow:
        invitation = uow.session.merge(live.communes[1].invitation)
        invitation.answer, invitation.reason = Answer.ABSENT, "Chống bão"
    done = as_secretary(runtime, live, service.propose_roll)
    assert done == 2
    assert row(runtime, live, 0).status is RollStatus.ONLINE
    assert row(runtime, live, 0).source is RollSource.AUTOMATIC
    assert row(runtime, live, 1).status is RollStatus.EXCUSED
    assert row(runtime, live, 1).note == "Chống bão"
    assert row(runtime, live, 2).status is None


def test_a_proposal_never_overrules_the_secretary(runtime, live):
    arrive(runtime, live, 0)
    call(runtime, live, 0, RollStatus.ABSENT)
    as_secretary(runtime, live, service.propose_roll)
    assert row(runtime, live, 0).status is RollStatus.ABSENT


def test_a_site_called_by_telephone_is_marked_so(runtime, live):
    call(runtime, live, 0, head_count=4, by_telephone=True)
    found = row(runtime, live)
    assert found.source is RollSource.TELEPHONE
    assert found.is_present and found.head_count == 4


def test_only_the_secretary_calls_the_roll(runtime, live):
    with (
        pytest.raises(NotTheSecretary),
        runtime.unit_of_work(live.actor(Role.TECHNICIAN)) as uow,
    ):
        meeting = meetings.get(uow.session, live.meeting.id)
        service.call_roll(uow, meeting, live.communes[0].meeting_site, status=RollStatus.ONLINE)


def test_the_roll_of_next_week_cannot_be_called(runtime, stage):
    with pytest.raises(TooEarlyForRoll):
        call(runtime, stage)


def test_a_site_says_itself_how_many_sit_there(runtime, live):
    commune = live.communes[0]
    with runtime.unit_of_work(live.actor_of(commune.clerk)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        service.check_in(uow, meeting, commune.meeting_site, head_count=7)
    assert row(runtime, live).source is RollSource.SITE
    assert row(runtime, live).head_count == 7


def test_a_site_cannot_speak_for_another(runtime, live):
    with (
        pytest.raises(NotYourSite),
        runtime.unit_of_work(live.actor_of(live.communes[1].clerk)) as uow,
    ):
        meeting = meetings.get(uow.session, live.meeting.id)
        service.check_in(uow, meeting, live.communes[0].meeting_site, head_count=7)


def test_the_site_s_count_does_not_undo_the_secretary_s_word(runtime, live):
    call(runtime, live, 0, RollStatus.ABSENT)
    commune = live.communes[0]
    with runtime.unit_of_work(live.actor_of(commune.leader)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        service.check_in(uow, meeting, commune.meeting_site, head_count=7)
    assert row(runtime, live).status is RollStatus.ABSENT


def test_the_quorum_counts_units_and_persons(runtime, live):
    for place in range(2):
        call(runtime, live, place, head_count=5)
    quorum = summary(runtime, live).quorum
    assert (quorum.units_present, quorum.units_expected) == (2, 4)
    assert quorum.persons_present == 10
    assert not quorum.is_met


def test_an_empty_roll_cannot_be_frozen(runtime, live):
    with pytest.raises(NobodyCalled):
        as_secretary(runtime, live, service.freeze)


def test_a_frozen_sheet_has_a_seal_over_its_content(runtime, live):
    call(runtime, live, head_count=5)
    sheet = as_secretary(runtime, live, service.freeze)
    assert rules.sealed(sheet.content) == sheet.sha256
    site = next(each for each in sheet.content["sites"] if each["status"])
    assert site["head_count"] == 5
    assert summary(runtime, live).sheet.frozen_by_name == "Phạm Minh Châu"


def test_after_freezing_the_roll_stands_and_corrections_leave_a_trace(runtime, live):
    call(runtime, live, head_count=5)
    before = as_secretary(runtime, live, service.freeze).sha256
    with pytest.raises(AlreadyFrozen):
        call(runtime, live, status=RollStatus.ABSENT)
    with pytest.raises(AlreadyFrozen):
        as_secretary(runtime, live, service.freeze)
    correct(runtime, live, RollStatus.ONLINE, 6, "Đếm sót một người")
    found = summary(runtime, live)
    with runtime.read() as session:
        second, first = queries.sheets_of(session, live.meeting.id)
    assert first.sha256 == before == rules.sealed(first.content)
    assert (second.number, second.reason) == (2, "Đếm sót một người")
    assert found.sheet.sha256 == second.sha256 == rules.sealed(second.content)
    assert second.content["sites"][1]["head_count"] == 6
    trace = found.corrections[-1]
    assert trace.after_freeze and trace.author_name == "Phạm Minh Châu"
    assert trace.was == {"status": "online", "head_count": 5}
    assert trace.became == {"status": "online", "head_count": 6}


def correct(runtime, stage, status, head_count, reason, **more):
    return as_secretary(
        runtime,
        stage,
        lambda uow, meeting: service.correct(
            uow,
            meeting,
            stage.communes[0].meeting_site,
            status=status,
            head_count=head_count,
            reason=reason,
            **more,
        ),
    )


def test_a_correction_that_changes_nothing_is_refused(runtime, live):
    call(runtime, live, head_count=5)
    with pytest.raises(NothingToCorrect):
        correct(runtime, live, RollStatus.ONLINE, 5, "Không đổi")


def test_a_correction_of_what_somebody_else_changed_is_refused(runtime, live):
    seen_version = call(runtime, live, head_count=5).version
    correct(runtime, live, RollStatus.ONLINE, 6, "Đếm sót", version=seen_version)
    with pytest.raises(RollChanged):
        correct(runtime, live, RollStatus.ONLINE, 7, "Đếm lại", version=seen_version)


# Queries -----------------------------------------------------------------------------------


def test_a_summary_costs_the_same_however_many_stays_there_are(runtime, live, engine, clock):
    from sqlalchemy import event

    def cost():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        with runtime.read() as session:
            meeting = meetings.get(session, live.meeting.id)
            seen.clear()
            queries.summary(session, meeting, now=clock.now)
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    before = cost()
    for place in range(3):
        for line in "xyz":
            arrive(runtime, live, place, line=f"{place}{line}")
        call(runtime, live, place)
    assert cost() == before == 11


def test_a_report_counts_meetings_communes_and_months(runtime, live, clock):
    clock.now = MONDAY
    arrive(runtime, live, 0)
    end(runtime, clock, live)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.empty_room(uow, MeetingClosed(live.meeting.id))
    with runtime.read() as session:
        actor = live.actor(Role.SECRETARY)
        span = (MONDAY - timedelta(days=7), MONDAY + timedelta(days=7))
        found = queries.report(session, actor, *span, now=clock.now)
        own = queries.report(session, live.actor_of(live.communes[0].leader), *span, now=clock.now)
        none = queries.report(session, live.other_actor(Role.SECRETARY), *span, now=clock.now)
    line = next(each for each in found.units if each.unit.id == live.communes[0].unit.id)
    assert (line.invited, line.present, line.on_time, line.minutes) == (1, 1, 1, 120)
    assert (found.expected, found.present, found.percent) == (4, 1, 25)
    assert found.months[0].present == 1
    assert [each.unit.id for each in own.units] == [live.communes[0].unit.id]
    assert none.meetings == []
