"""HTML to PDF/A with WeasyPrint, without a network and without our files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hub.core.errors import Unavailable
from hub.core.text import N_
from hub.gateways.pdf.pieces import set_in_pieces

FACES: Final = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")
FOLDERS: Final = (
    Path(__file__).parents[3] / "static" / "vendor" / "fonts",
    Path("/usr/share/fonts/truetype/croscore"),
    Path("/usr/share/fonts/truetype/tinos"),
)


class PaperFontMissing(Unavailable):
    """Tinos, the free face with the measures of Times New Roman, is not installed."""

    code = "paper-font-missing"
    text = N_(
        "The Tinos font for printed documents is missing. Please run “python -m hub assets build”"
        " or install the package fonts-croscore."
    )


def to_pdf(html: str) -> bytes:
    """Return the page as PDF/A-3b. Only fonts of ours and pictures inside the page are loaded.

    Raises PaperFontMissing.
    """
    return join_pieces(set_in_pieces(html, piece_to_pdf))


def piece_to_pdf(html: str) -> tuple[bytes, int]:
    """Return a piece of a paper as PDF/A-3b, and its number of pages. Raises PaperFontMissing."""
    from hub.gateways.pdf.reading import count_pages  # PDFium and WeasyPrint: for the workers
    from hub.gateways.pdf.typesetting import write_pdf

    made = write_pdf(html, {face: _font(face) for face in FACES})
    return made, count_pages(made)


def join_pieces(pieces: Sequence[bytes]) -> bytes:
    """Return the pieces of a paper as one PDF."""
    from hub.gateways.pdf.joining import joined  # pikepdf: for the workers

    return joined(pieces)


def _font(face: str) -> Path:
    for folder in FOLDERS:
        if (folder / face).is_file():
            return folder / face
    raise PaperFontMissing
