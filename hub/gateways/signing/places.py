"""Where on the page a signature belongs (Decree 30/2020/NĐ-CP, Annex I, and plain sense).

A person signs between office and name, so the place is found by the name that the paper
prints under the signature: its last appearance in the file. The office's seal covers the left
third of the person's signature. Attachments and copies are marked at the top right of page 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium

from hub.gateways.signing.contract import PDF_POINTS_PER_MM, Place

SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 150.0, 60.0
#: Below this a signature cannot be read; better to cover something than to shrink further.
LEAST_HEIGHT: Final = 30.0
INITIALS_WIDTH, INITIALS_HEIGHT = 40.0, 26.0
GAP: Final = 3.0
RIGHT_MARGIN, BOTTOM_MARGIN = 56.7, 70.9
NOTE_TOP: Final = 20.0
#: The page on which a paper is signed is one of the last; annexes may follow it.
PAGES_SEARCHED: Final = 30


@dataclass(frozen=True, slots=True)
class _Found:
    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def person_place(pdf: bytes, name: str, side: str | None = None) -> Place:
    """Return the place above the signer's printed name.

    `side` ("left", "right") picks the column when both bear the name. A file that does not
    print the name is signed at the bottom right of its last page.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        for index in reversed(range(max(0, len(document) - PAGES_SEARCHED), len(document))):
            page = document[index]
            found = list(_appearances(page, index, name))
            if found:
                return _above(page, _choose(found, side, page.get_width()))
        return _bottom_right(document[len(document) - 1], len(document) - 1)
    finally:
        document.close()


def seal_place(signature: Place, diameter_mm: float, page_size: tuple[float, float]) -> Place:
    """Return the seal's square: its right part over the left third of the signature."""
    diameter = diameter_mm * PDF_POINTS_PER_MM
    width, height = page_size
    third = signature.left + (signature.right - signature.left) / 3
    left = min(max(third - diameter, 0), width - diameter)
    middle = (signature.bottom + signature.top) / 2
    bottom = min(max(middle - diameter / 2, 0), height - diameter)
    return Place(signature.page, left, bottom, left + diameter, bottom + diameter)


def initials_place(signature: Place, page_size: tuple[float, float]) -> Place:
    """Return the small place at the upper right of a person's signature, inside the page."""
    left = min(signature.right + GAP, page_size[0] - INITIALS_WIDTH - GAP)
    bottom = signature.top - INITIALS_HEIGHT
    return Place(signature.page, left, bottom, left + INITIALS_WIDTH, signature.top)


def note_place(page_size: tuple[float, float], size: tuple[float, float]) -> Place:
    """Return the place for a note of `size` at the top right of the first page."""
    right, top = page_size[0] - RIGHT_MARGIN, page_size[1] - NOTE_TOP
    return Place(0, right - size[0], top - size[1], right, top)


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Return width and height of a page in points."""
    document = pdfium.PdfDocument(pdf)
    try:
        return document.get_page_size(page)  # type: ignore[no-any-return]
    finally:
        document.close()


def _appearances(page: Any, index: int, name: str) -> Iterator[_Found]:
    if not name.strip():
        return
    text = page.get_textpage()
    try:
        search = text.search(name, match_case=False)
        while (hit := search.get_next()) is not None:
            start, count = hit
            boxes = [text.get_charbox(start + offset) for offset in range(count)]
            boxes = [box for box in boxes if box[2] > box[0]]
            if not boxes:
                continue
            left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
            right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
            if top - bottom < 2 * (boxes[0][3] - boxes[0][1] + 6):  # not broken over lines
                yield _Found(index, left, bottom, right, top)
    finally:
        text.close()


def _choose(found: list[_Found], side: str | None, width: float) -> _Found:
    lowest_first = sorted(found, key=lambda hit: hit.bottom)
    if side in ("left", "right"):
        fitting = [hit for hit in lowest_first if (hit.middle < width / 2) == (side == "left")]
        if fitting:
            return fitting[0]
    return lowest_first[0]


def _above(page: Any, name: _Found) -> Place:
    """Return the free place above a name, narrower or lower when text is in its way."""
    width = page.get_width()
    left = min(max(name.middle - SIGNATURE_WIDTH / 2, 0), width - SIGNATURE_WIDTH)
    right, bottom = left + SIGNATURE_WIDTH, name.top + GAP
    top = bottom + SIGNATURE_HEIGHT
    for low in _text_bottoms(page, left, right, name.top + 1):
        if low < top:
            top = max(low - 1, bottom + LEAST_HEIGHT)
    return Place(name.page, left, bottom, right, min(top, page.get_height()))


def _text_bottoms(page: Any, left: float, right: float, above: float) -> list[float]:
    text = page.get_textpage()
    try:
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
    finally:
        text.close()
    return [box[1] for box in boxes if box[1] >= above and box[0] < right and box[2] > left]


def _bottom_right(page: Any, index: int) -> Place:
    right = page.get_width() - RIGHT_MARGIN
    left, bottom = max(right - SIGNATURE_WIDTH, 0), BOTTOM_MARGIN
    return Place(index, left, bottom, right, bottom + SIGNATURE_HEIGHT)
