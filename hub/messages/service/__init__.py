"""Changing messages and incidents."""

from hub.messages.service.chat import (
    keep_to_host,
    let_everybody_write,
    note_read,
    remove,
    send,
)
from hub.messages.service.incidents import call_technician, note_incident, solve, take
from hub.messages.service.lost_lines import end_with_meeting, note_lost_lines

__all__ = [
    "call_technician", "end_with_meeting", "keep_to_host", "let_everybody_write",
    "note_incident", "note_lost_lines", "note_read", "remove", "send", "solve", "take",
]  # fmt: skip
