"""What a page will look like where it is going to be signed."""

from datetime import datetime
from io import BytesIO
from typing import Final

import pypdfium2 as pdfium
from PIL import ImageDraw

from hub.gateways.signing import fields
from hub.gateways.signing.contract import Appearance, FontFolders, Place, Preview

DPI: Final = 60
FRAME: Final = (160, 30, 30)


def preview(
    pdf: bytes,
    field_name: str,
    appearance: Appearance,
    moment: datetime,
    fonts: FontFolders | None = None,
) -> Preview:
    """Return the page that is going to be signed. Raises NotSignablePdf, PdfEncrypted."""
    place = fields.place_of(pdf, field_name, appearance, moment, fonts)
    document = pdfium.PdfDocument(pdf)
    try:
        document.init_forms()
        index = place.page if place else len(document) - 1
        page = document[index]
        image = page.render(scale=DPI / 72).to_pil().convert("RGB")
        if place:
            _frame(ImageDraw.Draw(image), place, page.get_height())
        out = BytesIO()
        image.save(out, "PNG", optimize=True)
        return Preview(out.getvalue(), index + 1, len(document))
    finally:
        document.close()


def _frame(painter: ImageDraw.ImageDraw, place: Place, height: float) -> None:
    scale = DPI / 72
    painter.rectangle(
        (
            place.left * scale,
            (height - place.top) * scale,
            place.right * scale,
            (height - place.bottom) * scale,
        ),
        outline=FRAME,
        width=2,
    )
