"""What the samples or minutes of a line add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from hub.quality.rules import Course


@dataclass(frozen=True, slots=True)
class Measures:
    """What the samples of one site add up to."""

    course: Course
    rtt_ms: float | None
    jitter_ms: float | None
    loss_pct: float | None
    mos: float | None
    samples: int


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of what is known, to two places."""
    known = [each for each in values if each is not None]
    return round(fmean(known), 2) if known else None
