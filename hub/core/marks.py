"""What a paper bears so that anybody can check it: a square of dots (ISO/IEC 18004) and a code.

The square leads to the page of verification; the code is for people without a camera, who type
it there. Both say nothing but which paper it is.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

import segno
from markupsafe import Markup

#: Size of a dot: an address of 75 letters takes about 22 mm on paper, enough for a telephone.
SCALE: Final = 2.2
#: Crockford's base 32: no I, L, O or U, which are taken for 1, 1, 0 and V.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD: Final = str.maketrans("ILO", "110")
#: Of an id (UUID version 7) a code holds the millisecond, until the year 2527, and some chance:
#: few papers are made in one millisecond, and nobody guesses both.
MOMENT_BITS, CHANCE_BITS = 44, 26
LETTERS: Final = (MOMENT_BITS + CHANCE_BITS) // 5
GROUP: Final = 4
#: A prime below the number of letters: a wrong letter and two exchanged ones are noticed.
CHECK: Final = 31


class PaperKind(StrEnum):
    """What kind of paper an address or a code leads to; the values stand in both."""

    DOCUMENT = "d"
    MINUTES = "m"
    SHEET = "s"
    CERTIFICATE = "c"
    ANSWER = "a"
    RESULT = "r"


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one paper: its public address, the same drawn, and the code to type."""

    address: str
    code: str

    @property
    def drawn(self) -> Markup:
        """The address as a square of dots, as SVG to stand in a paper."""
        drawn = segno.make(self.address, error="m", micro=False)
        return Markup(drawn.svg_inline(scale=SCALE, border=2))  # noqa: S704  (paths only)


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says: papers whose ids lie between `first` and `last` and have its chance."""

    kind: PaperKind
    moment_ms: int
    chance: int

    @property
    def first(self) -> UUID:
        """The lowest id of the millisecond."""
        return UUID(int=self.moment_ms << 80)

    @property
    def last(self) -> UUID:
        """The highest id of the millisecond."""
        return UUID(int=(self.moment_ms + 1 << 80) - 1)

    def is_of(self, paper_id: UUID) -> bool:
        """Tell whether a paper bears this code."""
        return _parts(paper_id) == (self.moment_ms, self.chance)


def mark_of(url: str, kind: PaperKind, paper_id: UUID) -> Mark:
    """Return the mark of a paper; `url` is that of the hub."""
    return Mark(f"{url}/verify/{kind}/{paper_id}", code_of(kind, paper_id))


def code_of(kind: PaperKind, paper_id: UUID) -> str:
    """Return the code of a paper: its kind, 14 letters, one to check; in fours."""
    moment_ms, chance = _parts(paper_id)
    value = moment_ms << CHANCE_BITS | chance
    letters = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(LETTERS)))
    body = kind.value.upper() + letters
    whole = body + _check(body)
    return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def read_code(text: str) -> Code | None:
    """Return what a typed code says, in any case, with or without dashes; None if mistyped."""
    letters = re.sub(r"[\s.\-]", "", text).upper().translate(MISREAD)
    body, check = letters[:-1], letters[-1:]
    known = len(body) == LETTERS + 1 and set(letters) <= set(ALPHABET)
    if not known or body[0].lower() not in set(PaperKind) or _check(body) != check:
        return None
    value = 0
    for each in body[1:]:
        value = value << 5 | ALPHABET.index(each)
    chance = value & (1 << CHANCE_BITS) - 1
    return Code(PaperKind(body[0].lower()), value >> CHANCE_BITS, chance)


def _parts(paper_id: UUID) -> tuple[int, int]:
    """Return the millisecond of an id and the first bits of its chance (RFC 9562 §5.7)."""
    chance = paper_id.int & (1 << 62) - 1
    return paper_id.int >> 80, chance >> 62 - CHANCE_BITS


def _check(body: str) -> str:
    summed = sum(place * ALPHABET.index(each) for place, each in enumerate(body, 2))
    return ALPHABET[summed % CHECK]
