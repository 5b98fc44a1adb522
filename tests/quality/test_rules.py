from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.quality import rules
from hub.quality.models import Grade
from hub.quality.rules import Cause, Measurement, Point

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

#: The vectors of the E-model (jitter buffer 40 ms): RTT ms, loss %, MOS-CQ, MOS-LQ.
VECTORS = [
    (10, 0, 4.41, 4.41), (200, 0, 4.10, 4.41), (300, 0, 3.68, 4.41), (400, 0, 3.33, 4.41),
    (100, 1, 4.19, 4.21), (100, 3, 3.73, 3.76), (100, 5, 3.32, 3.35), (200, 5, 2.79, 3.35),
    (50, 10, 2.63, 2.63), (50, 20, 1.94, 1.94),
]  # fmt: skip


@pytest.mark.parametrize(("rtt", "loss", "conversation", "listening"), VECTORS)
def test_the_marks_of_sound_are_those_of_the_e_model(rtt, loss, conversation, listening):
    assert rules.conversation_mos(rtt, loss, 40) == pytest.approx(conversation, abs=0.005)
    assert rules.listening_mos(loss) == pytest.approx(listening, abs=0.005)


@given(st.floats(0, 2000), st.floats(0, 100), st.floats(0, 500))
def test_a_mark_of_sound_stays_between_one_and_four_and_a_half(rtt, loss, buffer):
    assert 1 <= rules.conversation_mos(rtt, loss, buffer) <= 4.5


@given(st.floats(0, 1000), st.floats(0, 50), st.floats(0, 50))
def test_more_loss_never_sounds_better(rtt, less, more):
    less, more = sorted((less, more))
    assert rules.conversation_mos(rtt, more) <= rules.conversation_mos(rtt, less) + 1e-9


def test_frames_that_stopped_are_the_worst_picture_though_no_freeze_was_counted():
    still = rules.video_score(kbps=250, width=640, height=360, fps=0, fps_wanted=20, freeze_pct=0)
    assert still == 1
    moving = rules.video_score(kbps=500, width=640, height=360, fps=20, fps_wanted=20, freeze_pct=0)
    assert moving > 3.5


@pytest.mark.parametrize(
    ("measured", "grade"),
    [
        ({"rtt_ms": 40, "loss_pct": 0.2, "jitter_ms": 4}, Grade.GOOD),
        ({"rtt_ms": 150, "loss_pct": 0}, Grade.GOOD),
        ({"rtt_ms": 151, "loss_pct": 0}, Grade.FAIR),
        ({"rtt_ms": 301, "loss_pct": 0}, Grade.POOR),
        ({"rtt_ms": 40, "jitter_ms": 31}, Grade.POOR),
        ({"rtt_ms": 40, "loss_pct": 0, "up_loss_pct": 6}, Grade.POOR),
        ({"rtt_ms": 40, "freeze_pct": 3}, Grade.FAIR),
        ({"rtt_ms": 40, "video_expected": True, "fps": 20}, Grade.GOOD),
        ({"rtt_ms": 40, "video_expected": True, "fps": 10}, Grade.FAIR),
    ],
)
def test_ten_seconds_are_as_good_as_their_worst_measure(measured, grade):
    assert rules.judge(Measurement(1, **measured)).grade is grade


def test_unknown_is_not_zero():
    assert rules.judge(Measurement(1)).grade is Grade.LOST
    assert rules.judge(Measurement(1, rtt_ms=0)).grade is Grade.GOOD
    assert rules.judge(Measurement(1, rtt_ms=20)).mos is None


def test_a_frozen_picture_is_poor_though_no_freeze_was_counted():
    judged = rules.judge(Measurement(1, rtt_ms=20, video_expected=True, fps=0, freeze_pct=0))
    assert judged.grade is Grade.POOR
    assert judged.causes == (Cause.FRAMES,)


def test_a_picture_nobody_watches_is_not_judged():
    assert rules.judge(Measurement(1, rtt_ms=20, fps=0)).grade is Grade.GOOD


def test_few_pictures_that_all_arrived_are_the_matter_of_the_sender_not_of_the_line():
    slow = {"rtt_ms": 20, "video_expected": True, "fps": 3, "freeze_pct": 30}
    assert rules.judge(Measurement(1, **slow)).grade is Grade.POOR
    assert rules.judge(Measurement(1, **slow, facts={"whole": True})).grade is Grade.GOOD
    still = {**slow, "fps": 0}
    assert rules.judge(Measurement(1, **still, facts={"whole": True})).grade is Grade.POOR
    lossy = {**slow, "loss_pct": 8}
    assert rules.judge(Measurement(1, **lossy, facts={"whole": True})).causes == (Cause.LOSS,)


def test_delay_counts_for_those_who_speak():
    speaking = rules.mos_of(Measurement(1, rtt_ms=400, loss_pct=0, speaking=True))
    listening = rules.mos_of(Measurement(1, rtt_ms=400, loss_pct=0))
    assert speaking < listening


def test_the_causes_name_what_pulled_the_grade_down():
    judged = rules.judge(Measurement(1, rtt_ms=350, loss_pct=0.1, jitter_ms=3))
    assert judged.causes == (Cause.DELAY,)
    slow = rules.judge(
        Measurement(1, rtt_ms=20, video_expected=True, fps=4, facts={"limit": "cpu"})
    )
    assert slow.causes == (Cause.FRAMES, Cause.COMPUTER)


def test_limits_are_settings():
    strict = rules.Thresholds(rtt_ms=(10, 20))
    assert rules.judge(Measurement(1, rtt_ms=15), strict).grade is Grade.FAIR


@pytest.mark.parametrize(
    ("seconds", "grade"),
    [
        ((90, 10, 0, 0), Grade.GOOD),
        ((89, 11, 0, 0), Grade.FAIR),
        ((90, 0, 10, 0), Grade.POOR),
        ((90, 0, 0, 10), Grade.POOR),
        ((0, 0, 0, 50), Grade.LOST),
    ],
)
def test_a_meeting_is_good_from_nine_tenths_and_poor_from_one_tenth(seconds, grade):
    assert rules.meeting_grade(*seconds) is grade


# The course of a line ----------------------------------------------------------------------


def sample(seconds: float, seq: int, grade: Grade = Grade.GOOD, connection: str = "a") -> Point:
    return Point(EIGHT + timedelta(seconds=seconds), connection, seq, grade)


def course(*points: Point) -> rules.Course:
    return rules.course_of(points, EIGHT, EIGHT + timedelta(hours=2))


def test_samples_follow_each_other_without_a_break_though_timers_drift():
    found = course(sample(10, 1), sample(21, 2), sample(30, 3))
    assert found.seconds[Grade.GOOD] == 30
    assert found.drops == 0
    assert len(found.segments) == 1


def test_numbers_that_are_missing_are_lost_time():
    found = course(sample(10, 1), sample(60, 6))
    assert found.seconds[Grade.LOST] == 40
    assert found.seconds[Grade.GOOD] == 20
    assert found.drops == 1
    assert found.causes == ((Cause.SILENCE, 40),)


def test_time_between_two_connections_is_lost_time():
    found = course(sample(10, 5), sample(100, 1, connection="b"))
    assert found.seconds[Grade.LOST] == 80


def test_before_the_first_sample_and_after_the_last_nobody_was_measured():
    found = course(sample(3600, 1), sample(3610, 2))
    assert sum(found.seconds.values()) == 20


def test_a_line_that_was_never_measured_has_no_good_minutes():
    assert course().grade is Grade.LOST


@given(
    st.lists(
        st.tuples(st.integers(0, 600), st.sampled_from(Grade), st.sampled_from("ab")), max_size=40
    ),
    st.randoms(),
)
def test_a_course_is_the_same_in_whatever_order_samples_arrive(found, chance):
    points = [sample(10 * seq, seq, grade, line) for seq, grade, line in found]
    shuffled = list(dict.fromkeys(points))
    ordered = rules.course_of(sorted(shuffled, key=str), EIGHT, EIGHT + timedelta(hours=2))
    chance.shuffle(shuffled)
    again = rules.course_of(sorted(shuffled, key=str), EIGHT, EIGHT + timedelta(hours=2))
    assert ordered == again
    for before, after in zip(ordered.segments, ordered.segments[1:], strict=False):
        assert before.end <= after.start
    assert sum(ordered.seconds.values()) <= 7200


# Line tests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "grade"),
    [
        ({"rtt_ms": 20, "down_kbps": 9000, "up_kbps": 4000, "udp_open": True}, Grade.GOOD),
        ({"rtt_ms": 20, "down_kbps": 9000, "up_kbps": 4000, "udp_open": False}, Grade.FAIR),
        ({"rtt_ms": 20, "down_kbps": 400, "up_kbps": 4000}, Grade.FAIR),
        ({"rtt_ms": 20, "down_kbps": 9000, "up_kbps": 90}, Grade.POOR),
        ({"rtt_ms": 500, "down_kbps": 9000, "up_kbps": 900}, Grade.POOR),
        ({"camera": "ok"}, Grade.LOST),
    ],
)
def test_a_line_test_says_what_the_line_is_good_for(result, grade):
    assert rules.grade_of_test(rules.TestResult(**result)) is grade
