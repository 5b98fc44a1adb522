"""Changing rooms: who sits, who speaks, who is heard, what is shown."""

from hub.rooms.service.admission import (
    admit,
    admit_all,
    ask_to_come_in,
    open_doors,
    require_admission,
    turn_away,
)
from hub.rooms.service.agenda import begin_item, end_item, limit_speeches
from hub.rooms.service.floor import (
    end_floor,
    extend_speech,
    grant_answer,
    grant_floor,
    grant_next,
)
from hub.rooms.service.media import move_media, place_media
from hub.rooms.service.moderation import (
    ask_to_unmute,
    empty_room,
    mute,
    mute_others,
    readmit,
    remove,
    unmute,
    unmute_all,
)
from hub.rooms.service.queue import let_pass, lower_hand, move_hand, raise_hand, refuse_hand
from hub.rooms.service.seats import (
    Arrival,
    decline_unmuting,
    forget_connection,
    leave_seat,
    leave_seat_late,
    lose_lines,
    switch_devices,
    take_seats,
)
from hub.rooms.service.showing import end_showing, show_document, take_away, turn_page
from hub.rooms.service.stage import end_sharing, set_layout, share_screen

__all__ = [
    "Arrival",
    "admit",
    "admit_all",
    "ask_to_come_in",
    "ask_to_unmute",
    "begin_item",
    "decline_unmuting",
    "empty_room",
    "end_floor",
    "end_item",
    "end_sharing",
    "end_showing",
    "extend_speech",
    "forget_connection",
    "grant_answer",
    "grant_floor",
    "grant_next",
    "leave_seat",
    "leave_seat_late",
    "let_pass",
    "limit_speeches",
    "lose_lines",
    "lower_hand",
    "move_hand",
    "move_media",
    "mute",
    "mute_others",
    "open_doors",
    "place_media",
    "raise_hand",
    "readmit",
    "refuse_hand",
    "remove",
    "require_admission",
    "set_layout",
    "share_screen",
    "show_document",
    "switch_devices",
    "take_away",
    "take_seats",
    "turn_away",
    "turn_page",
    "unmute",
    "unmute_all",
]
