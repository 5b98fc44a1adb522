"""How long something can be taken back, and how a row is written down meanwhile."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

#: The button is shown for 10 s; the rest is for slow lines and slow readers.
ACCEPTED_FOR: Final = timedelta(seconds=40)


def can_undo(removed_at: datetime, now: datetime) -> bool:
    """Tell whether a removal can still be taken back."""
    return now <= removed_at + ACCEPTED_FOR


def written(value: object) -> Any:
    """Write a value of a column as JSON; `value_of` reads it."""
    if isinstance(value, Enum):
        return value.value
    for kind, name, write, _read in WAYS:
        if isinstance(value, kind):
            return {name: write(value)}
    return value


def value_of(said: Any) -> object:
    """Return the value that `written` wrote."""
    if not isinstance(said, dict):
        return said
    ((name, text),) = said.items()
    read: Callable[[Any], object] = next(each[3] for each in WAYS if each[1] == name)
    return read(text)


def _bytes_written(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _same(value: object) -> object:
    return value


#: Type, its name, how it is written and read. A datetime is a date too, so it comes first.
WAYS: Final[tuple[tuple[Any, str, Callable[[Any], Any], Callable[[Any], Any]], ...]] = (
    (UUID, "uuid", str, UUID),
    (datetime, "moment", datetime.isoformat, datetime.fromisoformat),
    (date, "date", date.isoformat, date.fromisoformat),
    (bytes, "bytes", _bytes_written, b64decode),
    ((dict, list), "json", _same, _same),
)
