"""Folding and ordering of Vietnamese text, the same on every database.

Neither SQLite's `unicode61` nor PostgreSQL without ICU folds đ to d or orders Ă after A, so
both keys are made here and stored beside the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Letters in dictionary order; what is not here sorts by itself after them.
ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
#: Marks in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
TONES: Final = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
LETTER_MARKS: Final = frozenset("\u0302\u0306\u031b")
STROKED: Final = str.maketrans("đĐðÐ", "dDdD")
FIRST_LETTER: Final = 0x30
LONGEST_SLUG: Final = 60


def fold(text: str) -> str:
    """Return the text as it is searched: NFC, đ as d, no marks, lower case.

    Keeps the length of NFC text, so a place found in it is the place in the original.
    """
    return "".join(map(_folded, unicodedata.normalize("NFC", text).translate(STROKED)))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def words(text: str) -> list[str]:
    """Return the folded words of a text or a query."""
    return re.findall(r"\w+", fold(text))


def slug(text: str) -> str:
    """Return `giay-moi-hoi-nghi` for `Giấy mời hội nghị`, as part of a file name; never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:LONGEST_SLUG].strip("-")
    return plain or "tep"


def suffix_of(filename: str) -> str:
    """Return the suffix of a file name in ASCII with its dot, or nothing."""
    suffix = filename.rpartition(".")[2] if "." in filename else ""
    plain = re.sub(r"[^a-z0-9]", "", fold(suffix))[:8]
    return f".{plain}" if plain else ""


def sort_key(text: str) -> str:
    """Return a string that sorts as a Vietnamese dictionary does: letters first, then tones."""
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", character)
        tone = next((TONES[mark] for mark in parts[1:] if mark in TONES), 0)
        kept = parts[0] + "".join(mark for mark in parts[1:] if mark in LETTER_MARKS)
        letter = unicodedata.normalize("NFC", kept)
        place = ALPHABET.find(letter)
        letters.append(chr(FIRST_LETTER + 0x30 + place) if place >= 0 else letter)
        tones.append(str(tone))
    return "".join(letters) + " " + "".join(tones)


def person_sort_key(name: str) -> str:
    """Return the order of people: given name (the last word) first, then the rest."""
    parts = name.split()
    return sort_key(" ".join([*parts[-1:], *parts[:-1]]))
