"""WeasyPrint, fenced in: no network, no files but our own fonts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

#: 2b or 3b; 1b would forbid what visible signatures bring along (ISO 19005-1).
VARIANT: Final = "pdf/a-3b"
FONT_SCHEME: Final = "paper:"


def write_pdf(html: str, fonts: Mapping[str, Path]) -> bytes:
    """Set the page; it may name the given fonts as `paper:FILE` and hold pictures as `data:`."""
    page = HTML(string=html, url_fetcher=_OnlyOurFonts(fonts))
    document: bytes = page.write_pdf(pdf_variant=VARIANT)
    return document


class _OnlyOurFonts(URLFetcher):  # type: ignore[misc]
    """Text of people is on the pages: nothing in it may make us open a file or an address."""

    def __init__(self, fonts: Mapping[str, Path]) -> None:
        super().__init__(allowed_protocols=("data",))
        self._fonts = fonts

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return one of our fonts, or what a data: address holds."""
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        font = self._fonts.get(url.removeprefix(FONT_SCHEME))
        if not url.startswith(FONT_SCHEME) or font is None:
            raise ValueError(url)
        try:
            return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/ttf"})
        except OSError as error:
            raise FatalURLFetchingError from error
