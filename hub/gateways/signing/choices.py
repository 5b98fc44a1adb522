"""The levels of signatures that a page offers, in words."""

from typing import Final

from hub.core.settings import Settings
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.gateways.signing.contract import Level
from hub.gateways.signing.folders import levels

WORDS: Final = {
    Level.B_B: N_("B-B: basic"),
    Level.B_T: N_("B-T: with a timestamp"),
    Level.B_LT: N_("B-LT: with certificates and revocation lists for long keeping"),
    Level.B_LTA: N_("B-LTA: for the archive, with a timestamp over everything"),
}
#: What is made beside a file that is no PDF.
BESIDE: Final = (Level.B_B, Level.B_T)


def level_choices(settings: Settings, *, beside: bool = False) -> list[tuple[str, str]]:
    """Return the levels that can be made here as (value, words), the one to be proposed first."""
    possible = [each for each in levels(settings) if not beside or each in BESIDE]
    return [(each.value, _(WORDS[each])) for each in possible]
