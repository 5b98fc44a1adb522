"""Which lines are best, and on which money should be spent.

All figures are assumptions of this system and are shown wherever they are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.quality.models import Grade
from hub.quality.rules.grades import Cause

FAIR_COUNTS: Final = 0.5
POINTS_PER_BREAK: Final = 2.0
MOST_FOR_BREAKS: Final = 20.0
HOUR_S: Final = 3600.0


class Remedy(StrEnum):
    """What would help a line."""

    CABLE = "cable"
    CARRIER = "carrier"
    BANDWIDTH = "bandwidth"
    COMPUTER = "computer"
    BACKUP = "backup"


#: The gravest causes decide; the mark of sound only sums up delay and loss.
REMEDIES: Final = {
    Cause.LOSS: Remedy.CABLE,
    Cause.JITTER: Remedy.CABLE,
    Cause.SOUND: Remedy.CABLE,
    Cause.DELAY: Remedy.CARRIER,
    Cause.FRAMES: Remedy.BANDWIDTH,
    Cause.FREEZE: Remedy.BANDWIDTH,
    Cause.COMPUTER: Remedy.COMPUTER,
    Cause.SILENCE: Remedy.BACKUP,
}
MOST_REMEDIES: Final = 2


@dataclass(frozen=True, slots=True)
class Need:
    """When a commune stands on the list: weak in at least `weak` of its last `of` meetings."""

    weak: int = 3
    of: int = 5


def line_score(good_s: float, fair_s: float, poor_s: float, lost_s: float, drops: int) -> float:
    """Return how good lines were, 0 to 100; 0 when nothing was measured.

    It is the share of good time, fair time counting half, less two points for each break in an
    hour, at most twenty.
    """
    total = good_s + fair_s + poor_s + lost_s
    if total <= 0:
        return 0.0
    share = 100 * (good_s + FAIR_COUNTS * fair_s) / total
    breaks = min(MOST_FOR_BREAKS, POINTS_PER_BREAK * drops / (total / HOUR_S))
    return round(max(0.0, share - breaks), 1)


def ranks(scores: Sequence[float]) -> list[int]:
    """Return the rank of each score, 1 for the highest; equal scores share a rank."""
    in_order = sorted(scores, reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(in_order, 1)))}
    return [first[score] for score in scores]


def is_weak(grade: Grade) -> bool:
    """Tell whether a meeting went badly for a site."""
    return grade in {Grade.POOR, Grade.LOST}


def needs_investment(grades: Sequence[Grade], need: Need) -> bool:
    """Tell whether the last meetings of a commune, oldest first, were weak often enough."""
    return sum(is_weak(grade) for grade in grades[-need.of :]) >= need.weak


def remedies_of(causes: Sequence[tuple[str, int]]) -> list[Remedy]:
    """Return what would help, for the gravest cause first."""
    wanted = [REMEDIES[Cause(cause)] for cause, seconds in causes if seconds > 0]
    return list(dict.fromkeys(wanted))[:MOST_REMEDIES]
