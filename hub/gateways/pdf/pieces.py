"""Papers with tables of ten thousand rows: set piece by piece, put together as one.

Setting a page costs memory for as long as its paper is being set: a quarter of a gigabyte for
each thousand rows of an attendance sheet. So a long table is set in pieces of whole pages; the
numbers of the pages go on, and the table has its head on each piece.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from hub.core import progress
from hub.core.text import gettext as _

#: Rows of one piece of a table.
ROWS: Final = 1000
BODY: Final = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)
ROW_END: Final = "</tr>"
#: The first page of a paper bears no number (Decree 30/2020/NĐ-CP, Annex I, I.9), that of a
#: further piece does.
GOES_ON: Final = (
    "<style>@page :first {{ counter-set: page {number};"
    " @top-center {{ content: counter(page); }} }}</style></head>"
)


def set_in_pieces(html: str, set_piece: Callable[[str], tuple[bytes, int]]) -> list[bytes]:
    """Return the pieces of a paper as PDFs, set one after the other.

    `set_piece` returns one as PDF and its number of pages; `hub.core.progress` hears how many are
    set, and of how many.
    """
    pieces = list(pieces_of(html))
    made: list[bytes] = []
    pages = 0
    for piece in pieces:
        progress.tell(len(made), len(pieces), _rows(len(made)))
        pdf, count = set_piece(going_on(piece, pages + 1) if made else piece)
        made.append(pdf)
        pages += count
    progress.tell(len(made), len(pieces))
    return made


def _rows(set_before: int) -> str:
    return _("from row %(row)s", row=f"{set_before * ROWS + 1:,}".replace(",", "."))


def pieces_of(html: str) -> Iterator[str]:
    """Yield a paper as papers whose tables have at most `ROWS` rows; most papers are one piece."""
    long = next((each for each in BODY.finditer(html) if each[1].count(ROW_END) > ROWS), None)
    if long is None:
        yield html
        return
    ends = [each.end() for each in re.finditer(ROW_END, long[1])]
    cut = long.start(1) + ends[ROWS - 1]
    yield f"{html[:cut]}</tbody></table></body></html>"
    opening = html[: html.index("<body>") + len("<body>")]
    table = html[html.rindex("<table", 0, long.start()) : long.start(1)]
    yield from pieces_of(f"{opening}{table}{html[cut:]}")


def going_on(piece: str, page: int) -> str:
    """Return a further piece of a paper, whose first page bears the number `page`."""
    return piece.replace("</head>", GOES_ON.format(number=page), 1)
