"""What people call the parts of a vote; msgids for the catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.core.text import N_, gettext
from hub.votes.models import Basis, Choice, MotionState, Outcome, Secrecy, Threshold

_WORDS: Final[tuple[tuple[StrEnum, str], ...]] = (
    (Secrecy.OPEN, N_("Open vote")),
    (Secrecy.SECRET, N_("Secret vote")),
    (Basis.UNITS, N_("One ballot per unit")),
    (Basis.PERSONS, N_("One ballot per delegate")),
    (Threshold.MAJORITY_OF_PRESENT, N_("More than half of those present")),
    (Threshold.MAJORITY_OF_ALL, N_("More than half of all entitled")),
    (Threshold.TWO_THIRDS_OF_PRESENT, N_("Two thirds of those present")),
    (Threshold.TWO_THIRDS_OF_ALL, N_("Two thirds of all entitled")),
    (MotionState.DRAFT, N_("Prepared")),
    (MotionState.OPEN, N_("Being voted on")),
    (MotionState.CLOSED, N_("Counted")),
    (MotionState.CANCELLED, N_("Called off")),
    (Choice.AGREE, N_("In favour")),
    (Choice.DISAGREE, N_("Disagree")),
    (Choice.OTHER, N_("Other opinion")),
    (Outcome.PASSED, N_("Passed")),
    (Outcome.FAILED, N_("Not passed")),
    (Outcome.WITHHELD, N_("Too few ballots to keep them secret")),
)
#: By kind and value: the members of two kinds may bear the same value.
WORDS: Final[Mapping[tuple[type, StrEnum], str]] = {
    (type(member), member): msgid for member, msgid in _WORDS
}


def word(value: StrEnum | None) -> str:
    """Return the word in the reader's language; a dash for nothing."""
    return gettext(WORDS[type(value), value]) if value is not None else "–"
