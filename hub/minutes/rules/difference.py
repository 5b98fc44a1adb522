"""How two revisions differ, for people to read: lines first, then words within a line."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from hub.minutes.rules.text import blocks_of

WORDS: Final = re.compile(r"\s+|[^\s\w]|\w+")
#: Lines less alike than this are shown as one removed and one added.
ALIKE: Final = 0.4


class Change(StrEnum):
    """What became of a line or a piece of it."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its pieces."""

    change: Change
    pieces: tuple[Piece, ...]


def compare(before_html: str, after_html: str) -> list[Line]:
    """Return the lines of both texts in order, with what was added, removed and changed."""
    before, after = blocks_of(before_html), blocks_of(after_html)
    lines: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        if kind == "equal":
            lines += [_whole(Change.SAME, line) for line in before[from_a:to_a]]
        else:
            lines += _replaced(before[from_a:to_a], after[from_b:to_b])
    return lines


def _replaced(before: list[str], after: list[str]) -> list[Line]:
    """Pair lines that are alike, in order; what has no partner was removed or added."""
    lines: list[Line] = []
    waiting = list(after)
    for line in before:
        place = next((i for i, other in enumerate(waiting) if _alike(line, other)), None)
        if place is None:
            lines.append(_whole(Change.REMOVED, line))
            continue
        lines += [_whole(Change.ADDED, other) for other in waiting[:place]]
        lines.append(_changed(line, waiting[place]))
        waiting = waiting[place + 1 :]
    return lines + [_whole(Change.ADDED, other) for other in waiting]


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, WORDS.findall(one), WORDS.findall(other), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _whole(change: Change, line: str) -> Line:
    return Line(change, (Piece(change, line),))


def _changed(before: str, after: str) -> Line:
    one, other = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    for kind, from_a, to_a, from_b, to_b in SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, "".join(one[from_a:to_a])))
            continue
        if to_a > from_a:
            pieces.append(Piece(Change.REMOVED, "".join(one[from_a:to_a])))
        if to_b > from_b:
            pieces.append(Piece(Change.ADDED, "".join(other[from_b:to_b])))
    return Line(Change.CHANGED, tuple(pieces))
