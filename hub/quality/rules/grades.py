"""Grades of ten seconds, of a test and of a meeting. None means unknown, never zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from hub.quality.models import Grade
from hub.quality.rules.mos import USUAL_BUFFER_MS, conversation_mos, listening_mos

SAMPLE_S: Final = 10
#: No sample for so long: the line is lost. Two samples may be late, three are not.
SILENCE: Final = timedelta(seconds=25)
#: A meeting was good when so much of it was, and poor when so much of it was (video.md §5).
SHARE_GOOD: Final = 0.9
SHARE_POOR: Final = 0.1
GRAVITY: Final = {Grade.GOOD: 0, Grade.FAIR: 1, Grade.POOR: 2, Grade.LOST: 3}


class Cause(StrEnum):
    """Why a line is not good."""

    DELAY = "delay"
    LOSS = "loss"
    JITTER = "jitter"
    SOUND = "sound"
    FRAMES = "frames"
    FREEZE = "freeze"
    COMPUTER = "computer"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Per measure the limit of good and the limit of fair; beyond it a line is poor."""

    mos: tuple[float, float] = (4.0, 3.1)
    rtt_ms: tuple[float, float] = (150, 300)
    loss_pct: tuple[float, float] = (1, 5)
    jitter_ms: tuple[float, float] = (20, 30)
    fps: tuple[float, float] = (15, 7)
    freeze_pct: tuple[float, float] = (1, 5)


DEFAULT: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a browser measured over one interval (ten seconds), `age_s` seconds ago.

    A measure is None when no packets flowed. `video_expected`: it watches a picture.
    `concealed_pct` is the share of sound that had to be invented; it tells more than loss.
    """

    seq: int
    age_s: float = 0.0
    rtt_ms: float | None = None
    jitter_ms: float | None = None
    loss_pct: float | None = None
    concealed_pct: float | None = None
    jitter_buffer_ms: float | None = None
    up_kbps: float | None = None
    up_loss_pct: float | None = None
    down_kbps: float | None = None
    fps: float | None = None
    freeze_pct: float | None = None
    speaking: bool = False
    video_expected: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """The grade of a measurement, its mark of sound, and what pulled it down."""

    grade: Grade
    mos: float | None
    causes: tuple[Cause, ...]


def mos_of(measured: Measurement) -> float | None:
    """Return the mark of sound; None when nothing tells how much was lost.

    A speaking site is marked on conversation (delay counts), others on listening.
    """
    lost = measured.concealed_pct if measured.concealed_pct is not None else measured.loss_pct
    if lost is None:
        return None
    if not measured.speaking or measured.rtt_ms is None:
        return round(listening_mos(lost), 2)
    buffer_ms = measured.jitter_buffer_ms
    waits = USUAL_BUFFER_MS if buffer_ms is None else buffer_ms
    return round(conversation_mos(measured.rtt_ms, lost, waits), 2)


def judge(measured: Measurement, thresholds: Thresholds = DEFAULT) -> Judged:
    """Return the grade of an interval: the worst of its measures.

    No measure at all means that nothing flowed: LOST. A picture that is expected and stands
    still (fps 0) is POOR even when no freeze was counted.
    """
    if is_silent(measured):
        return Judged(Grade.LOST, None, (Cause.SILENCE,))
    mos = mos_of(measured)
    found = {
        Cause.SOUND: _least(mos, thresholds.mos),
        Cause.DELAY: _most(measured.rtt_ms, thresholds.rtt_ms),
        Cause.LOSS: _most(worst_loss(measured), thresholds.loss_pct),
        Cause.JITTER: _most(measured.jitter_ms, thresholds.jitter_ms),
        Cause.FREEZE: _freeze(measured, thresholds),
        Cause.FRAMES: _frames(measured, thresholds),
    }
    grade = worst(found.values())
    causes = [cause for cause, each in found.items() if each is grade and grade is not Grade.GOOD]
    if causes and measured.facts.get("limit") == "cpu":
        causes.append(Cause.COMPUTER)
    if len(causes) > 1 and Cause.SOUND in causes:
        causes.remove(Cause.SOUND)  # the mark of sound only sums up delay and loss
    return Judged(grade, mos, tuple(causes))


def is_silent(measured: Measurement) -> bool:
    """Tell whether no packet came or went."""
    told = (measured.rtt_ms, measured.jitter_ms, measured.loss_pct, measured.concealed_pct,
            measured.up_loss_pct, measured.fps, measured.up_kbps or None,
            measured.down_kbps or None)  # fmt: skip
    return all(each is None for each in told)


def worst_loss(measured: Measurement) -> float | None:
    """Return the greatest loss of either direction."""
    known = [each for each in (measured.loss_pct, measured.up_loss_pct) if each is not None]
    return max(known, default=None)


def worst(grades: Iterable[Grade]) -> Grade:
    """Return the gravest grade; GOOD when there is none."""
    return max(grades, key=GRAVITY.__getitem__, default=Grade.GOOD)


def meeting_grade(good_s: float, fair_s: float, poor_s: float, lost_s: float) -> Grade:
    """Return the grade of a whole meeting from the seconds of each.

    Good from nine tenths good, poor from one tenth poor or lost, else fair; LOST when
    nothing was measured.
    """
    measured = good_s + fair_s + poor_s
    if measured <= 0:
        return Grade.LOST
    total = measured + lost_s
    if (poor_s + lost_s) / total >= SHARE_POOR:
        return Grade.POOR
    return Grade.GOOD if good_s / total >= SHARE_GOOD else Grade.FAIR


def _most(value: float | None, limits: tuple[float, float]) -> Grade:
    if value is None or value <= limits[0]:
        return Grade.GOOD
    return Grade.FAIR if value <= limits[1] else Grade.POOR


def _least(value: float | None, limits: tuple[float, float]) -> Grade:
    if value is None or value >= limits[0]:
        return Grade.GOOD
    return Grade.FAIR if value >= limits[1] else Grade.POOR


def _came_whole(measured: Measurement) -> bool:
    """Tell whether the line lost nothing of the picture that was watched.

    If few pictures came then, or in jerks, few were sent: the sender's camera or computer, which
    says nothing of the line that is graded.
    """
    return bool(measured.fps) and measured.facts.get("whole") is True


def _freeze(measured: Measurement, thresholds: Thresholds) -> Grade:
    if _came_whole(measured):
        return Grade.GOOD
    return _most(measured.freeze_pct, thresholds.freeze_pct)


def _frames(measured: Measurement, thresholds: Thresholds) -> Grade:
    if not measured.video_expected or _came_whole(measured):
        return Grade.GOOD
    return _least(measured.fps or 0.0, thresholds.fps)
