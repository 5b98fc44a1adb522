"""Pure decisions about attendance: stays, classes, the roll, the limits they are judged by."""

from hub.attendance.rules.chain import Outcome, PersonMark, is_confirmed, mark_of, outcome_of
from hub.attendance.rules.classes import (
    PRESENT,
    AttendanceClass,
    Frame,
    classify,
    frame_of,
    gap_length,
    gap_seconds,
    is_present,
    is_too_short,
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
from hub.attendance.rules.limits import (
    DEFAULT,
    Limits,
    TypeLimits,
    as_kept,
    limits_for,
    limits_kept,
    limits_of,
    may_set_rules,
)
from hub.attendance.rules.quorum import (
    MORE_THAN_HALF,
    TWO_THIRDS,
    Quorum,
    QuorumRule,
    Share,
    share_of,
)
from hub.attendance.rules.replay import Heard, media_gaps, stays_from
from hub.attendance.rules.roll import (
    OPENS_BEFORE,
    can_call,
    is_long,
    may_check_in,
    may_record,
    may_sign,
    proposed_status,
    sealed,
    why_not_sign,
)
from hub.attendance.rules.timeline import Spell, SpellKind, timeline_of
from hub.attendance.rules.words import word

__all__ = [
    "DEFAULT", "MORE_THAN_HALF", "OPENS_BEFORE", "PRESENT", "TWO_THIRDS", "AttendanceClass",
    "Frame", "Heard", "Interval", "Limits", "Outcome", "PersonMark", "Quorum", "QuorumRule",
    "Share", "Spell", "SpellKind", "TypeLimits", "as_kept", "can_call", "classify", "clipped",
    "frame_of", "gap_length", "gap_seconds", "is_confirmed", "is_long", "is_present",
    "is_too_short", "limits_for", "limits_kept", "limits_of", "line_gaps", "mark_of",
    "may_check_in", "may_record", "may_set_rules", "may_sign", "media_gaps", "merge_intervals",
    "minutes_in", "outcome_of", "percent_in", "proposed_status", "sealed", "seconds_of",
    "share_of", "stays_from", "timeline_of", "why_not_sign", "word",
]  # fmt: skip
