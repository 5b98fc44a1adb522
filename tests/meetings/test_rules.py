"""What may and can be done with meetings, and finding a free time."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.clock import to_wall_time
from hub.core.unit_of_work import Role
from hub.meetings import rules
from hub.meetings.models import MeetingForm, MeetingState, MeetingType
from hub.meetings.rules import AgendaLine, Plan, Slot
from hub.meetings.rules.slots import AFTERNOON, MORNING, WHOLE_DAY
from tests.builders import MONDAY, Stage, a_stage

HOUR = timedelta(hours=1)


@pytest.fixture
def scene() -> Stage:
    """The stage without a database: rules need none."""
    stage = a_stage()
    stage.meeting.sites = [each.meeting_site for each in stage.communes]
    stage.other_meeting.sites = [stage.other_commune.meeting_site]
    return stage


@pytest.mark.parametrize("state", list(MeetingState))
def test_an_invited_commune_sees_a_meeting_from_the_invitation_on(
    scene: Stage, state: MeetingState
) -> None:
    scene.meeting.state = state
    leader = scene.actor_of(scene.communes[0].leader)
    invited = {MeetingState.INVITED, MeetingState.LIVE, MeetingState.ENDED, MeetingState.ARCHIVED}

    assert rules.may_see(leader, scene.meeting) is (state in invited)


def test_a_cancelled_meeting_stays_visible_only_to_those_who_were_invited(scene: Stage) -> None:
    leader = scene.actor_of(scene.communes[0].leader)
    scene.meeting.state = MeetingState.CANCELLED
    assert not rules.may_see(leader, scene.meeting)

    scene.meeting.invited_at = MONDAY - timedelta(days=5)
    assert rules.may_see(leader, scene.meeting)


def test_nobody_of_another_district_sees_the_meeting_but_auditors_of_everything(
    scene: Stage,
) -> None:
    for role in scene.other_staff:
        reads_all = role in {Role.AUDITOR, Role.SYSTEM_ADMIN}
        assert rules.may_see(scene.other_actor(role), scene.meeting) is reads_all, role


def test_only_a_scheduler_of_the_host_arranges(scene: Stage) -> None:
    may = {role for role in scene.staff if rules.may_arrange(scene.actor(role), scene.meeting)}

    assert may == {Role.SCHEDULER}
    assert not rules.may_arrange(scene.other_actor(Role.SCHEDULER), scene.meeting)


def test_only_the_person_in_the_chair_decides(scene: Stage) -> None:
    assert rules.may_chair(scene.actor(Role.CHAIR), scene.meeting)
    assert not rules.may_chair(scene.other_actor(Role.CHAIR), scene.meeting)


@pytest.mark.parametrize(
    ("sent_on", "is_short"),
    [(date(2026, 11, 18), False), (date(2026, 11, 19), True), (date(2026, 11, 22), True)],
)
def test_invitations_leave_three_working_days_before(sent_on: date, is_short: bool) -> None:
    """For Monday 23/11/2026 the last day is Wednesday 18/11: count Friday, Thursday, Wednesday."""
    now = datetime(sent_on.year, sent_on.month, sent_on.day, 5, tzinfo=UTC)

    assert rules.is_short_notice(MONDAY, now) is is_short
    assert rules.latest_sending(MONDAY) == date(2026, 11, 18)


def test_a_holiday_moves_the_last_day_to_send() -> None:
    meeting = datetime(2021, 9, 8, 1, tzinfo=UTC)

    assert rules.latest_sending(meeting, [date(2021, 9, 2), date(2021, 9, 3)]) == date(2021, 9, 1)


def test_the_next_free_slot_jumps_over_lunch_and_what_is_taken() -> None:
    taken = [Slot(MONDAY, MONDAY + 3 * HOUR)]  # 08:00-11:00

    found = rules.next_free_slot(taken, Slot(MONDAY, MONDAY + 2 * HOUR), MONDAY)

    assert found is not None
    assert f"{to_wall_time(found.starts_at):%H:%M %d/%m}" == "13:30 23/11"


def test_a_weekend_is_never_offered() -> None:
    friday_evening = MONDAY + timedelta(days=4, hours=9)

    found = rules.next_free_slot([], Slot(friday_evening, friday_evening + HOUR), MONDAY)

    assert found is not None
    assert f"{to_wall_time(found.starts_at):%H:%M %d/%m/%Y}" == "07:30 30/11/2026"


def test_a_meeting_longer_than_a_day_finds_no_slot() -> None:
    assert rules.next_free_slot([], Slot(MONDAY, MONDAY + 12 * HOUR), MONDAY) is None


slots = st.builds(
    lambda start, length: Slot(
        MONDAY + timedelta(minutes=start), MONDAY + timedelta(minutes=start + length)
    ),
    st.integers(-1000, 20_000),
    st.integers(15, 400),
)


@given(taken=st.lists(slots, max_size=25), asked=slots)
def test_a_slot_that_is_offered_is_free_in_office_hours_and_not_past(
    taken: list[Slot], asked: Slot
) -> None:
    found = rules.next_free_slot(taken, asked, MONDAY)

    if found is None:
        return
    start, end = to_wall_time(found.starts_at), to_wall_time(found.ends_at)
    assert found.ends_at - found.starts_at == asked.ends_at - asked.starts_at
    assert found.starts_at >= max(asked.starts_at, MONDAY)
    assert not any(found.meets(each) for each in taken)
    assert start.weekday() < 5
    windows = (MORNING, AFTERNOON, WHOLE_DAY)
    assert any(begin <= start.time() and end.time() <= close for begin, close in windows)


PLAN = Plan(
    title="Giao ban",
    type=MeetingType.BRIEFING,
    form=MeetingForm.ONLINE,
    starts_at=MONDAY,
    ends_at=MONDAY + HOUR,
    chair_id=a_stage().meeting.chair_id,
    secretary_id=a_stage().meeting.secretary_id,
)


def test_a_draft_names_what_its_invitation_lacks() -> None:
    assert set(rules.gaps(PLAN)) == {"purpose", "agenda", "sites"}


def test_a_new_title_can_be_kept_quiet_and_a_new_place_cannot() -> None:
    assert not rules.must_tell(("title", "agenda"))
    assert rules.must_tell(("location",))
    assert rules.is_move(("title", "starts_at"))


def test_an_agenda_in_another_order_is_a_change() -> None:
    one, two = AgendaLine("Một"), AgendaLine("Hai")
    before = dataclasses.replace(PLAN, agenda=(one, two))

    assert rules.changes(before, dataclasses.replace(PLAN, agenda=(two, one))) == ("agenda",)
    assert rules.changes(before, before) == ()
