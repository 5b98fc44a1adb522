"""Working out the stays anew from what was heard: the same whatever the order it is read in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from hub.attendance.models import PresenceEventKind
from hub.attendance.rules.intervals import Interval
from hub.core.ids import MeetingSiteId

Kind = PresenceEventKind
MEDIA = frozenset({Kind.MEDIA_ON, Kind.MEDIA_OFF})


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard of a connection. `order` tells what was heard first."""

    order: UUID
    site: MeetingSiteId
    connection: str
    kind: PresenceEventKind
    at: datetime


def stays_from(heard: Iterable[Heard]) -> Mapping[MeetingSiteId, tuple[Interval, ...]]:
    """Return the stays of every site, oldest first, from all that was heard.

    What was heard twice counts once, and the order in which it is given does not matter.
    A connection is in the room at most once at a time; who was given up by the hub on a guess
    and says something later was there all the time, or leaves at that later moment.
    """
    once = {each.order: each for each in heard if each.kind not in MEDIA}
    stays: dict[tuple[MeetingSiteId, str], list[Interval]] = defaultdict(list)
    for order in sorted(once):
        each = once[order]
        _apply(stays[each.site, each.connection], each.kind, each.at)
    found: dict[MeetingSiteId, list[Interval]] = defaultdict(list)
    for (site, _connection), intervals in stays.items():
        found[site] += intervals
    return {site: tuple(sorted(each, key=_place)) for site, each in found.items()}


def media_gaps(heard: Iterable[Heard], intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return when nothing of a site arrived though it was in the room, oldest first.

    The last gap is open while it lasts. Outside its stays a site sends nothing: that is no gap.
    """
    gaps: list[Interval] = []
    missing: datetime | None = None
    for each in sorted(set(heard), key=lambda one: (one.at, one.kind == Kind.MEDIA_ON, one.order)):
        if each.kind is Kind.MEDIA_OFF and missing is None:
            missing = each.at
        elif each.kind is Kind.MEDIA_ON and missing is not None:
            gaps.append(Interval(missing, each.at, lost=True))
            missing = None
    if missing is not None:
        gaps.append(Interval(missing, None, lost=True))
    stays = tuple(intervals)
    return tuple(part for gap in gaps for part in _within(gap, stays))


def _within(gap: Interval, stays: tuple[Interval, ...]) -> Iterable[Interval]:
    for stay in stays:
        start = max(gap.start, stay.start)
        ends = [each for each in (gap.end, stay.end) if each is not None]
        end = min(ends, default=None)
        if end is None or start < end:
            yield Interval(start, end, lost=True)


def _apply(stays: list[Interval], kind: PresenceEventKind, at: datetime) -> None:
    """Let one thing heard change the stays of its connection."""
    last = stays[-1] if stays else None
    if last is None or (last.end is not None and not last.estimated):
        if kind is Kind.JOIN:
            stays.append(Interval(at, None))
        return
    is_open = last.end is None
    if kind is Kind.JOIN and not is_open:
        stays.append(Interval(at, None))
    elif kind is Kind.BACK:
        stays[-1] = Interval(last.start, None)
    elif kind is Kind.LEAVE or (kind is Kind.CLOSED and is_open):
        stays[-1] = Interval(last.start, at)
    elif kind is Kind.LOST:
        settled = replace(last, estimated=False)
        stays[-1] = Interval(last.start, at, lost=True) if is_open else settled
    elif kind is Kind.SILENT and is_open:
        stays[-1] = Interval(last.start, at, lost=True, estimated=True)


def _place(stay: Interval) -> tuple[datetime, bool, float]:
    return stay.start, stay.end is None, stay.end.timestamp() if stay.end else 0.0
