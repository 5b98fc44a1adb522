"""Changing attendance: presence, the roll, the sheet with its corrections, the rules."""

from hub.attendance.service.limits import drop_rules, set_rules
from hub.attendance.service.presence import (
    Coming,
    arrive,
    arrive_many,
    close_lost,
    empty_room,
    leave,
    media_seen,
    seen,
)
from hub.attendance.service.roll import (
    CheckIn,
    call_roll,
    check_in,
    check_in_many,
    propose_roll,
)
from hub.attendance.service.sheet import (
    correct,
    ensure_can_sign,
    freeze,
    print_sheet,
    record_signature,
)

__all__ = [
    "CheckIn", "Coming", "arrive", "arrive_many", "call_roll", "check_in", "check_in_many",
    "close_lost", "correct", "drop_rules", "empty_room", "ensure_can_sign", "freeze", "leave",
    "media_seen", "print_sheet", "propose_roll", "record_signature", "seen", "set_rules",
]  # fmt: skip
