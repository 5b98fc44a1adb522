"""Was the document changed after a signature? By its objects, and by what it shows.

Of what PDF allows after a signature the hub accepts less: further signatures, and the data
that keep old signatures checkable. No form filling, no annotations: forgeries hide there.
The pages are rendered as well, since objects may be shuffled so that each is allowed and the
page is not what it was.
"""

from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)

DPI: Final = 50
#: Rendering the same page twice differs by rounding only.
TOLERANCE: Final = 12
#: A picture of a signature that covers more of a page than this may hide what was there.
MAX_SHARE: Final = 0.12
MAX_PAGES: Final = 400

_LTA = ModificationLevel.LTA_UPDATES

STRICT_POLICY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(_LTA),
        XrefStreamRule().as_qualified(_LTA),
        ObjectStreamRule().as_qualified(_LTA),
        DSSCompareRule().as_qualified(_LTA),
        MetadataUpdateRule().as_qualified(_LTA),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)


@dataclass(frozen=True, slots=True)
class Widget:
    """The visible rectangle of a signed field, in points from the bottom left."""

    page: int
    box: tuple[float, float, float, float]


class TooLong(Exception):
    """The document has more pages than are compared."""


def looks_the_same(before: bytes, after: bytes, allowed: list[Widget]) -> bool:
    """Tell whether all pages show the same, but for the rectangles of the allowed widgets.

    Raises TooLong.
    """
    old, new = _open(before), _open(after)
    try:
        if len(old) != len(new):
            return False
        if len(old) > MAX_PAGES:
            raise TooLong
        return all(
            _page_looks_the_same(
                old[index], new[index], [each.box for each in allowed if each.page == index]
            )
            for index in range(len(old))
        )
    finally:
        old.close()
        new.close()


def _open(pdf: bytes) -> Any:
    """Open with the form, or PDFium would leave out what fields show."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()
    if document.formenv is not None:
        pdfium.raw.FPDF_SetFormFieldHighlightAlpha(document.formenv, 0)
    return document


def _page_looks_the_same(
    old: Any, new: Any, boxes: list[tuple[float, float, float, float]]
) -> bool:
    first, second = _render(old), _render(new)
    if first.size != second.size:
        return False
    difference = ImageChops.difference(first, second).convert("L")
    difference = difference.point([0] * TOLERANCE + [255] * (256 - TOLERANCE))
    if difference.getbbox() is None:
        return True
    painter = ImageDraw.Draw(difference)
    width, height = new.get_size()
    for left, bottom, right, top in boxes:
        if (right - left) * (top - bottom) > MAX_SHARE * width * height:
            continue
        scale = DPI / 72
        painter.rectangle(
            (left * scale - 2, (height - top) * scale - 2,
             right * scale + 2, (height - bottom) * scale + 2),
            fill=0,
        )  # fmt: skip
    return difference.getbbox() is None


def _render(page: Any) -> Image.Image:
    bitmap = page.render(scale=DPI / 72)
    return bitmap.to_pil().convert("RGB")  # type: ignore[no-any-return]
