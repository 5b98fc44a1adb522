"""Changing attendance: presence, the roll, the sheet with its corrections, the rules."""

from hub.attendance.service.limits import drop_rules, set_rules
from hub.attendance.service.presence import (
    arrive,
    close_lost,
    empty_room,
    leave,
    media_seen,
    seen,
)
from hub.attendance.service.roll import call_roll, check_in, propose_roll
from hub.attendance.service.sheet import (
    correct,
    ensure_can_sign,
    freeze,
    print_sheet,
    record_signature,
)

__all__ = [
    "arrive", "call_roll", "check_in", "close_lost", "correct", "drop_rules", "empty_room",
    "ensure_can_sign", "freeze", "leave", "media_seen", "print_sheet", "propose_roll",
    "record_signature", "seen", "set_rules",
]  # fmt: skip
