"""Pure decisions about lines: marks, grades, courses, tests, who may do what."""

from hub.quality.rules.access import can_state, may_sign_off, may_state
from hub.quality.rules.grades import (
    DEFAULT,
    GRAVITY,
    SAMPLE_S,
    SILENCE,
    Cause,
    Judged,
    Measurement,
    Thresholds,
    judge,
    meeting_grade,
    mos_of,
    thresholds_of,
    worst,
    worst_loss,
)
from hub.quality.rules.line_tests import TestResult, grade_of_test, is_ready, sentence_of
from hub.quality.rules.mos import conversation_mos, listening_mos, video_score
from hub.quality.rules.timeline import Course, Point, Segment, course_of
from hub.quality.rules.words import causes_in_words, grade_word, mark_word

__all__ = [
    "DEFAULT", "GRAVITY", "SAMPLE_S", "SILENCE", "Cause", "Course", "Judged", "Measurement",
    "Point", "Segment", "TestResult", "Thresholds", "can_state", "causes_in_words",
    "conversation_mos", "course_of", "grade_of_test", "grade_word", "is_ready", "judge",
    "listening_mos", "mark_word", "may_sign_off", "may_state", "meeting_grade", "mos_of",
    "sentence_of", "thresholds_of", "video_score", "worst", "worst_loss",
]  # fmt: skip
