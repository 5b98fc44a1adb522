"""The letters of one text as a font in a PDF: a composite font (ISO 32000-1 §9.7), embedded.

A signer's name is drawn with the same letters every time. So font file, widths and the way back
to text are made once for a set of letters and kept in memory; a signature then only writes them
down. The fonts are those of `fonts.rescaled`: 1000 units to the em, without layout tables, so
that a letter is one glyph and stands where the one before it ends.
"""

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

#: Serifs, and letters beyond the standard Latin set (ISO 32000-1, table 123).
SERIF_SYMBOLIC: Final = 2 | 4
#: Of PDF's names for a subset: six letters before the font's own (§9.6.4).
TAG_LETTERS: Final = 6
#: A CMap may map so many characters in one block (Adobe Technical Note 5014).
BLOCK: Final = 100
#: A stem of Tinos; asked for, and used by readers without the font only.
STEM_V: Final = 80

_CMAP: Final = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Letters:
    """A font of few letters, ready to be written. `file` and `to_unicode` are deflated."""

    name: str
    file: bytes
    file_size: int
    to_unicode: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    cap_height: int
    italic_angle: float
    box: tuple[int, int, int, int]

    def shown(self, line: str) -> bytes:
        """Return the operator that draws a line; a letter that is not here is drawn as a box."""
        codes = "".join(f"{self.glyphs.get(each, 0):04X}" for each in line)
        return f"<{codes}> Tj".encode()

    def resource(self, writer: Any) -> Any:
        """Write the font and return the reference to it."""
        descriptor = writer.add_object(self._descriptor(writer))
        descendant = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/CIDFontType2"),
                pdf_name("/BaseFont"): pdf_name(f"/{self.name}"),
                pdf_name("/CIDSystemInfo"): generic.DictionaryObject(
                    {
                        pdf_name("/Registry"): generic.pdf_string("Adobe"),
                        pdf_name("/Ordering"): generic.pdf_string("Identity"),
                        pdf_name("/Supplement"): generic.NumberObject(0),
                    }
                ),
                pdf_name("/CIDToGIDMap"): pdf_name("/Identity"),
                pdf_name("/W"): generic.ArrayObject(
                    [generic.NumberObject(0), _numbers(self.widths)]
                ),
                pdf_name("/FontDescriptor"): descriptor,
            }
        )
        font = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Font"),
                pdf_name("/Subtype"): pdf_name("/Type0"),
                pdf_name("/BaseFont"): pdf_name(f"/{self.name}-Identity-H"),
                pdf_name("/Encoding"): pdf_name("/Identity-H"),
                pdf_name("/DescendantFonts"): generic.ArrayObject([writer.add_object(descendant)]),
                pdf_name("/ToUnicode"): writer.add_object(_deflated(self.to_unicode)),
            }
        )
        return writer.add_object(font)

    def _descriptor(self, writer: Any) -> Any:
        file = _deflated(self.file)
        file[pdf_name("/Length1")] = generic.NumberObject(self.file_size)
        return generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/FontDescriptor"),
                pdf_name("/FontName"): pdf_name(f"/{self.name}"),
                pdf_name("/Flags"): generic.NumberObject(SERIF_SYMBOLIC),
                pdf_name("/FontBBox"): _numbers(self.box),
                pdf_name("/ItalicAngle"): generic.FloatObject(self.italic_angle),
                pdf_name("/Ascent"): generic.NumberObject(self.ascent),
                pdf_name("/Descent"): generic.NumberObject(self.descent),
                pdf_name("/CapHeight"): generic.NumberObject(self.cap_height),
                pdf_name("/StemV"): generic.NumberObject(STEM_V),
                pdf_name("/FontFile2"): writer.add_object(file),
            }
        )


@lru_cache(maxsize=256)
def letters_of(font: Path, wanted: frozenset[str]) -> Letters:
    """Return a rescaled font with the wanted letters only; see `fonts.rescaled`."""
    loaded: Any = TTFont(font)
    options = subset.Options(layout_closure=False, name_IDs="*", notdef_outline=True)
    subsetter: Any = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(loaded)
    glyphs = {
        letter: loaded.getGlyphID(name)
        for letter in sorted(wanted)
        if (name := loaded.getBestCmap().get(ord(letter)))
    }
    out = BytesIO()
    loaded.save(out)
    file = out.getvalue()
    metrics, head, os2 = loaded["hhea"], loaded["head"], loaded["OS/2"]
    advances = loaded["hmtx"].metrics
    return Letters(
        name=f"{_tag(file)}+{font.stem.rsplit('-', 3)[0]}",
        file=zlib.compress(file),
        file_size=len(file),
        to_unicode=zlib.compress(_to_unicode(glyphs).encode("ascii")),
        glyphs=glyphs,
        widths=tuple(advances[name][0] for name in loaded.getGlyphOrder()),
        ascent=metrics.ascent,
        descent=metrics.descent,
        cap_height=getattr(os2, "sCapHeight", metrics.ascent),
        italic_angle=float(loaded["post"].italicAngle),
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
    )


def _tag(file: bytes) -> str:
    digest = hashlib.sha256(file).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:TAG_LETTERS])


def _to_unicode(glyphs: dict[str, int]) -> str:
    """Return the CMap by which text is copied out (§9.10.3)."""
    lines = [
        f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
        for letter, glyph in sorted(glyphs.items(), key=lambda each: each[1])
    ]
    blocks = [lines[at : at + BLOCK] for at in range(0, len(lines), BLOCK)]
    return _CMAP.format(
        blocks="\n".join(
            "\n".join([f"{len(each)} beginbfchar", *each, "endbfchar"]) for each in blocks
        )
    )


def _deflated(data: bytes) -> Any:
    return generic.StreamObject({pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=data)


def _numbers(values: tuple[int, ...]) -> Any:
    return generic.ArrayObject([generic.NumberObject(each) for each in values])
