"""Changing what is known of revocation lists, and the register."""

from hub.certificates.service.lists import note_attempts
from hub.certificates.service.register import add, assign, note_standings, remove

__all__ = ["add", "assign", "note_attempts", "note_standings", "remove"]
