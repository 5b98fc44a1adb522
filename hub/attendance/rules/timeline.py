"""What a site's time was made of: there, line lost, gone on purpose, there without a signal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.attendance.rules.intervals import Interval


class SpellKind(StrEnum):
    """What a stretch of time was. A gap of the line is no leaving."""

    PRESENT = "present"
    LINE_LOST = "line-lost"
    AWAY = "away"
    NO_SIGNAL = "no-signal"


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of time. `end` None: it goes on. `estimated`: its end was not heard."""

    kind: SpellKind
    start: datetime
    end: datetime | None
    estimated: bool = False

    def seconds(self, now: datetime) -> int:
        """How long it lasts or has lasted."""
        return max(0, int(((self.end or now) - self.start).total_seconds()))


def timeline_of(
    intervals: Sequence[Interval], media_gaps: Iterable[Interval], end: datetime
) -> list[Spell]:
    """Return the spells of a site in order: stays, the gaps between them, the one up to `end`."""
    found = [Spell(SpellKind.NO_SIGNAL, each.start, each.end) for each in media_gaps]
    following = [*(each.start for each in intervals[1:]), end][: len(intervals)]
    for stay, back in zip(intervals, following, strict=True):
        found.append(Spell(SpellKind.PRESENT, stay.start, stay.end, stay.estimated))
        if stay.end is not None and stay.end < back:
            kind = SpellKind.LINE_LOST if stay.lost else SpellKind.AWAY
            found.append(Spell(kind, stay.end, back))
    order = list(SpellKind)
    return sorted(found, key=lambda each: (each.start, order.index(each.kind)))
