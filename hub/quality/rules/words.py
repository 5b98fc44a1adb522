"""What people call grades and causes; msgids for the catalogue."""

from collections.abc import Iterable, Mapping
from typing import Final

from hub.core.text import N_, gettext
from hub.quality.models import Grade
from hub.quality.rules.grades import Cause

GRADE_WORDS: Final[Mapping[str, str]] = {
    Grade.GOOD: N_("Good"),
    Grade.FAIR: N_("Fair"),
    Grade.POOR: N_("Weak"),
    Grade.LOST: N_("Line lost"),
}
CAUSE_WORDS: Final[Mapping[str, str]] = {
    Cause.DELAY: N_("high delay"),
    Cause.LOSS: N_("packets lost"),
    Cause.JITTER: N_("delay that varies"),
    Cause.SOUND: N_("sound with gaps"),
    Cause.FRAMES: N_("few pictures per second"),
    Cause.FREEZE: N_("picture that freezes"),
    Cause.COMPUTER: N_("a computer that is too slow"),
    Cause.SILENCE: N_("connection lost"),
}
MARK_WORDS: Final = (N_("very bad"), N_("bad"), N_("fair"), N_("good"), N_("very good"))
MOST_CAUSES: Final = 3


def grade_word(grade: str | None) -> str:
    """Return the word of a grade; "Not measured" for none."""
    return gettext(GRADE_WORDS[grade] if grade else N_("Not measured"))


def mark_word(mark: int) -> str:
    """Return what a mark from 1 to 5 means."""
    return gettext(MARK_WORDS[mark - 1])


def causes_in_words(causes: Iterable[tuple[str, int]]) -> str:
    """Return the gravest causes with their minutes: `độ trễ cao (12 phút)`."""
    said = [
        gettext(
            N_("%(cause)s (%(minutes)s min)"),
            cause=gettext(CAUSE_WORDS[cause]),
            minutes=max(1, round(seconds / 60)),
        )
        for cause, seconds in causes
        if seconds > 0
    ]
    return ", ".join(said[:MOST_CAUSES])
