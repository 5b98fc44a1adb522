"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")
PER_PAGE = 50
LAST_PAGE = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. Pages count from 1."""

    items: Sequence[T]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.per_page))


def asked_page() -> int:
    """Return the number of the page that was asked for; nonsense is the first."""
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() else 1
    return min(max(number, 1), LAST_PAGE)


def offset_of(number: int, per_page: int = PER_PAGE) -> int:
    """Return how many items stand before the page."""
    return (number - 1) * per_page


def page_of(items: Sequence[T]) -> Page[T]:
    """Return the page of a list that was asked for."""
    number = asked_page()
    first = offset_of(number)
    return Page(items[first : first + PER_PAGE], number, len(items))
