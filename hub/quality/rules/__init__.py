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
    worst,
    worst_loss,
)
from hub.quality.rules.line_tests import (
    TestResult,
    advice_of,
    grade_of_test,
    is_ready,
    mode_to_begin_with,
    sentence_of,
)
from hub.quality.rules.modes import is_mode_shown, mode_word
from hub.quality.rules.mos import conversation_mos, listening_mos, picture_mark, video_score
from hub.quality.rules.ranking import (
    REMEDIES,
    Need,
    Remedy,
    is_weak,
    line_score,
    needs_investment,
    ranks,
    remedies_of,
)
from hub.quality.rules.scales import (
    MEASURES,
    Measure,
    Scale,
    as_limits,
    from_limits,
    installed,
    may_set_scale,
    mistakes_in,
)
from hub.quality.rules.timeline import (
    Course,
    MinutePoint,
    Point,
    Segment,
    course_of,
    course_of_minutes,
)
from hub.quality.rules.witness import (
    Disagreement,
    Means,
    Spoken,
    Witnessed,
    disagreements,
    means_of,
)
from hub.quality.rules.words import (
    being_summed_in_words,
    causes_in_words,
    device_in_words,
    disagreements_in_words,
    grade_word,
    mark_word,
    remedies_in_words,
    scales_in_words,
)

__all__ = [
    "DEFAULT", "GRAVITY", "MEASURES", "REMEDIES", "SAMPLE_S", "SILENCE", "Cause", "Course",
    "Disagreement", "Judged", "Means", "Measure", "Measurement", "MinutePoint", "Need", "Point",
    "Remedy", "Scale", "Segment", "Spoken", "TestResult", "Thresholds", "Witnessed", "advice_of",
    "as_limits", "being_summed_in_words", "can_state", "causes_in_words", "conversation_mos",
    "course_of", "course_of_minutes", "device_in_words", "disagreements", "disagreements_in_words",
    "from_limits", "grade_of_test", "grade_word", "installed", "is_mode_shown", "is_ready",
    "is_weak", "judge", "line_score", "listening_mos", "mark_word", "may_set_scale", "may_sign_off",
    "may_state", "means_of", "meeting_grade", "mistakes_in", "mode_to_begin_with", "mode_word",
    "mos_of", "needs_investment", "picture_mark", "ranks", "remedies_in_words", "remedies_of",
    "scales_in_words", "sentence_of", "video_score", "worst", "worst_loss",
]  # fmt: skip
