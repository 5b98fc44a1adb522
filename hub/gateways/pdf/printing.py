"""Papers of any length, printed a piece at a time, so that others have the workers in between."""

from typing import Final

from hub.core import progress
from hub.core.text import gettext as _
from hub.gateways.pdf.making import join_pieces, piece_to_pdf
from hub.gateways.pdf.pieces import set_in_pieces
from hub.gateways.workers import Workers

#: A piece of a thousand rows takes some 15 s of a quiet core.
PIECE_WITHIN_S: Final = 180.0


def print_paper(workers: Workers, html: str, *, piece_within_s: float = PIECE_WITHIN_S) -> bytes:
    """Return a paper as PDF, telling `hub.core.progress` how many of its pieces are set.

    Raises PaperFontMissing and what `Workers.run` raises.
    """
    made = set_in_pieces(
        html, lambda piece: workers.run(piece_to_pdf, piece, timeout_s=piece_within_s)
    )
    if len(made) == 1:
        return made[0]
    progress.tell(len(made), len(made), _("the pages are put together"))
    return workers.run(join_pieces, made, timeout_s=piece_within_s)
