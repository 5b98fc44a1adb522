"""Long papers, printed a piece at a time, so that others have the workers in between."""

from collections.abc import Callable

from hub.gateways.pdf.making import join_pieces, piece_to_pdf
from hub.gateways.pdf.pieces import going_on, pieces_of
from hub.gateways.workers import Workers


def print_paper(
    workers: Workers, html: str, *, piece_within_s: float, tell: Callable[[int, int], None]
) -> bytes:
    """Return a paper as PDF; `tell` hears how many of its pieces are set, and of how many.

    Raises PaperFontMissing and what `Workers.run` raises.
    """
    pieces = list(pieces_of(html))
    made: list[bytes] = []
    pages = 0
    tell(0, len(pieces))
    for piece in pieces:
        wanted = going_on(piece, pages + 1) if made else piece
        pdf, count = workers.run(piece_to_pdf, wanted, timeout_s=piece_within_s)
        made.append(pdf)
        pages += count
        tell(len(made), len(pieces))
    return workers.run(join_pieces, made, timeout_s=piece_within_s)
