"""The numbers attendance is judged by. Every one is a setting of the installation or of a type."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from hub.attendance.models import TypeRules
from hub.attendance.rules.quorum import QuorumRules, quorum_rules_of
from hub.core.settings import Settings
from hub.core.unit_of_work import Actor, Role


@dataclass(frozen=True, slots=True)
class Limits:
    """How late is late, how short a gap is none, how long one must stay, how many make a quorum.

    `silence` is longer than a browser needs to come back by itself after its network changed.
    No decree names minutes or shares: all of these are proposals which an office replaces by
    its own working rules. `least_share` is in percent of the meeting's duration.
    """

    late_after: timedelta = timedelta(minutes=5)
    early_before: timedelta = timedelta(minutes=5)
    line_grace: timedelta = timedelta(seconds=60)
    silence: timedelta = timedelta(seconds=60)
    quorum: QuorumRules = field(default_factory=QuorumRules)
    least_share: int = 50


DEFAULT: Final = Limits()


def limits_of(settings: Settings) -> Limits:
    """Return the limits of an installation."""
    return Limits(
        timedelta(minutes=settings.attendance_late_minutes),
        timedelta(minutes=settings.attendance_early_minutes),
        timedelta(seconds=settings.attendance_grace_s),
        timedelta(seconds=settings.attendance_silence_s),
        quorum_rules_of(settings),
    )


def limits_for(limits: Limits, rules: TypeRules | None) -> Limits:
    """Return the limits of a type of meeting: its own rules, else those given."""
    if rules is None:
        return limits
    return replace(
        limits,
        late_after=timedelta(minutes=rules.late_minutes),
        early_before=timedelta(minutes=rules.early_minutes),
        line_grace=timedelta(seconds=rules.line_grace_s),
        least_share=rules.least_share_pct,
    )


def as_kept(limits: Limits) -> dict[str, Any]:
    """Return the limits as plain values, to be kept with a sheet."""
    return {
        "late_minutes": int(limits.late_after.total_seconds()) // 60,
        "early_minutes": int(limits.early_before.total_seconds()) // 60,
        "line_grace_s": int(limits.line_grace.total_seconds()),
        "least_share_pct": limits.least_share,
    }


def limits_kept(limits: Limits, kept: Mapping[str, Any]) -> Limits:
    """Return the limits a sheet was judged by; those given where an old sheet kept none."""
    if not kept:
        return limits
    return replace(
        limits,
        late_after=timedelta(minutes=kept["late_minutes"]),
        early_before=timedelta(minutes=kept["early_minutes"]),
        line_grace=timedelta(seconds=kept["line_grace_s"]),
        least_share=kept["least_share_pct"],
    )


def may_set_rules(actor: Actor) -> bool:
    """Tell whether the actor sets by which limits attendance is judged."""
    return actor.has(Role.SYSTEM_ADMIN)
