"""Revisions as people remember them: one entry for each time somebody sat down to write.

The editor saves every two seconds and every save is kept; a list of two thousand entries
says nothing to anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: A pause longer than this begins a new visit.
PAUSE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Visit:
    """Consecutive saves of one author: the numbers of the first and the last of them."""

    author_name: str
    first: int
    last: int
    began_at: datetime
    ended_at: datetime
    restored_from: int | None

    @property
    def saves(self) -> int:
        """How often the author saved."""
        return self.last - self.first + 1


def visits_of(saves: Iterable[tuple[int, datetime, str, int | None]]) -> list[Visit]:
    """Return the visits, newest first, of saves (number, moment, author, restored from)."""
    visits: list[Visit] = []
    for number, at, author, restored_from in sorted(saves):
        last = visits[-1] if visits else None
        goes_on = (
            last is not None
            and last.author_name == author
            and restored_from is None
            and at - last.ended_at <= PAUSE
            and last.restored_from is None
            and last.first > 1
        )
        if last is not None and goes_on:
            visits[-1] = Visit(author, last.first, number, last.began_at, at, None)
        else:
            visits.append(Visit(author, number, number, at, at, restored_from))
    return visits[::-1]
