"""What may and can be done with meetings. Pure: the same question has the same answer."""

from hub.meetings.rules.access import (
    is_of_host,
    may_arrange,
    may_assist,
    may_call_off,
    may_chair,
    may_know_of,
    may_open,
    may_record,
    may_schedule,
    may_see,
)
from hub.meetings.rules.lanes import Cell, Span, hours_of, lanes
from hub.meetings.rules.plans import (
    MISSING_AGENDA,
    MISSING_PURPOSE,
    MISSING_SITES,
    AgendaLine,
    Plan,
    changes,
    gaps,
    is_move,
    must_tell,
    plan_of,
)
from hub.meetings.rules.slots import Slot, next_free_slot
from hub.meetings.rules.states import (
    MOST_GUESTS,
    OPENS_AHEAD,
    can_cancel,
    can_decide,
    can_edit,
    can_have_guests,
    can_invite,
    can_move,
    can_open,
    can_postpone,
    can_submit,
    is_open,
    is_short_notice,
    is_to_come,
    latest_sending,
    was_invited,
)

__all__ = [
    "MISSING_AGENDA", "MISSING_PURPOSE",
    "MISSING_SITES", "MOST_GUESTS", "OPENS_AHEAD", "AgendaLine", "Cell", "Plan", "Slot", "Span",
    "can_cancel", "can_decide", "can_edit", "can_have_guests", "can_invite", "can_move",
    "can_open", "can_postpone", "can_submit", "changes", "gaps", "hours_of", "is_move",
    "is_of_host", "is_open", "is_short_notice", "is_to_come", "lanes", "latest_sending",
    "may_arrange", "may_assist", "may_call_off", "may_chair", "may_know_of", "may_open",
    "may_record", "may_schedule", "may_see", "must_tell", "next_free_slot", "plan_of",
    "was_invited",
]  # fmt: skip
