"""Pages and words of a PDF."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pypdfium2 as pdfium

from hub.core.errors import InvalidInput
from hub.core.text import N_

MOST_PAGES: Final = 1_000
MOST_LETTERS: Final = 2_000_000


class PdfUnreadable(InvalidInput):
    """Not a PDF, or a damaged or locked one."""

    code = "pdf-unreadable"
    text = N_("The PDF file could not be read.")


def count_pages(content: bytes) -> int:
    """Return the number of pages. Raises PdfUnreadable."""
    with _opened(content) as document:
        return len(document)


def page_texts(content: bytes) -> list[str]:
    """Return the words of each page, composed (NFC), for the search. Raises PdfUnreadable.

    A scanned page has none. What comes after 1,000 pages or 2 million letters is left out.
    """
    texts: list[str] = []
    with _opened(content) as document:
        for index in range(min(len(document), MOST_PAGES)):
            texts.append(_text(document[index]))
            if sum(map(len, texts)) > MOST_LETTERS:
                break
    return texts


def _text(page: pdfium.PdfPage) -> str:
    words = page.get_textpage().get_text_bounded(errors="replace")
    page.close()
    clean = words.replace("\x02", "").replace("\ufffe", "").replace("\0", " ").replace("\xa0", " ")
    return unicodedata.normalize("NFC", clean)


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
        yield document
    except pdfium.PdfiumError as error:
        raise PdfUnreadable from error
    else:
        document.close()
