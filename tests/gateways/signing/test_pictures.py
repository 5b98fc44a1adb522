"""Pictures of signatures and seals are made ready to lie over each other."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from hub.gateways.signing.contract import Ink
from hub.gateways.signing.pictures import LONGEST, prepare_picture
from hub.gateways.signing.problems import (
    ImageUnreadable,
    PictureBackground,
    PictureEmpty,
    PictureNotBlue,
    PictureNotRed,
    PictureTooCoarse,
)
from tests.gateways.signing import drawings


def prepared(png, ink=Ink.BLUE):
    return Image.open(BytesIO(prepare_picture(png, ink)))


@pytest.mark.parametrize("clear", [True, False])
def test_only_the_strokes_are_left_and_empty_margins_are_gone(clear):
    image = prepared(drawings.stroke(clear=clear))
    assert image.mode == "RGBA"
    assert image.width < 520 and image.height < 200
    assert image.getpixel((0, 0))[3] == 0
    assert image.getchannel("A").getextrema()[1] > 200


def test_over_white_paper_it_looks_as_it_did():
    given = drawings.seal()
    image = prepared(given, Ink.RED)
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    colours = {point for _, point in paper.convert("RGB").getcolors()}
    assert all(abs(a - b) <= 2 for a, b in zip(min(colours), drawings.RED, strict=True))


def test_a_seal_is_cut_to_its_ring_so_that_it_prints_in_its_real_size():
    image = prepared(drawings.seal(), Ink.RED)
    assert image.size == (401, 401)
    assert image.getpixel((200, 200))[3] == 0


def test_a_large_picture_becomes_smaller_and_loses_what_was_written_beside_it():
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Nguyễn Văn A")
    out = BytesIO()
    Image.open(BytesIO(drawings.stroke(size=(3000, 1000)))).save(out, "PNG", pnginfo=said)
    image = prepared(out.getvalue())
    assert max(image.size) == LONGEST
    assert "Author" not in image.info


@pytest.mark.parametrize(
    ("png", "ink", "refusal"),
    [
        (drawings.stroke(paper=(150, 150, 150)), Ink.BLUE, PictureBackground),
        (drawings.stroke(ink=drawings.RED), Ink.BLUE, PictureNotBlue),
        (drawings.stroke(ink=drawings.BLACK), Ink.BLUE, PictureNotBlue),
        (drawings.seal(ink=drawings.BLUE), Ink.RED, PictureNotRed),
        (drawings.stroke(size=(120, 60)), Ink.BLUE, PictureTooCoarse),
        (drawings.png_of(Image.new("RGB", (400, 400), "white")), Ink.BLUE, PictureEmpty),
        (drawings.png_of(Image.new("1", (3000, 2500))), Ink.BLUE, ImageUnreadable),
        (b"GIF89a", Ink.BLUE, ImageUnreadable),
    ],
)
def test_what_cannot_be_a_signature_or_a_seal_is_refused(png, ink, refusal):
    with pytest.raises(refusal):
        prepare_picture(png, ink)
