"""HTML to PDF/A with WeasyPrint, without a network and without our files."""

from pathlib import Path
from typing import Any, Final

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from hub.core.errors import Unavailable
from hub.core.text import N_

#: 2b or 3b; 1b would forbid what visible signatures bring along (ISO 19005-1).
VARIANT: Final = "pdf/a-3b"
FONT_SCHEME: Final = "paper:"
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
    for face in FACES:
        _font(face)
    page = HTML(string=html, url_fetcher=_OnlyOurFonts())
    document: bytes = page.write_pdf(pdf_variant=VARIANT)
    return document


def _font(face: str) -> Path:
    for folder in FOLDERS:
        if (folder / face).is_file():
            return folder / face
    raise PaperFontMissing


class _OnlyOurFonts(URLFetcher):  # type: ignore[misc]
    """Text of people is on the pages: nothing in it may make us open a file or an address."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",))

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return one of our fonts, or what a data: address holds."""
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        face = url.removeprefix(FONT_SCHEME)
        if not url.startswith(FONT_SCHEME) or face not in FACES:
            raise ValueError(url)
        try:
            return URLFetcherResponse(url, _font(face).read_bytes(), {"Content-Type": "font/ttf"})
        except OSError as error:
            raise FatalURLFetchingError from error
