"""Papers with tables of ten thousand rows: set piece by piece, put together as one.

Setting a page costs memory for as long as its paper is being set: a quarter of a gigabyte for
each thousand rows of an attendance sheet. So a long table is set in pieces of whole pages; the
numbers of the pages go on, and the table has its head on each piece.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import Final

import pikepdf

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


def set_in_pieces(html: str, set_page: Callable[[str], bytes]) -> bytes:
    """Return a paper as PDF; `set_page` sets one piece."""
    pieces = pieces_of(html)
    whole = set_page(next(pieces))
    rest = list(pieces)
    if not rest:
        return whole
    with pikepdf.open(io.BytesIO(whole)) as document:
        for piece in rest:
            further = GOES_ON.format(number=len(document.pages) + 1)
            with pikepdf.open(io.BytesIO(set_page(piece.replace("</head>", further, 1)))) as more:
                document.pages.extend(more.pages)
        kept = io.BytesIO()
        document.save(kept)
        return kept.getvalue()
