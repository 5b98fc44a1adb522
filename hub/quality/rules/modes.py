"""What a site takes part with, in words."""

from typing import Final

from hub.core.text import N_
from hub.quality.models import LineMode

WORDS: Final = {
    LineMode.FULL: N_("all pictures"),
    LineMode.SMALL: N_("small pictures"),
    LineMode.SINGLE: N_("one picture"),
    LineMode.SOUND: N_("sound only"),
    LineMode.TELEPHONE: N_("by telephone"),
}


def mode_word(mode: LineMode) -> str:
    """Return the msgid of a mode."""
    return WORDS[mode]


def is_mode_shown(mode: LineMode | None) -> bool:
    """Tell whether others should know: the site gets no picture, or no sound either."""
    return mode in {LineMode.SOUND, LineMode.TELEPHONE}
