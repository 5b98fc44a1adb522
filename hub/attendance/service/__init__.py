"""Changing attendance: presence, and the roll with its corrections and frozen sheet."""

from hub.attendance.service.presence import arrive, close_lost, empty_room, leave, seen
from hub.attendance.service.roll import call_roll, check_in, correct, freeze, propose_roll

__all__ = [
    "arrive", "call_roll", "check_in", "close_lost", "correct", "empty_room", "freeze", "leave",
    "propose_roll", "seen",
]  # fmt: skip
