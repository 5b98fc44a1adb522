"""Writing the registers."""

from hub.registers.service.incoming import (
    Arrival,
    correct_incoming,
    enter_arrival,
    note_update,
    register_document,
    register_many,
    void_recalled,
)
from hub.registers.service.outgoing import (
    Paper,
    correct_outgoing,
    enter_document,
    enter_minutes,
    number_paper,
    sign_document,
    sign_minutes,
    take_back_document,
    unsign_document,
    write_dispatch,
)

__all__ = [
    "Arrival",
    "Paper",
    "correct_incoming",
    "correct_outgoing",
    "enter_arrival",
    "enter_document",
    "enter_minutes",
    "note_update",
    "number_paper",
    "register_document",
    "register_many",
    "sign_document",
    "sign_minutes",
    "take_back_document",
    "unsign_document",
    "void_recalled",
    "write_dispatch",
]
