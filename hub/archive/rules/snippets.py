"""What a search result shows: the text with its marks, the found words marked.

Folding keeps the length of NFC text, so a place in the folded text is the same place in the
text as written.
"""

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
    """Return the text in pieces, every appearance of the folded words found."""
    folded = fold(text)
    pieces: list[Piece] = []
    reached = 0
    for start, end in _merged(_appearances(folded, words)):
        if start > reached:
            pieces.append(Piece(text[reached:start], found=False))
        pieces.append(Piece(text[start:end], found=True))
        reached = end
    if reached < len(text):
        pieces.append(Piece(text[reached:], found=False))
    return pieces


def snippet(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a part of a long text around the first word found, in pieces."""
    flat = " ".join(text.split())
    folded = fold(flat)
    places = [place for word in words if (place := folded.find(word)) >= 0]
    start = _word_start(flat, max(0, min(places, default=0) - BEFORE))
    part = flat[start : start + LENGTH]
    if start + LENGTH < len(flat):
        part = part.rpartition(" ")[0] + ELLIPSIS
    return highlighted((ELLIPSIS if start else "") + part, words)


def _word_start(text: str, place: int) -> int:
    return place if place == 0 else text.rfind(" ", 0, place) + 1


def _appearances(folded: str, words: Sequence[str]) -> list[tuple[int, int]]:
    found = []
    for word in words:
        place = folded.find(word)
        while place >= 0:
            found.append((place, place + len(word)))
            place = folded.find(word, place + len(word))
    return sorted(found)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
