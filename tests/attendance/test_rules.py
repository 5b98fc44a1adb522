from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.attendance import rules
from hub.attendance.models import RollStatus
from hub.attendance.rules import AttendanceClass, Interval
from hub.meetings.models import Meeting, MeetingState

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
GRACE = timedelta(seconds=60)


def at(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def stay(start: float, end: float | None, *, lost: bool = False) -> Interval:
    return Interval(at(start), None if end is None else at(end), lost=lost)


def a_held_meeting(**changes: object) -> Meeting:
    given_ = {"opened_at": at(0), "closed_at": at(120), "state": MeetingState.ENDED, **changes}
    return Meeting(starts_at=at(0), ends_at=at(120), **given_)


def classes(*stays: Interval, **said: object) -> set[AttendanceClass]:
    frame = rules.frame_of(a_held_meeting(), at(500))
    merged = rules.merge_intervals(stays, GRACE)
    return set(rules.classify(merged, frame, rules.DEFAULT, **said))  # type: ignore[arg-type]


# Merging ---------------------------------------------------------------------------------


def test_two_devices_of_a_site_count_once():
    assert rules.merge_intervals([stay(0, 60), stay(10, 50)], GRACE) == (stay(0, 60),)


def test_a_line_that_comes_back_within_the_grace_was_never_away():
    merged = rules.merge_intervals([stay(0, 10, lost=True), stay(10.5, 60)], GRACE)
    assert merged == (stay(0, 60),)


def test_a_line_that_comes_back_later_leaves_a_gap():
    merged = rules.merge_intervals([stay(0, 10, lost=True), stay(15, 60)], GRACE)
    assert merged == (stay(0, 10, lost=True), stay(15, 60))


def test_someone_who_left_on_purpose_and_came_back_at_once_was_away():
    merged = rules.merge_intervals([stay(0, 10), stay(10.5, 60)], GRACE)
    assert len(merged) == 2


def test_an_open_stay_swallows_what_comes_after_it():
    assert rules.merge_intervals([stay(0, None), stay(10, 20)], GRACE) == (stay(0, None),)


stays = st.lists(
    st.builds(
        lambda start, length, lost, estimated: Interval(
            EIGHT + timedelta(seconds=start),
            None if length is None else EIGHT + timedelta(seconds=start + length),
            lost=lost if length is not None else False,
            estimated=estimated if length is not None else False,
        ),
        st.integers(0, 7200),
        st.one_of(st.none(), st.integers(0, 3600)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(stays, st.randoms())
def test_merging_does_not_depend_on_the_order_of_what_was_heard(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert rules.merge_intervals(shuffled, GRACE) == rules.merge_intervals(found, GRACE)


@given(stays)
def test_merging_twice_changes_nothing(found):
    once = rules.merge_intervals(found, GRACE)
    assert rules.merge_intervals(once, GRACE) == once


@given(stays)
def test_merged_stays_are_in_order_apart_and_cover_every_stay(found):
    merged = rules.merge_intervals(found, GRACE)
    for before, after in pairwise(merged):
        assert before.end is not None and before.end < after.start
    for each in found:
        assert any(
            whole.start <= each.start
            and (whole.end is None or (each.end is not None and each.end <= whole.end))
            for whole in merged
        )


@given(stays, stays)
def test_hearing_of_another_line_that_nobody_left_never_makes_a_site_less_present(found, more):
    more = [replace(each, lost=each.end is not None) for each in more]
    frame = rules.frame_of(a_held_meeting(), at(500))
    few = rules.minutes_in(rules.merge_intervals(found, GRACE), frame)
    many = rules.minutes_in(rules.merge_intervals(found + more, GRACE), frame)
    assert few <= many <= 120


def test_who_leaves_on_purpose_after_another_line_was_lost_is_away_until_they_come_back():
    lost = Interval(at(0), at(22), lost=True)
    back = Interval(at(22) + GRACE, None)
    left = Interval(at(0), at(22) + GRACE / 2)
    assert len(rules.merge_intervals([lost, back], GRACE)) == 1
    assert rules.merge_intervals([lost, left, back], GRACE) == (left, back)


# Classes ---------------------------------------------------------------------------------


def test_a_site_that_was_there_from_before_the_opening_to_the_end_is_on_time():
    assert classes(stay(-15, 120)) == {AttendanceClass.ON_TIME}


def test_five_minutes_are_not_late_and_six_are():
    assert classes(stay(5, 120)) == {AttendanceClass.ON_TIME}
    assert classes(stay(6, 120)) == {AttendanceClass.LATE}


def test_who_waits_for_a_chair_who_opens_late_is_not_late():
    frame = rules.frame_of(a_held_meeting(opened_at=at(10)), at(500))
    assert rules.classify([stay(9, 120)], frame, rules.DEFAULT) == (AttendanceClass.ON_TIME,)


def test_leaving_before_the_end_is_leaving_early_and_a_failed_line_is_not():
    assert classes(stay(0, 100)) == {AttendanceClass.LEFT_EARLY}
    assert classes(stay(0, 100, lost=True)) == {AttendanceClass.INTERRUPTED}


def test_a_site_can_be_late_interrupted_and_leave_early():
    assert classes(stay(20, 40, lost=True), stay(50, 90)) == {
        AttendanceClass.LATE,
        AttendanceClass.INTERRUPTED,
        AttendanceClass.LEFT_EARLY,
    }


def test_who_only_tried_the_line_beforehand_was_absent():
    assert classes(stay(-30, -20)) == {AttendanceClass.ABSENT}


def test_absence_is_excused_when_it_was_announced():
    assert classes() == {AttendanceClass.ABSENT}
    assert classes(announced_absence=True) == {AttendanceClass.EXCUSED}


def test_the_secretary_s_word_decides_who_was_there():
    assert classes(stay(0, 120), status=RollStatus.ABSENT) == {AttendanceClass.ABSENT}
    assert classes(status=RollStatus.ONSITE) == {AttendanceClass.ON_TIME}


def test_before_the_end_nobody_is_absent_yet():
    live = a_held_meeting(closed_at=None, state=MeetingState.LIVE)
    frame = rules.frame_of(live, at(30))
    assert rules.classify((), frame, rules.DEFAULT) == (AttendanceClass.WAITING,)
    assert rules.classify([stay(0, 10)], frame, rules.DEFAULT) == (AttendanceClass.ON_TIME,)


@given(stays)
def test_every_site_has_a_class_and_is_either_there_or_not(found):
    frame = rules.frame_of(a_held_meeting(), at(500))
    given_ = rules.classify(rules.merge_intervals(found, GRACE), frame, rules.DEFAULT)
    assert given_
    assert rules.is_present(given_) or len(given_) == 1


def test_the_share_of_the_meeting_is_unknown_before_it_began():
    coming = a_held_meeting(opened_at=None, closed_at=None, state=MeetingState.INVITED)
    assert rules.percent_in([stay(-10, None)], rules.frame_of(coming, at(-5))) is None
    assert rules.percent_in([stay(0, 90)], rules.frame_of(a_held_meeting(), at(500))) == 75


# Roll ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("present", "met"), [(11, False), (12, True), (17, True)])
def test_two_thirds_of_seventeen_units_are_twelve(present, met):
    quorum = rules.Quorum(present, 17, 0, None, rules.QuorumRule(units=rules.TWO_THIRDS))
    assert quorum.units_needed == 12
    assert quorum.is_met is met


def test_no_signal_proves_no_absence():
    nothing = rules.proposed_status(seen=False, announced_absence=False, is_main=False)
    assert nothing is None


def test_the_seal_depends_on_content_and_not_on_its_order():
    assert rules.sealed({"a": 1, "b": "điểm cầu"}) == rules.sealed({"b": "điểm cầu", "a": 1})
    assert rules.sealed({"a": 1}) != rules.sealed({"a": 2})


@pytest.mark.parametrize(
    ("state", "minutes", "can"),
    [
        (MeetingState.INVITED, -61, False),
        (MeetingState.INVITED, -60, True),
        (MeetingState.ENDED, 500, True),
        (MeetingState.ARCHIVED, 500, False),
        (MeetingState.DRAFT, 0, False),
    ],
)
def test_the_roll_is_called_from_an_hour_before_until_the_archive(state, minutes, can):
    meeting = a_held_meeting(state=state)
    assert rules.can_call(meeting, at(minutes)) is can
