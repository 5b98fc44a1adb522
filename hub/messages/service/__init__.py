"""Changing messages and incidents."""

from hub.messages.service.chat import (
    keep_to_host,
    let_everybody_write,
    note_read,
    remove,
    send,
)
from hub.messages.service.incidents import call_technician, note_incident, solve, take

__all__ = [
    "call_technician", "keep_to_host", "let_everybody_write", "note_incident", "note_read",
    "remove", "send", "solve", "take",
]  # fmt: skip
