"""What a search result shows: the text with its marks, the found words marked.

Folding keeps the length of NFC text, so a place in the folded text is the same place in the
text as written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.core.fold import fold

BEFORE, LENGTH = 60, 220
ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text; `found` when it is a word that was looked for."""

    text: str
    found: bool


def highlighted(text: str, words: Sequence[str]) -> list[Piece]:
    """Return the text in pieces, every appearance of the folded words found.

    Whole words, and words that begin with the last one.
    """
    pieces: list[Piece] = []
    reached = 0
    for found in _pattern(words).finditer(fold(text)):
        if found.start() > reached:
            pieces.append(Piece(text[reached : found.start()], found=False))
        pieces.append(Piece(text[found.start() : found.end()], found=True))
        reached = found.end()
    if reached < len(text):
        pieces.append(Piece(text[reached:], found=False))
    return pieces


def snippet(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a part of a long text around the first word found, in pieces."""
    flat = " ".join(text.split())
    folded = fold(flat)
    phrase = folded.find(" ".join(words))
    first = _pattern(words).search(folded)
    place = phrase if phrase >= 0 else (first.start() if first else 0)
    start = _word_start(flat, max(0, place - BEFORE))
    part = flat[start : start + LENGTH]
    if start + LENGTH < len(flat):
        part = part.rpartition(" ")[0] + ELLIPSIS
    return highlighted((ELLIPSIS if start else "") + part, words)


def _word_start(text: str, place: int) -> int:
    return place if place == 0 else text.rfind(" ", 0, place) + 1


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    if not words:
        return re.compile(r"(?!)")
    *whole, last = map(re.escape, words)
    choices = [rf"{word}(?!\w)" for word in sorted(whole, key=len, reverse=True)] + [last]
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})")
