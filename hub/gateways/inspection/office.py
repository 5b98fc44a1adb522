"""docx, xlsx and pptx: ECMA-376 packages."""

import re
from pathlib import Path
from typing import BinaryIO, Final

from hub.core.text import gettext as _
from hub.gateways.inspection.errors import (
    ActiveContent,
    ContentIsSomethingElse,
    FileDamaged,
    PackageUnsafe,
)
from hub.gateways.inspection.packages import contents, opened

MAIN_PARTS: Final = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
DEEPEST: Final = 2  # a chart in a document holds a workbook; a workbook in that holds nothing

MACROS: Final = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets|dialogsheets)", re.IGNORECASE)
CONTROLS: Final = re.compile(r"(^|/)(activex/|oleobject[^/]*\.bin$|embeddings/.*\.bin$)", re.I)
EMBEDDED: Final = re.compile(r"(^|/)embeddings/.*\.(docx|xlsx|pptx)$", re.IGNORECASE)
MACRO_TYPE: Final = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
#: Relations that load something from elsewhere when the file is opened. Hyperlinks wait for a
#: click and references to other workbooks for a question, so they are not among them.
OUTSIDE: Final = re.compile(
    rb"<Relationship\s(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*Type\s*=\s*[\"'][^\"']*/(attachedTemplate|oleObject|frame|subDocument|image|"
    rb"control|package|aFChunk)[\"'])",
    re.IGNORECASE,
)
DDE: Final = re.compile(rb"<w:instrText[^>]*>[^<]*\bDDE(AUTO)?\b|<ddeLink|\"\s*DDE(AUTO)?\s", re.I)


def check_office(source: Path | bytes, extension: str, depth: int = 1) -> None:
    """Look into every part.

    Raises ActiveContent, ContentIsSomethingElse, FileDamaged, PackageUnsafe, PasswordProtected.
    """
    if isinstance(source, bytes):
        _check(source, extension, depth)
    else:
        with source.open("rb") as file:
            _check(file, extension, depth)


def _check(source: BinaryIO | bytes, extension: str, depth: int) -> None:
    with opened(source) as package:
        names = set(package.namelist())
        if not {"[Content_Types].xml", MAIN_PARTS[extension]} <= names:
            raise ContentIsSomethingElse(extension=extension)
        _check_names(names)
        for name, part in contents(package):
            if embedded := EMBEDDED.search(name):
                if depth >= DEEPEST:
                    raise PackageUnsafe
                check_office(part, embedded[2].lower(), depth + 1)
            else:
                _check_part(name.lower(), part)


def _check_names(names: set[str]) -> None:
    if any(MACROS.search(name) for name in names):
        raise ActiveContent(what=_("macros"))
    if any(CONTROLS.search(name) for name in names):
        raise ActiveContent(what=_("embedded programs or objects"))


def _check_part(name: str, part: bytes) -> None:
    if part[:2] == b"MZ" or part[:4] == b"\x7fELF":
        raise ActiveContent(what=_("embedded programs or objects"))
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:200]:
        raise FileDamaged  # UTF-16 would hide what we look for
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise PackageUnsafe  # ECMA-376 part 2 §8.1.4: no document type declarations
    if name == "[content_types].xml" and MACRO_TYPE.search(part):
        raise ActiveContent(what=_("macros"))
    if name.endswith(".rels") and OUTSIDE.search(part):
        raise ActiveContent(what=_("parts that are loaded from elsewhere"))
    if DDE.search(part):
        raise ActiveContent(what=_("commands to other programs (DDE)"))
