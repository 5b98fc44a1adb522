"""Marks of sound and picture.

Sound: the fullband E-model, ITU-T G.107.2 (03/2023), with the curve from R to MOS of G.107
Annex B. Opus has no published Ie,fb and Bpl,fb in G.113; the values here (10.2 and 9.6) are
those of EVS at 48 kbit/s. Picture: a score in the manner of rtcscore; it has no ITU status.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

RO: Final = 148.0
IE: Final = 10.2
BPL: Final = 9.6
BURST_R: Final = 1.0
#: Capture, coding and playout besides the jitter buffer and the network, ms.
FIXED_DELAY_MS: Final = 26.5
USUAL_BUFFER_MS: Final = 40.0
NOTICED_DELAY_MS: Final = 100.0
BEST_MOS, WORST_MOS = 4.5, 1.0
#: Pictures per second that cameras are asked for.
WANTED_FPS: Final = 20.0


def conversation_mos(
    rtt_ms: float, loss_pct: float, jitter_buffer_ms: float = USUAL_BUFFER_MS
) -> float:
    """Return the mark of a site that speaks: delay counts (MOS-CQ, 1 to 4.5).

    The other leg of the way is assumed to be as long as the site's own.
    """
    delay_ms = FIXED_DELAY_MS + jitter_buffer_ms + rtt_ms
    return _mark(RO - _delay_impairment(delay_ms) - _loss_impairment(loss_pct))


def listening_mos(loss_pct: float) -> float:
    """Return the mark of a site that only listens: delay does not count (MOS-LQ)."""
    return _mark(RO - _loss_impairment(loss_pct))


def video_score(
    *, kbps: float, width: int, height: int, fps: float, fps_wanted: float, freeze_pct: float
) -> float:
    """Return the mark of a picture, 1 to 5. Frames that stopped are 1, whatever else is said.

    `freeze_pct` does not grow while the picture stands still (getStats), so fps 0 decides.
    """
    if fps <= 0 or width <= 0 or height <= 0:
        return 1.0
    bits_per_pixel = kbps * 1000 / (width * height * fps)
    base = min(5.0, max(1.0, 0.56 * math.log(bits_per_pixel) + 5.36)) if bits_per_pixel else 1.0
    score = base * math.pow(min(1.0, height / 360), 0.25)
    score -= 1.9 * max(0.0, math.log(fps_wanted / fps))
    score -= 4 * freeze_pct / 100
    return min(5.0, max(1.0, score))


def picture_mark(
    facts: Mapping[str, Any], fps: float | None, freeze_pct: float | None
) -> float | None:
    """Return the mark of the large picture a browser watched; None when it did not say enough.

    `facts` are those of the sample: `width`, `height` and `picture_kbps` of that picture.
    """
    told = [facts.get(name) for name in ("picture_kbps", "width", "height")]
    if fps is None or not all(isinstance(each, int | float) for each in told):
        return None
    kbps, width, height = (float(each) for each in told if each is not None)
    score = video_score(
        kbps=kbps, width=int(width), height=int(height), fps=fps, fps_wanted=WANTED_FPS,
        freeze_pct=freeze_pct or 0.0,
    )  # fmt: skip
    return round(score, 2)


def _loss_impairment(loss_pct: float) -> float:
    return IE + (132 - IE) * loss_pct / (loss_pct / BURST_R + BPL)


def _delay_impairment(delay_ms: float) -> float:
    if delay_ms <= NOTICED_DELAY_MS:
        return 0.0
    x = math.log2(delay_ms / 100)
    return 1.48 * 25 * (math.pow(1 + x**6, 1 / 6) - 3 * math.pow(1 + (x / 3) ** 6, 1 / 6) + 2)


def _mark(rating: float) -> float:
    scaled = rating / 1.48
    if scaled < 0:
        return WORST_MOS
    if scaled > 100:  # noqa: PLR2004
        return BEST_MOS
    curve = 1 + 0.035 * scaled + scaled * (scaled - 60) * (100 - scaled) * 7e-6
    return max(WORST_MOS, curve)  # between 0 and 6.5 the curve dips below its own floor
