"""Arithmetic of stays: from many connections to the time a site was in the room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Interval:
    """From one moment to another; `end` None: still there.

    `lost` says that the line ended it, not the person; `estimated` that the end was taken
    from the last sign of life.
    """

    start: datetime
    end: datetime | None
    lost: bool = False
    estimated: bool = False


def merge_intervals(stays: Iterable[Interval], grace: timedelta) -> tuple[Interval, ...]:
    """Return the time a site was there, in order and apart by more than `grace`.

    Several devices of a site count once; a gap up to `grace` after a lost line is not an
    absence. After somebody left on purpose the gap stays, however short: they said so.
    """
    merged: list[Interval] = []
    for stay in sorted(stays, key=lambda each: each.start):
        if merged and _touches(merged[-1], stay, grace):
            merged[-1] = _joined(merged[-1], stay)
        else:
            merged.append(stay)
    return tuple(merged)


def _touches(before: Interval, after: Interval, grace: timedelta) -> bool:
    if before.end is None or after.start <= before.end:
        return True
    return before.lost and after.start - before.end <= grace


def _joined(before: Interval, after: Interval) -> Interval:
    if before.end is None or after.end is None:
        return Interval(before.start, None)
    last = max(before, after, key=_how_it_ended)
    return replace(last, start=before.start)


def _how_it_ended(stay: Interval) -> tuple[datetime | None, bool, bool]:
    return stay.end, not stay.lost, not stay.estimated


def clipped(intervals: Iterable[Interval], start: datetime, end: datetime) -> tuple[Interval, ...]:
    """Return the parts of the intervals between two moments; an open one ends at `end`."""
    parts = []
    for each in intervals:
        first, last = max(each.start, start), min(each.end or end, end)
        if first < last:
            parts.append(Interval(first, last, each.lost, each.estimated))
    return tuple(parts)


def seconds_of(intervals: Iterable[Interval], now: datetime) -> int:
    """Return how many whole seconds the intervals cover; an open one lasts until `now`."""
    lengths = ((each.end or now) - each.start for each in intervals)
    return int(sum((max(each, timedelta()) for each in lengths), timedelta()).total_seconds())


def line_gaps(intervals: Sequence[Interval], end: datetime) -> tuple[Interval, ...]:
    """Return the times a site was away because its line failed, the last one up to `end`."""
    following = [*(each.start for each in intervals[1:]), end][: len(intervals)]
    return tuple(
        Interval(each.end, back, lost=True)
        for each, back in zip(intervals, following, strict=True)
        if each.lost and each.end is not None and each.end < back
    )
