"""Pictures of signatures and seals, made ready to lie over other signs.

Decree 30/2020/NĐ-CP, Annex I, part I: the signature is blue (II.7d), the seal red (II.8a), both
PNG with a transparent background; the seal covers a third of the signature, so that a white
background would hide what lies beneath it. White is taken out here. Nothing but the drawn
points is kept of a file: no metadata, no bytes behind its end.
"""

from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageChops, ImageMath, ImageStat

from hub.gateways.signing.appearance import read_image
from hub.gateways.signing.contract import Ink
from hub.gateways.signing.problems import (
    PictureBackground,
    PictureEmpty,
    PictureNotBlue,
    PictureNotRed,
    PictureTooCoarse,
)

#: Longer side in points: 36 mm of seal at 850 dpi; more only makes every signed file heavier.
LONGEST: Final = 1200
#: A seal of 36 mm at 140 dpi.
LEAST: Final = 200
#: What is nearer to white or to nothing than this is background.
FAINTEST: Final = 24
#: Share of the border that has to be background; a stroke may run out of the picture.
CLEAR_BORDER: Final = 0.9
#: By how much the ink's colour has to stand out of red and blue, of 255.
DISTINCT: Final = 20


def prepare_picture(png: bytes, ink: Ink) -> bytes:
    """Return the drawn part of a picture as PNG with a transparent background.

    Raises ImageUnreadable, PictureBackground, PictureEmpty, PictureTooCoarse, PictureNotBlue,
    PictureNotRed.
    """
    given = read_image(png)
    given.thumbnail((2 * LONGEST, 2 * LONGEST))
    image = _without_white(given)
    covered = image.getchannel("A").point(lambda value: 255 if value > FAINTEST else 0)
    if _share_of_border(covered) > 1 - CLEAR_BORDER:
        raise PictureBackground
    box = covered.getbbox()
    if box is None:
        raise PictureEmpty
    image, covered = image.crop(box), covered.crop(box)
    if max(image.size) < LEAST:
        raise PictureTooCoarse(least=LEAST)
    red, _green, blue = ImageStat.Stat(image.convert("RGB"), covered).mean
    if ink is Ink.BLUE and blue - red < DISTINCT:
        raise PictureNotBlue
    if ink is Ink.RED and red - blue < DISTINCT:
        raise PictureNotRed
    image.thumbnail((LONGEST, LONGEST))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _without_white(image: Image.Image) -> Image.Image:
    """Take white out of each point: over white paper the result looks as the picture did.

    With c the colour and a = 255 - min(c), the colour without white is 255 - (255 - c)·255 / a.
    """
    given = image.getchannel("A")
    channels = image.convert("RGB").split()
    lightest = ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])
    strength = ImageChops.invert(lightest).point(lambda v: v if v > FAINTEST else 0)
    pure = [_purified(each, strength) for each in channels]
    return Image.merge("RGBA", (*pure, ImageChops.multiply(strength, given)))


def _purified(channel: Image.Image, strength: Image.Image) -> Image.Image:
    def formula(given: dict[str, Any]) -> Any:
        part = (255 - given["c"]) * 255 / given["max"](given["a"], 1)
        return given["convert"](255 - given["min"](part, 255), "L")

    made: Image.Image = ImageMath.lambda_eval(formula, c=channel, a=strength)
    return made


def _share_of_border(covered: Image.Image) -> float:
    """Return which share of the outermost points is covered."""
    width, height = covered.size
    sides = (
        (0, 0, width, 1),
        (0, height - 1, width, height),
        (0, 0, 1, height),
        (width - 1, 0, width, height),
    )
    found = [covered.crop(side).histogram() for side in sides]
    return sum(each[255] for each in found) / sum(sum(each) for each in found)
