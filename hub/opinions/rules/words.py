"""Words for the states and kinds of consultations and answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.core.text import N_, gettext
from hub.opinions.models import Anonymity, ConsultationState, Proof, Stance

_WORDS: Final[tuple[tuple[StrEnum, str], ...]] = (
    (Anonymity.OPEN, N_("Open: who answered what is known")),
    (Anonymity.SECRET, N_("Secret: only who has answered is known")),
    (ConsultationState.DRAFT, N_("Form being prepared")),
    (ConsultationState.OPEN, N_("Being answered")),
    (ConsultationState.CLOSED, N_("Answers counted")),
    (ConsultationState.ISSUED, N_("Result issued")),
    (ConsultationState.CANCELLED, N_("Cancelled")),
    (Stance.AGREE, N_("Agree")),
    (Stance.DISAGREE, N_("Do not agree")),
    (Stance.OTHER, N_("Other opinion")),
    (Proof.SIGNATURE, N_("digitally signed")),
    (Proof.PASSWORD, N_("confirmed with the password, not signed")),
)
#: By kind and value: the members of two kinds may bear the same value.
WORDS: Final[Mapping[tuple[type, StrEnum], str]] = {
    (type(member), member): msgid for member, msgid in _WORDS
}


def word(value: StrEnum | None) -> str:
    """Return the word in the reader's language; a dash for nothing."""
    return gettext(WORDS[type(value), value]) if value is not None else "–"
