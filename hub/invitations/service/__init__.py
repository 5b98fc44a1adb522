"""Changing invitations."""

from hub.invitations.service.answering import (
    answer,
    answer_as_guest,
    answer_by_link,
    approve_absence,
    refuse_absence,
)
from hub.invitations.service.asking import (
    ask_again,
    ask_everyone,
    call_off,
    chase,
    chase_one,
    put_off,
    stop_reminding,
    tell_update,
)
from hub.invitations.service.guests import ask_guest, welcome_guest_back, withdraw_guest
from hub.invitations.service.portions import ask_on
from hub.invitations.service.running import (
    remind_host,
    remind_host_anew,
    stop_reminding_host,
)

__all__ = [
    "answer", "answer_as_guest", "answer_by_link", "approve_absence", "ask_again", "ask_everyone",
    "ask_guest", "ask_on", "call_off", "chase", "chase_one", "put_off", "refuse_absence",
    "remind_host", "remind_host_anew", "stop_reminding", "stop_reminding_host", "tell_update",
    "welcome_guest_back", "withdraw_guest",
]  # fmt: skip
