"""Pure decisions on minutes: who may, what is clean, how two texts differ."""

from hub.minutes.rules.access import (
    can_be_edited,
    can_be_returned,
    may_record,
    may_return,
    may_seal,
    may_see,
    may_see_unsigned,
    may_set_practice,
    next_signer,
    signer_role_of,
    waits_for,
)
from hub.minutes.rules.difference import Change, Line, Piece, compare
from hub.minutes.rules.numbers import number_text
from hub.minutes.rules.text import blocks_of, clean, plain_text
from hub.minutes.rules.visits import Visit, visits_of

__all__ = [
    "Change",
    "Line",
    "Piece",
    "Visit",
    "blocks_of",
    "can_be_edited",
    "can_be_returned",
    "clean",
    "compare",
    "may_record",
    "may_return",
    "may_seal",
    "may_see",
    "may_see_unsigned",
    "may_set_practice",
    "next_signer",
    "number_text",
    "plain_text",
    "signer_role_of",
    "visits_of",
    "waits_for",
]
