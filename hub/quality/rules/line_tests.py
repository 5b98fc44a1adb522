"""The line test before a meeting: its grade, and what it is good for in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.core.text import N_
from hub.quality.models import Grade, LineMode, LineTest
from hub.quality.rules.grades import DEFAULT, Measurement, Thresholds, judge, worst

#: Down and up kbit/s that one picture of the speaker and one of the site itself need.
ENOUGH_DOWN_KBPS: Final = (800.0, 250.0)
ENOUGH_UP_KBPS: Final = (500.0, 150.0)

#: What the line must receive, in kbit/s, to begin with each mode: the speaker in full and seven
#: small pictures; small pictures only; the speaker alone, small; sound (video.md §6, and what
#: the pictures weigh: 500, 100 and 40 kbit/s).
BEGIN_WITH_KBPS: Final = (
    (LineMode.FULL, 1500.0),
    (LineMode.SMALL, 900.0),
    (LineMode.SINGLE, 200.0),
    (LineMode.SOUND, 64.0),
)
#: More loss than this in per cent, and the full picture breaks up.
MOST_LOSS_FOR_FULL: Final = 2.0

ADVICE: Final = {
    LineMode.FULL: N_("The room begins with all pictures in full."),
    LineMode.SMALL: N_("The room begins with small pictures, which this line carries."),
    LineMode.SINGLE: N_("The room begins with one small picture: that of the speaker."),
    LineMode.SOUND: N_(
        "The room begins with sound only. Close other programs or use a better line."
    ),
    LineMode.TELEPHONE: N_(
        "This line carries no sound. Take part with documents here and by telephone."
    ),
}

SENTENCES: Final = {
    Grade.GOOD: N_("Good enough for picture and sound."),
    Grade.FAIR: N_("Enough for a small picture and sound."),
    Grade.POOR: N_("Enough for sound only; turn the camera off or use another line."),
    Grade.LOST: N_("The line could not be measured. Check the network, then test again."),
}


@dataclass(frozen=True, slots=True)
class TestResult:
    """What the lobby measured; None where it could not. `camera`/`microphone`: "ok" or why not."""

    __test__ = False

    rtt_ms: float | None = None
    jitter_ms: float | None = None
    loss_pct: float | None = None
    up_kbps: float | None = None
    down_kbps: float | None = None
    udp_open: bool | None = None
    camera: str = ""
    microphone: str = ""
    browser: str = ""
    up_loss_pct: float | None = None
    down_loss_pct: float | None = None
    relay_open: bool | None = None
    speaker: str = ""


def grade_of_test(result: TestResult, thresholds: Thresholds = DEFAULT) -> Grade:
    """Return what a line is good for. UDP that is blocked leaves sound over TCP: never good."""
    if result.rtt_ms is None and result.down_kbps is None:
        return Grade.LOST
    line = Measurement(
        0, rtt_ms=result.rtt_ms, jitter_ms=result.jitter_ms, loss_pct=result.loss_pct,
        down_kbps=result.down_kbps,
    )  # fmt: skip
    grades = [
        judge(line, thresholds).grade,
        _enough(result.down_kbps, ENOUGH_DOWN_KBPS),
        _enough(result.up_kbps, ENOUGH_UP_KBPS),
    ]
    if result.udp_open is False:
        grades.append(Grade.FAIR)
    return worst(grades)


def mode_to_begin_with(result: TestResult) -> LineMode | None:
    """Return what a site should begin the meeting with on this line; None when not measured.

    Without a way for sound and picture (UDP blocked, no relay) only documents and the telephone
    are left. Loss takes one step from the full picture.
    """
    if result.udp_open is False and not result.relay_open:
        return LineMode.TELEPHONE
    if result.down_kbps is None:
        return None
    carried = next(
        (mode for mode, kbps in BEGIN_WITH_KBPS if result.down_kbps >= kbps), LineMode.TELEPHONE
    )
    lost = max(filter(None, (result.loss_pct, result.down_loss_pct)), default=0.0)
    if carried is LineMode.FULL and lost > MOST_LOSS_FOR_FULL:
        return LineMode.SMALL
    return carried


def sentence_of(grade: Grade) -> str:
    """Return the msgid of what a grade of a test means."""
    return SENTENCES[grade]


def advice_of(mode: LineMode | None) -> str:
    """Return the msgid of what a site begins with; empty when the line was not measured."""
    return ADVICE[mode] if mode is not None else ""


def is_ready(test: LineTest | None) -> bool:
    """Tell whether a site can go: tested good, or a technician vouched for it."""
    return test is not None and may_go(test.grade, test.signed_off_at)


def may_go(grade: Grade | None, signed_off_at: datetime | None) -> bool:
    """Tell the same of the grade of its last test, None without one, and of who vouched for it."""
    return grade is Grade.GOOD or signed_off_at is not None


def _enough(kbps: float | None, limits: tuple[float, float]) -> Grade:
    if kbps is None or kbps >= limits[0]:
        return Grade.GOOD
    return Grade.FAIR if kbps >= limits[1] else Grade.POOR
