"""The numbers attendance is judged by. Every one is a setting of the installation or of a type."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from hub.attendance.models import TypeRules
from hub.attendance.rules.quorum import QuorumRule, QuorumRules, quorum_rules_of, share_of
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


@dataclass(frozen=True, slots=True)
class TypeLimits:
    """What an office sets for a type of meeting.

    The shares of a quorum are texts (`2/3`, `>1/2`, "" not asked); None: the installation's.
    """

    late_minutes: int
    early_minutes: int
    line_grace_s: int
    least_share_pct: int
    quorum_units: str | None = None
    quorum_persons: str | None = None


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
        quorum=limits.quorum.with_type(rules.type, rules.quorum_units, rules.quorum_persons),
    )


def as_kept(limits: Limits, meeting_type: str) -> dict[str, Any]:
    """Return the limits of a type as plain values, to be kept with a sheet."""
    quorum = limits.quorum.of(meeting_type)
    return {
        "late_minutes": int(limits.late_after.total_seconds()) // 60,
        "early_minutes": int(limits.early_before.total_seconds()) // 60,
        "line_grace_s": int(limits.line_grace.total_seconds()),
        "least_share_pct": limits.least_share,
        "quorum_units": str(quorum.units or ""),
        "quorum_persons": str(quorum.persons or ""),
    }


def limits_kept(limits: Limits, kept: Mapping[str, Any]) -> Limits:
    """Return the limits a sheet was judged by; those given where an old sheet kept none."""
    if not kept:
        return limits
    quorum = limits.quorum
    if "quorum_units" in kept:
        shares = share_of(kept["quorum_units"]), share_of(kept["quorum_persons"])
        quorum = QuorumRules(QuorumRule(*shares))
    return replace(
        limits,
        late_after=timedelta(minutes=kept["late_minutes"]),
        early_before=timedelta(minutes=kept["early_minutes"]),
        line_grace=timedelta(seconds=kept["line_grace_s"]),
        least_share=kept["least_share_pct"],
        quorum=quorum,
    )


def may_set_rules(actor: Actor) -> bool:
    """Tell whether the actor sets by which limits attendance is judged."""
    return actor.has(Role.SYSTEM_ADMIN)
