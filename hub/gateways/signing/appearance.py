"""What a signature shows, by the profiles of Decree 30/2020/NĐ-CP (Annex I).

    person       part I, II.7d: the handwritten signature, blue
    initials     no rule: the first letters of a name, blue, beside where the person signs
    organisation part I, II.8a: the seal, red, in its real size
    attachment   part I, II.8b: number, notation and time; Times New Roman 10, black, upright
    copy         part II, I.3: kind of copy, office and time, likewise

The moment is written in Vietnamese time as ISO 8601 asks, with its offset.
Numbers are written with fixed decimals: a content stream knows no exponents (ISO 32000-1, 7.3.3).
"""

import math
import unicodedata
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import AppearanceContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.stamp.base import BaseStampStyle

from hub.core.clock import to_wall_time
from hub.gateways.signing import fonts
from hub.gateways.signing.contract import Appearance, FontFolders, Profile
from hub.gateways.signing.letters import Letters, letters_of
from hub.gateways.signing.problems import ImageUnreadable

BLACK, BLUE, RED = "0 0 0", "0.05 0.16 0.60", "0.80 0.06 0.10"
NOTE_SIZE: Final = 10.0
LEADING: Final = 1.2
NOTE_WIDTH: Final = 220.0
MARGIN: Final = 2.0
MAX_IMAGE_BYTES: Final = 2_000_000
MAX_IMAGE_PIXELS: Final = 6_000_000
LEAST_SEAL_SIZE: Final = 5.0
#: All that moments are written with, so that another moment needs no other font.
OF_A_MOMENT: Final = "0123456789-:+T"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: How far above the baseline the middle of a lower-case line lies, in ems.
_HALF_LETTER: Final = 0.3


def iso_moment(moment: datetime) -> str:
    """Write `2021-09-01T08:05:30+07:00`."""
    return to_wall_time(moment).isoformat(timespec="seconds")


def note_lines(appearance: Appearance, moment: datetime, folders: FontFolders | None) -> list[str]:
    """Return the lines at the top right of an attachment or a copy, folded to their width."""
    if appearance.profile is Profile.ORG_ATTACHMENT:
        parts = [appearance.number]
    else:
        parts = [appearance.copy_of, appearance.unit]
    font = fonts.rescaled(fonts.REGULAR, folders)
    lines = [line for part in parts if part for line in fold(part, font, NOTE_SIZE, NOTE_WIDTH)]
    return [*lines, iso_moment(moment)]


def note_size(lines: list[str], folders: FontFolders | None) -> tuple[float, float]:
    """Return width and height in points that the lines need."""
    font = fonts.rescaled(fonts.REGULAR, folders)
    width = max(fonts.width_em(line, font) for line in lines) * NOTE_SIZE
    return math.ceil(width) + 2 * MARGIN, math.ceil(len(lines) * NOTE_SIZE * LEADING) + 2 * MARGIN


def fold(text: str, font: Path, size: float, width: float) -> list[str]:
    """Break a text between words so that no line is wider than `width` points."""
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and fonts.width_em(longer, font) * size <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def read_image(png: bytes) -> Image.Image:
    """Return the picture with its transparency. Raises ImageUnreadable."""
    if len(png) > MAX_IMAGE_BYTES:
        raise ImageUnreadable
    try:
        image = Image.open(BytesIO(png), formats=["PNG"])
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise ImageUnreadable
        return image.convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageUnreadable from error


@dataclass(frozen=True)
class _Packed:
    """A picture as it is written: colours and transparency, deflated."""

    width: int
    height: int
    colours: bytes
    transparency: bytes

    def write(self, writer: Any) -> Any:
        """Write the picture (ISO 32000-1 §8.9.5) and return the reference to it."""
        mask = writer.add_object(self._image(self.transparency, "/DeviceGray"))
        image = self._image(self.colours, "/DeviceRGB")
        image[pdf_name("/SMask")] = mask
        return writer.add_object(image)

    def _image(self, data: bytes, colours: str) -> Any:
        entries = {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): generic.NumberObject(self.width),
            pdf_name("/Height"): generic.NumberObject(self.height),
            pdf_name("/ColorSpace"): pdf_name(colours),
            pdf_name("/BitsPerComponent"): generic.NumberObject(8),
            pdf_name("/Filter"): pdf_name("/FlateDecode"),
        }
        return generic.StreamObject(entries, encoded_data=data)


@lru_cache(maxsize=32)
def _packed(png: bytes) -> _Packed:
    """Return a picture ready to be written; the same one is used for every signature of a key."""
    image = read_image(png)
    colours, transparency = image.convert("RGB").tobytes(), image.getchannel("A").tobytes()
    return _Packed(image.width, image.height, zlib.compress(colours), zlib.compress(transparency))


@dataclass(frozen=True)
class Drawn(BaseStampStyle):  # type: ignore[misc]
    """The style that pyHanko asks for the picture of a signature."""

    appearance: Appearance = field(default_factory=Appearance)
    moment: datetime = EPOCH
    folders: FontFolders | None = None

    def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> "Drawing":
        """Return the picture, sized to the field's box."""
        return Drawing(writer, box, self)


class Drawing(AppearanceContent):  # type: ignore[misc]
    """The content stream of one signature's picture."""

    def __init__(self, writer: Any, box: Any, style: Drawn) -> None:
        super().__init__(writer=writer, box=box)
        self.style = style

    def render(self) -> bytes:
        """Return the drawing operators."""
        drawing = {
            Profile.PERSON: self._person,
            Profile.INITIALS: self._initials,
            Profile.ORG_MAIN: self._seal,
            Profile.ORG_ATTACHMENT: self._note,
            Profile.COPY: self._note,
        }[self.style.appearance.profile]
        return b"q " + drawing() + b" Q"

    def _person(self) -> bytes:
        appearance = self.style.appearance
        if appearance.image:
            return self._image(appearance.image)
        return self._handwriting(appearance.name)

    def _initials(self) -> bytes:
        words = self.style.appearance.initials.split()
        return self._handwriting("".join(word[0] for word in words))

    def _seal(self) -> bytes:
        appearance = self.style.appearance
        if appearance.image:
            return self._image(appearance.image)
        return self._rings(appearance.unit)

    def _note(self) -> bytes:
        style = self.style
        lines = note_lines(style.appearance, style.moment, style.folders)
        path = fonts.rescaled(fonts.REGULAR, style.folders)
        letters = self._font(path, "".join(lines) + OF_A_MOMENT)
        baseline = self.box.height - MARGIN - NOTE_SIZE * 0.9
        parts = [f"{BLACK} rg".encode()]
        for line in lines:
            left = self.box.width - MARGIN - fonts.width_em(line, path) * NOTE_SIZE
            parts.append(_text(letters, line, NOTE_SIZE, left, baseline))
            baseline -= NOTE_SIZE * LEADING
        return b" ".join(parts)

    def _handwriting(self, name: str) -> bytes:
        """Draw the name in slanting blue letters over a stroke of the pen."""
        name = unicodedata.normalize("NFC", name)
        path = fonts.rescaled(fonts.ITALIC, self.style.folders)
        width, height = self.box.width, self.box.height
        size = min(height * 0.36, (width - 4 * MARGIN) / max(fonts.width_em(name, path), 1))
        left = (width - fonts.width_em(name, path) * size) / 2
        text = _text(self._font(path, name), name, size, left, height * 0.40)
        flourish = (
            f"{BLUE} RG 1.1 w 1 J {left:.3f} {height * 0.26:.3f} m "
            f"{width * 0.35:.3f} {height * 0.02:.3f} {width * 0.60:.3f} {height * 0.46:.3f} "
            f"{width - left:.3f} {height * 0.24:.3f} c S"
        )
        return f"{BLUE} rg ".encode() + text + b" " + flourish.encode()

    def _rings(self, unit: str) -> bytes:
        """Draw two thin rings and the office's name between them: no emblem, no star."""
        path = fonts.rescaled(fonts.REGULAR, self.style.folders)
        radius = min(self.box.width, self.box.height) / 2 - 1
        centre = (self.box.width / 2, self.box.height / 2)
        size, lines = 11.0, [unit]
        while size > LEAST_SEAL_SIZE:
            lines = fold(unit.upper(), path, size, radius * 1.35)
            widest = max((fonts.width_em(line, path) for line in lines), default=0) * size
            if math.hypot(widest / 2, len(lines) * size * LEADING / 2) < radius - 5:
                break
            size -= 0.5
        letters = self._font(path, "".join(lines))
        rings = b" ".join(_ring(centre, r, w) for r, w in ((radius, 1.4), (radius - 3.2, 0.6)))
        baseline = centre[1] + (len(lines) - 1) * size * LEADING / 2 - size * _HALF_LETTER
        parts = [f"{RED} RG {RED} rg".encode(), rings]
        for line in lines:
            left = centre[0] - fonts.width_em(line, path) * size / 2
            parts.append(_text(letters, line, size, left, baseline))
            baseline -= size * LEADING
        return b" ".join(parts)

    def _image(self, png: bytes) -> bytes:
        packed = _packed(png)
        scale = min(self.box.width / packed.width, self.box.height / packed.height)
        width, height = packed.width * scale, packed.height * scale
        left, bottom = (self.box.width - width) / 2, (self.box.height - height) / 2
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Picture"), packed.write(self.writer))
        return f"{width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm /Picture Do".encode()

    def _font(self, path: Path, text: str) -> Letters:
        letters = letters_of(path, frozenset(text))
        reference = letters.resource(self.writer)
        self.set_resource(ResourceType.FONT, pdf_name("/Letters"), reference)
        return letters


def _text(letters: Letters, line: str, size: float, left: float, baseline: float) -> bytes:
    begun = f"BT /Letters {size:.3f} Tf {left:.3f} {baseline:.3f} Td ".encode()
    return begun + letters.shown(line) + b" ET"


def _ring(centre: tuple[float, float], radius: float, width: float) -> bytes:
    """Draw a circle by four Bézier curves; they miss it by less than 0.03 %."""
    x, y = centre
    k = radius * 0.5522847
    return (
        f"{width:.3f} w {x + radius:.3f} {y:.3f} m "
        f"{x + radius:.3f} {y + k:.3f} {x + k:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
        f"{x - k:.3f} {y + radius:.3f} {x - radius:.3f} {y + k:.3f} {x - radius:.3f} {y:.3f} c "
        f"{x - radius:.3f} {y - k:.3f} {x - k:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
        f"{x + k:.3f} {y - radius:.3f} {x + radius:.3f} {y - k:.3f} {x + radius:.3f} {y:.3f} c S"
    ).encode()
