"""The messages about an invitation: mails with their calendar part, sentences in the hub.

Keys begin with `invitation:<id>:`, then say what, and the SEQUENCE of the meeting, so that a
moved meeting has messages of its own and posting twice is harmless.
"""

from hub.invitations.notices.calendar import CANCEL, REQUEST, calendar_of
from hub.invitations.notices.desk import Desk, Invitee, desk_of, when
from hub.invitations.notices.host import remind_host, stop_reminding_host
from hub.invitations.notices.letters import (
    ask,
    ask_for_answer,
    tell_cancelled,
    tell_changed,
    tell_moved,
    tell_postponed,
    tell_withdrawn,
    withdrawal_key,
)
from hub.invitations.notices.reminders import (
    remind,
    remind_first,
    stop_reminding,
    stop_reminding_all,
    withdraw,
    withdraw_all,
)
from hub.invitations.notices.sentences import ask_chair_about_absence, tell_decision

__all__ = [
    "CANCEL", "REQUEST", "Desk", "Invitee", "ask", "ask_chair_about_absence", "ask_for_answer",
    "calendar_of", "desk_of", "remind", "remind_first", "remind_host", "stop_reminding",
    "stop_reminding_all", "stop_reminding_host", "tell_cancelled", "tell_changed",
    "tell_decision", "tell_moved", "tell_postponed", "tell_withdrawn", "when", "withdraw",
    "withdraw_all", "withdrawal_key",
]  # fmt: skip
