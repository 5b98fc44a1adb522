"""What people call grades and causes; msgids for the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub.core.clock import format_moment
from hub.core.text import N_, gettext
from hub.quality.models import Grade
from hub.quality.rules.grades import Cause
from hub.quality.rules.ranking import Remedy
from hub.quality.rules.scales import Scale
from hub.quality.rules.witness import Disagreement

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
DISAGREEMENTS: Final[Mapping[str, str]] = {
    Disagreement.UNHEARD: N_(
        "For %(length)s the browser called the line good while nothing from the site reached the"
        " media engine: look at its microphone, camera and the way up through the firewall."
    ),
    Disagreement.LOSS: N_(
        "For %(length)s browser and media engine differed by more than 5 points of lost packets;"
        " the greater loss is the safer one to believe."
    ),
    Disagreement.DELAY: N_(
        "For %(length)s browser and media engine measured very different delays: the packets of"
        " the meeting may take another way than the browser thinks."
    ),
    Disagreement.UNSEEN: N_(
        "For %(length)s picture and sound went on while the browser's samples did not reach the"
        " hub: its line to the hub was in trouble, not the one to the media engine."
    ),
}
DEVICE_WORDS: Final[Mapping[str, str]] = {
    "path": N_("Path"),
    "browser": N_("Browser"),
    "camera": N_("Camera in use"),
    "microphone": N_("Microphone in use"),
    "width": N_("Picture width"),
    "height": N_("Picture height"),
    "limit": N_("Limited by"),
    "encoder": N_("Encoder"),
    "decoder": N_("Decoder"),
    "network": N_("Kind of network"),
}
REMEDY_WORDS: Final[Mapping[str, str]] = {
    Remedy.CABLE: N_(
        "check and renew cables, switches and Wi-Fi at the site; ask the carrier to measure the"
        " line"
    ),
    Remedy.CARRIER: N_(
        "ask the carrier for a fibre line or the state's data network (TSLCD) with a shorter way"
    ),
    Remedy.BANDWIDTH: N_("a line with more bandwidth (at least 2 Mbit/s down, 1 Mbit/s up)"),
    Remedy.COMPUTER: N_("a faster computer, or a camera that compresses pictures itself"),
    Remedy.BACKUP: N_("a second line (4G/5G) and a battery (UPS) for the network devices"),
}
#: RTCIceCandidateType (W3C WebRTC) as people in an office would say it.
PATHS: Final[Mapping[str, str]] = {
    "host": N_("straight"),
    "srflx": N_("straight, through address translation"),
    "prflx": N_("straight, through address translation"),
    "relay": N_("through a relay (TURN)"),
}
LIMITS: Final[Mapping[str, str]] = {
    "none": N_("nothing"),
    "cpu": N_("the computer"),
    "bandwidth": N_("the line"),
    "other": N_("something else"),
}
SECONDS_SAID_UP_TO: Final = 90
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


def device_in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a browser said of its device and path as (label, value), known ones only."""
    said = []
    for name, label in DEVICE_WORDS.items():
        value = str(facts.get(name) or "")
        if name == "path":
            kind, _slash, protocol = value.partition("/")
            value = ", ".join(filter(None, (gettext(PATHS.get(kind, kind)), protocol.upper())))
        if name == "limit":
            value = gettext(LIMITS.get(value, value))
        if value:
            said.append((gettext(label), value))
    return said


def disagreements_in_words(found: Iterable[tuple[Disagreement, int]]) -> list[str]:
    """Return a plain sentence for each disagreement of browser and engine."""
    return [gettext(DISAGREEMENTS[kind], length=_length(seconds)) for kind, seconds in found]


def remedies_in_words(remedies: Iterable[Remedy]) -> str:
    """Return what would help, as a sentence without its stop."""
    return "; ".join(gettext(REMEDY_WORDS[each]) for each in remedies)


def scales_in_words(scales: Sequence[Scale]) -> str:
    """Return which limits graded what a report is about: `phiên bản 2 (từ 23/11/2026 08:00)`."""
    said = [
        gettext(
            N_("version %(version)s (since %(since)s)"),
            version=each.version,
            since=format_moment(each.since),
        )
        if each.since
        else gettext(N_("as installed"))
        for each in scales
    ]
    return ", ".join(said)


def being_summed_in_words(titles: Sequence[str]) -> str:
    """Return which meetings a report on a period still lacks; empty when it is whole."""
    if not titles:
        return ""
    return gettext(
        N_(
            "The lines of these meetings are still being added up and are not counted yet:"
            " %(titles)s."
        ),
        titles="; ".join(titles),
    )


def _length(seconds: int) -> str:
    if seconds <= SECONDS_SAID_UP_TO:
        return gettext(N_("%(seconds)s s"), seconds=seconds)
    return gettext(N_("%(minutes)s min"), minutes=round(seconds / 60))
