"""What a table is, on its way out and on its way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | datetime | date | None


class Kind(StrEnum):
    """What a column holds; decides its look and how its cells are written."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    MINUTES = "minutes"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label as people read it, already translated."""

    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written.

    MOMENT cells are aware datetimes and written in Vietnamese time, MINUTES are numbers,
    PERCENT are 0 to 100. `heading` are lines above the table (XLSX only). None is an empty cell.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    heading: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: every row has as many cells as the header, stripped, NFC."""

    header: list[str]
    rows: list[list[str]]
