"""Pieces of a paper that were set one by one, put together."""

import io
from collections.abc import Sequence

import pikepdf


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
