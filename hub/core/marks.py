"""The square on a paper that leads to the page on which anybody can check it (ISO/IEC 18004)."""

from typing import Final
from uuid import UUID

import segno
from markupsafe import Markup

#: Size of a dot: an address of 75 letters takes about 22 mm on paper, enough for a telephone.
SCALE: Final = 2.2


def verification_address(url: str, kind: str, paper_id: UUID) -> str:
    """Return the public address of a paper: `kind` is d, m or s (see the page of verification)."""
    return f"{url}/verify/{kind}/{paper_id}"


def verification_mark(address: str) -> Markup:
    """Return the address as a square of dots, as SVG to stand in a paper."""
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(scale=SCALE, border=2))  # noqa: S704  (numbers and paths only)
