"""Places on the ribbon and figures of two periods."""

from datetime import timedelta

import pytest

from hub.core.clock import midnight, wall_date
from hub.dashboard import rules
from hub.dashboard.rules import MeetingFacts
from hub.meetings.models import Meeting, MeetingState
from tests.builders import MONDAY, a_meeting, a_person, a_unit

DAY = midnight(wall_date(MONDAY))


def at(hours: float, length: float = 2, **changes: object) -> Meeting:
    starts_at = DAY + timedelta(hours=hours)
    return a_meeting(
        a_unit(),
        a_person(),
        a_person(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=length),
        **changes,
    )


def test_the_ribbon_begins_at_seven_and_ends_at_six() -> None:
    assert rules.stretch(at(7, 11), DAY) == rules.Stretch(1, 45)
    assert rules.stretch(at(8, 2), DAY) == rules.Stretch(5, 13)


def test_a_short_meeting_still_has_room_for_its_name() -> None:
    assert rules.stretch(at(8, 0.25), DAY) == rules.Stretch(5, 9)
    assert rules.stretch(at(19, 1), DAY, 9) == rules.Stretch(41, 45)


def test_a_meeting_over_several_days_fills_the_day() -> None:
    assert rules.stretch(at(-20, 60), DAY) == rules.Stretch(1, 45)


@pytest.mark.parametrize(
    ("meeting", "look"),
    [
        (at(8, state=MeetingState.LIVE), "now"),
        (at(5, 1), "done"),
        (at(9, state=MeetingState.DRAFT), "draft"),
        (at(9, state=MeetingState.APPROVED), "waiting"),
        (at(9), "plain"),
    ],
)
def test_a_meeting_looks_as_it_stands(meeting: Meeting, look: str) -> None:
    assert rules.look_of(meeting, MONDAY) == look


def test_an_invitation_without_an_answer_is_waiting() -> None:
    assert rules.look_of(at(9), MONDAY, unanswered=True) == "waiting"


def test_a_share_compares_thirty_days_with_the_thirty_before() -> None:
    facts = [
        MeetingFacts(MONDAY - timedelta(days=40), sites=10, present=5),
        MeetingFacts(MONDAY - timedelta(days=5), sites=10, present=9),
        MeetingFacts(MONDAY - timedelta(days=1), sites=30, present=30),
    ]
    figure = rules.share(facts, MONDAY, lambda each: each.present, lambda each: each.sites)
    assert figure.value == pytest.approx(97.5)
    assert figure.delta == pytest.approx(47.5)
    assert figure.values == (50, 90, 100)


def test_nothing_to_count_is_unknown_and_not_zero() -> None:
    figure = rules.share([], MONDAY, lambda each: each.present, lambda each: each.sites)
    assert figure.value is None
    assert figure.delta is None
    unmeasured = rules.interrupted([MeetingFacts(MONDAY)], MONDAY)
    assert unmeasured.value is None


def test_the_ribbon_moves_so_that_early_and_late_meetings_lie_on_it() -> None:
    assert rules.first_hour([at(8)], DAY) == 7
    assert rules.first_hour([at(5, 1), at(8)], DAY) == 5
    assert rules.first_hour([at(19, 1)], DAY) == 9
    assert rules.first_hour([at(-5, 60)], DAY) == 0
