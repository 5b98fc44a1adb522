"""Pieces of a paper that were set one by one, put together."""

import io
from collections.abc import Callable, Sequence

import pikepdf

from hub.gateways.pdf.pieces import going_on, pieces_of
from hub.gateways.pdf.reading import count_pages


def set_in_pieces(html: str, set_page: Callable[[str], bytes]) -> bytes:
    """Return a paper as PDF; `set_page` sets one piece."""
    made: list[bytes] = []
    pages = 0
    for piece in pieces_of(html):
        made.append(set_page(going_on(piece, pages + 1) if made else piece))
        pages += count_pages(made[-1])
    return joined(made)


def joined(pieces: Sequence[bytes]) -> bytes:
    """Return the pages of several PDFs as one; it is what the first says it is (PDF/A)."""
    if len(pieces) == 1:
        return pieces[0]
    with pikepdf.open(io.BytesIO(pieces[0])) as document:
        for piece in pieces[1:]:
            with pikepdf.open(io.BytesIO(piece)) as more:
                document.pages.extend(more.pages)
        kept = io.BytesIO()
        document.save(kept)
        return kept.getvalue()
