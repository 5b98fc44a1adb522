"""Pure decisions about attendance: stays, classes, the roll, the limits they are judged by."""

from hub.attendance.rules.classes import (
    PRESENT,
    AttendanceClass,
    Frame,
    classify,
    frame_of,
    gap_length,
    is_present,
    minutes_in,
    percent_in,
)
from hub.attendance.rules.intervals import (
    Interval,
    clipped,
    line_gaps,
    merge_intervals,
    seconds_of,
)
from hub.attendance.rules.limits import DEFAULT, Limits, limits_of
from hub.attendance.rules.roll import (
    OPENS_BEFORE,
    Quorum,
    can_call,
    may_check_in,
    may_record,
    proposed_status,
    sealed,
)
from hub.attendance.rules.words import word

__all__ = [
    "DEFAULT", "OPENS_BEFORE", "PRESENT", "AttendanceClass", "Frame", "Interval", "Limits",
    "Quorum", "can_call", "classify", "clipped", "frame_of", "gap_length", "is_present",
    "limits_of", "line_gaps", "may_check_in", "may_record", "merge_intervals", "minutes_in",
    "percent_in", "proposed_status", "sealed", "seconds_of", "word",
]  # fmt: skip
