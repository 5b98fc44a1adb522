"""Tinos, the free face with the measures of Times New Roman and every Vietnamese letter.

pyHanko writes the widths of letters in the units of the font file, and PDF reads them as
thousandths of the size; with Tinos' own 2048 units every text would be spread to its double.
So the font is rescaled to 1000 units, once, and kept in a cache folder, with the letters that
Vietnamese papers use.
"""

import os
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from hub.gateways.signing.contract import FONT_FOLDERS, FontFolders
from hub.gateways.signing.problems import FontMissing

UNITS_PER_EM: Final = 1000
REGULAR, ITALIC = "Tinos-Regular.ttf", "Tinos-Italic.ttf"
#: Hinting and layout speak in the old units, or are of no use in a PDF.
UNWANTED: Final = ("fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "LTSH", "DSIG", "kern",
                   "GPOS", "GSUB", "GDEF")  # fmt: skip
#: Latin with all Vietnamese letters, punctuation, đồng sign: what names and numbers need.
KEPT_LETTERS: Final = (*range(0x20, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00),
                       *range(0x2000, 0x2070), 0x20AB)  # fmt: skip

_CACHE: Final = Path.home() / ".cache" / "diem-cau"

DEFAULT_FOLDERS: Final = FontFolders(FONT_FOLDERS, _CACHE)


def find(name: str, folders: FontFolders | None = None) -> Path:
    """Return the font file as it was installed. Raises FontMissing."""
    for folder in (folders or DEFAULT_FOLDERS).search:
        if (folder / name).is_file():
            return folder / name
    raise FontMissing


def rescaled(name: str, folders: FontFolders | None = None) -> Path:
    """Return a copy of the font with 1000 units to the em. Raises FontMissing."""
    folders = folders or DEFAULT_FOLDERS
    source = find(name, folders)
    stat = source.stat()
    target = folders.cache / f"{source.stem}-{stat.st_size}-{int(stat.st_mtime)}-1000.ttf"
    if not target.is_file():
        _write(target, _rescale(source))
    return target


def width_em(text: str, font: Path) -> float:
    """Return how wide the text is, in ems, as it will be drawn with a rescaled font."""
    letters, advances = _measures(font)
    return sum(advances[letters.get(ord(letter), ".notdef")] for letter in text) / UNITS_PER_EM


def _rescale(source: Path) -> bytes:
    font: Any = TTFont(source)
    for table in UNWANTED:
        if table in font:
            del font[table]
    subsetter: Any = subset.Subsetter(subset.Options(layout_closure=False, name_IDs="*"))
    subsetter.populate(unicodes=KEPT_LETTERS)
    subsetter.subset(font)
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyphs[name].removeHinting()
    scale_upem(font, UNITS_PER_EM)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _write(target: Path, data: bytes) -> None:
    """Several workers may do this at once: each writes its own file and renames it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@lru_cache(maxsize=8)
def _measures(font: Path) -> tuple[dict[int, str], dict[str, int]]:
    loaded: Any = TTFont(font)
    return loaded.getBestCmap(), {
        name: advance for name, (advance, _) in loaded["hmtx"].metrics.items()
    }
