"""Writing, submitting, signing and returning minutes."""

from hub.minutes.service.sealing import decide_seal, set_practice
from hub.minutes.service.signing import (
    SUBJECT,
    ensure_turn,
    record_signature,
    send_back,
    sign_elsewhere,
)
from hub.minutes.service.writing import draft, number, restore, save, submit, take_back

__all__ = [
    "SUBJECT",
    "decide_seal",
    "draft",
    "ensure_turn",
    "number",
    "record_signature",
    "restore",
    "save",
    "send_back",
    "set_practice",
    "sign_elsewhere",
    "submit",
    "take_back",
]
