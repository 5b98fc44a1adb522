"""What people call audiences, kinds, states and causes; msgids for the catalogue."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.core.text import N_, gettext
from hub.messages.models import Audience, Cause, IncidentKind, IncidentState

_WORDS: Final[tuple[tuple[StrEnum, str], ...]] = (
    (Audience.ALL, N_("Everybody")),
    (Audience.CHAIR, N_("The chair only")),
    (Audience.SITE, N_("One site")),
    (IncidentKind.NO_SOUND, N_("We hear nothing")),
    (IncidentKind.NOT_HEARD, N_("Nobody hears us")),
    (IncidentKind.NO_PICTURE, N_("No picture")),
    (IncidentKind.BREAKS, N_("Picture or sound breaks off")),
    (IncidentKind.ECHO, N_("Echo or noise")),
    (IncidentKind.LINE_LOST, N_("Line lost")),
    (IncidentKind.OTHER, N_("Something else")),
    (IncidentState.OPEN, N_("Waits for a technician")),
    (IncidentState.TAKEN, N_("Being looked after")),
    (IncidentState.SOLVED, N_("Solved")),
    (Cause.LINE, N_("The line")),
    (Cause.EQUIPMENT, N_("Equipment of the site")),
    (Cause.HANDLING, N_("Handling at the site")),
    (Cause.POWER, N_("Power failure")),
    (Cause.HUB, N_("The hub or the host's equipment")),
    (Cause.UNKNOWN, N_("Not found out")),
)
#: By kind and value: the members of two kinds may bear the same value.
WORDS: Final[Mapping[tuple[type, StrEnum], str]] = {
    (type(member), member): msgid for member, msgid in _WORDS
}


def word(value: StrEnum | None) -> str:
    """Return the word in the reader's language; a dash for nothing."""
    return gettext(WORDS[type(value), value]) if value is not None else "–"
