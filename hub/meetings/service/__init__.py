"""Changing meetings."""

from hub.meetings.service.guests import add_guest, remove_guest, return_guest
from hub.meetings.service.holding import archive, close_meeting, note_item_reached, open_meeting
from hub.meetings.service.moving import cancel, move, postpone
from hub.meetings.service.planning import create, edit, edit_and_tell
from hub.meetings.service.steps import approve, invite, send_back, submit

__all__ = [
    "add_guest", "approve", "archive", "cancel", "close_meeting", "create", "edit", "edit_and_tell",
    "invite", "move", "note_item_reached", "open_meeting", "postpone", "remove_guest",
    "return_guest", "send_back", "submit",
]  # fmt: skip
