"""Browser and engine side by side: where the two witnesses of one line disagree.

The grades stay those of the browser, which alone knows what people saw and heard. The engine
tells when a page is mistaken, or when what it says never reached the hub.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean
from typing import Final

from hub.quality.models import Grade
from hub.quality.rules.grades import SAMPLE_S, SILENCE

STEP: Final = timedelta(seconds=SAMPLE_S)
#: Points of loss by which the two may differ: each counts over its own ten seconds.
LOSS_POINTS: Final = 5.0
#: A delay differs when it is so much longer and more than twice as long.
DELAY_MS: Final = 100.0
DELAY_TIMES: Final = 2.0
#: Shorter disagreements are a matter of two clocks.
LEAST_S: Final = 20


class Disagreement(StrEnum):
    """In what browser and engine contradict each other."""

    UNHEARD = "unheard"
    LOSS = "loss"
    DELAY = "delay"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What the engine measured of a site; see models.WitnessSample."""

    at: datetime
    receiving: bool | None = None
    rtt_ms: float | None = None
    up_loss_pct: float | None = None
    down_loss_pct: float | None = None
    up_jitter_ms: float | None = None
    down_jitter_ms: float | None = None
    up_kbps: float | None = None
    down_kbps: float | None = None

    @property
    def loss_pct(self) -> float | None:
        """The greatest loss of either direction, as the browser's samples keep it."""
        return _greatest(self.up_loss_pct, self.down_loss_pct)

    @property
    def jitter_ms(self) -> float | None:
        """The greatest jitter of either direction."""
        return _greatest(self.up_jitter_ms, self.down_jitter_ms)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the browser said of ten seconds, as far as the engine can contradict it."""

    at: datetime
    grade: Grade
    rtt_ms: float | None = None
    loss_pct: float | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What the engine measured over a meeting. `silent_s`: nothing came from the site."""

    samples: int
    silent_s: int
    rtt_ms: float | None
    loss_pct: float | None
    jitter_ms: float | None
    up_kbps: float | None
    down_kbps: float | None


def means_of(engine: Sequence[Witnessed]) -> Means | None:
    """Return what the engine measured on the whole; None when it measured nothing."""
    if not engine:
        return None
    silent = sum(length for each, length in _with_lengths(engine) if each.receiving is False)
    return Means(
        len(engine),
        round(silent),
        _mean([each.rtt_ms for each in engine]),
        _mean([each.loss_pct for each in engine]),
        _mean([each.jitter_ms for each in engine]),
        _mean([each.up_kbps for each in engine]),
        _mean([each.down_kbps for each in engine]),
    )


def disagreements(
    browser: Sequence[Spoken], engine: Sequence[Witnessed]
) -> tuple[tuple[Disagreement, int], ...]:
    """Return in what the two contradicted each other and for how many seconds, longest first.

    Both in order of time. Without samples of both there is nothing to compare.
    """
    if not browser or not engine:
        return ()
    moments = [each.at for each in browser]
    seconds = dict.fromkeys(Disagreement, 0.0)
    for seen, length in _with_lengths(engine):
        for kind in _contradictions(seen, browser, moments):
            seconds[kind] += length
    found = [(kind, round(length)) for kind, length in seconds.items() if length >= LEAST_S]
    return tuple(sorted(found, key=lambda each: -each[1]))


def _contradictions(
    seen: Witnessed, browser: Sequence[Spoken], moments: Sequence[datetime]
) -> list[Disagreement]:
    said = _said_of(seen.at, browser, moments)
    if said is None:
        is_unseen = seen.receiving is True and _is_quiet_around(seen.at, moments)
        return [Disagreement.UNSEEN] if is_unseen else []
    found = []
    if seen.receiving is False and said.grade in {Grade.GOOD, Grade.FAIR}:
        found.append(Disagreement.UNHEARD)
    if _loss_differs(said.loss_pct, seen.loss_pct):
        found.append(Disagreement.LOSS)
    if _delay_differs(said.rtt_ms, seen.rtt_ms):
        found.append(Disagreement.DELAY)
    return found


def _said_of(at: datetime, browser: Sequence[Spoken], moments: Sequence[datetime]) -> Spoken | None:
    """Return the sample that covers a moment: it speaks for the ten seconds before it."""
    place = bisect_left(moments, at)
    if place < len(browser) and moments[place] - at < STEP:
        return browser[place]
    return None


def _is_quiet_around(at: datetime, moments: Sequence[datetime]) -> bool:
    if not moments[0] <= at <= moments[-1]:
        return False
    place = bisect_right(moments, at)
    return at - moments[place - 1] > SILENCE


def _loss_differs(said: float | None, seen: float | None) -> bool:
    return said is not None and seen is not None and abs(said - seen) > LOSS_POINTS


def _delay_differs(said: float | None, seen: float | None) -> bool:
    if said is None or seen is None or abs(said - seen) <= DELAY_MS:
        return False
    return max(said, seen) > DELAY_TIMES * min(said, seen)


def _with_lengths(engine: Sequence[Witnessed]) -> list[tuple[Witnessed, float]]:
    """Return each sample with the seconds it speaks for: since the one before, ten at most."""
    lengths = [float(SAMPLE_S)]
    for before, each in itertools.pairwise(engine):
        lengths.append(min(float(SAMPLE_S), (each.at - before.at).total_seconds()))
    return list(zip(engine, lengths, strict=True))


def _greatest(*values: float | None) -> float | None:
    return max((each for each in values if each is not None), default=None)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return round(fmean(known), 1) if known else None
