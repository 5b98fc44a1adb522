"""Changing attendance: presence, the roll, the sheet with its corrections, the rules."""

from hub.attendance.service.calling import (
    check_quorum,
    end_roll_call,
    end_with_meeting,
    start_roll_call,
)
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
from hub.attendance.service.printing import (
    ask_for_print,
    begin_print,
    fail_print,
    keep_print,
    note_pieces,
    print_sheet,
)
from hub.attendance.service.roll import (
    CheckIn,
    answer_by_telephone,
    call_roll,
    check_in,
    check_in_many,
    propose_roll,
)
from hub.attendance.service.sheet import (
    SUBJECT,
    correct,
    ensure_can_sign,
    freeze,
    record_signature,
    sign_elsewhere,
)

__all__ = [
    "SUBJECT", "CheckIn", "Coming", "answer_by_telephone", "arrive", "arrive_many",
    "ask_for_print", "begin_print", "call_roll", "check_in", "check_in_many", "check_quorum",
    "close_lost", "correct", "drop_rules", "empty_room", "end_roll_call", "end_with_meeting",
    "ensure_can_sign", "fail_print", "freeze", "keep_print", "leave", "media_seen",
    "note_pieces", "print_sheet", "propose_roll", "record_signature", "seen", "set_rules",
    "sign_elsewhere", "start_roll_call",
]  # fmt: skip
