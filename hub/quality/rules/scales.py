"""The limits of the grades as administrators set them: what may be set, what it is called."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final

from hub.core.settings import Settings
from hub.core.text import N_, gettext
from hub.core.unit_of_work import Actor, Role
from hub.quality.rules.grades import Thresholds


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that is graded: its words, unit, the least and most a limit may be, its source.

    `more_is_better`: the limit of good stands above the limit of fair.
    """

    name: str
    label: str
    unit: str
    least: float
    most: float
    source: str
    more_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The limits in force from a moment on. Version 0: as installed, no moment."""

    version: int
    since: datetime | None
    thresholds: Thresholds
    reason: str = ""
    set_by_name: str = ""


#: Where the defaults come from stands beside each, so that a change can be argued about.
MEASURES: Final = (
    Measure("mos", N_("Mark of sound (MOS)"), "", 1, 4.5,
            N_("ITU-T G.107 Annex B: R 80 is MOS 4.0, R 60 is MOS 3.1"), more_is_better=True),
    Measure("rtt_ms", N_("Delay there and back"), "ms", 1, 5000,
            N_("ITU-T G.114: 150 ms one way is unnoticed, 400 ms the upper bound")),
    Measure("loss_pct", N_("Packets lost"), "%", 0, 100,
            N_("Assumption of this system, after the call quality of common conference systems")),
    Measure("jitter_ms", N_("Jitter"), "ms", 1, 1000,
            N_("Assumption of this system, after the call quality of common conference systems")),
    Measure("fps", N_("Pictures per second"), "", 0, 60,
            N_("Assumption of this system, after the call quality of common conference systems"),
            more_is_better=True),
    Measure("freeze_pct", N_("Time the picture stands still"), "%", 0, 100,
            N_("Assumption of this system, without a published norm")),
)  # fmt: skip

ORDER: Final = N_("The limit of good must be stricter than the limit of fair.")
RANGE: Final = N_("Write a number from %(least)s to %(most)s.")


def may_set_scale(actor: Actor) -> bool:
    """Tell whether the actor decides what counts as a good line."""
    return actor.has(Role.SYSTEM_ADMIN)


def mistakes_in(thresholds: Thresholds) -> dict[str, str]:
    """Return a translated sentence per limit that cannot be: out of range, or upside down."""
    found: dict[str, str] = {}
    for measure in MEASURES:
        good, fair = getattr(thresholds, measure.name)
        for name, value in (("good", good), ("fair", fair)):
            if not measure.least <= value <= measure.most:
                limits = {"least": f"{measure.least:g}", "most": f"{measure.most:g}"}
                found[f"{measure.name}_{name}"] = gettext(RANGE, **limits)
        is_ordered = good > fair if measure.more_is_better else good < fair
        if not is_ordered and not {f"{measure.name}_good", f"{measure.name}_fair"} & found.keys():
            found[f"{measure.name}_fair"] = gettext(ORDER)
    return found


def as_limits(thresholds: Thresholds) -> dict[str, Any]:
    """Return limits as they are stored."""
    return {name: list(pair) for name, pair in asdict(thresholds).items()}


def from_limits(limits: Mapping[str, Any], installed: Thresholds) -> Thresholds:
    """Return stored limits; a measure that was added since then has its installed limits."""
    found = {
        each.name: tuple(limits.get(each.name) or getattr(installed, each.name))
        for each in fields(Thresholds)
    }
    return Thresholds(**found)


def installed(settings: Settings) -> Scale:
    """Return the limits the hub was installed with: version 0."""
    thresholds = Thresholds(
        settings.grade_mos,
        settings.grade_rtt_ms,
        settings.grade_loss_pct,
        settings.grade_jitter_ms,
        settings.grade_fps,
        settings.grade_freeze_pct,
    )
    return Scale(0, None, thresholds)
