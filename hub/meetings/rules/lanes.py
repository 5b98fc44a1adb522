"""The board of sites and hours: what stands in which column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T")

#: The hours a board shows when nothing is earlier or later.
FIRST_HOUR: Final = 7
LAST_HOUR: Final = 18


@dataclass(frozen=True)
class Span(Generic[T]):
    """Something that takes whole columns: from the hour `first` to before the hour `after`."""

    first: int
    after: int
    what: T


@dataclass(frozen=True)
class Cell(Generic[T]):
    """One cell of a lane, `columns` wide; empty when `what` is None."""

    columns: int
    what: T | None = None


def hours_of(spans: Sequence[Span[T]]) -> range:
    """Return the hours that show everything, office hours at least."""
    first = min((each.first for each in spans), default=FIRST_HOUR)
    after = max((each.after for each in spans), default=LAST_HOUR)
    return range(min(first, FIRST_HOUR), max(after, LAST_HOUR))


def lanes(spans: Sequence[Span[T]], hours: range) -> list[list[Cell[T]]]:
    """Lay what one site is asked to into rows without overlaps; several rows are a clash."""
    rows: list[list[Span[T]]] = []
    for span in sorted(spans, key=lambda each: (each.first, each.after)):
        free = next((row for row in rows if row[-1].after <= span.first), None)
        if free is None:
            rows.append([span])
        else:
            free.append(span)
    return [_filled(row, hours) for row in rows]


def _filled(row: Sequence[Span[T]], hours: range) -> list[Cell[T]]:
    cells: list[Cell[T]] = []
    at = hours.start
    for span in row:
        cells += [Cell(1)] * (span.first - at)
        cells.append(Cell(span.after - span.first, span.what))
        at = span.after
    return cells + [Cell(1)] * (hours.stop - at)
