"""Changing rooms: who sits, who speaks, who is heard."""

from hub.rooms.service.floor import end_floor, grant_floor, grant_next, lower_hand, raise_hand
from hub.rooms.service.moderation import empty_room, mute, readmit, remove, unmute
from hub.rooms.service.seats import (
    Arrival,
    forget_connection,
    leave_seat,
    leave_seat_late,
    lose_lines,
    switch_devices,
    take_seats,
)

__all__ = [
    "Arrival",
    "empty_room",
    "end_floor",
    "forget_connection",
    "grant_floor",
    "grant_next",
    "leave_seat",
    "leave_seat_late",
    "lose_lines",
    "lower_hand",
    "mute",
    "raise_hand",
    "readmit",
    "remove",
    "switch_devices",
    "take_seats",
    "unmute",
]
