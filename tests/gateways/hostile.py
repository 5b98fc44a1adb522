"""Files as people and attackers make them, built on the spot."""

import io
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

MAIN = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
TEMPLATE = b"""<Relationships><Relationship Id="r1" TargetMode="External"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"
 Target="http://evil.example/x"/></Relationships>"""


def office(
    extension: str, extra: dict[str, bytes] | None = None, *, main: bytes = b"<d/>"
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr(MAIN[extension], main)
        for name, content in (extra or {}).items():
            package.writestr(name, content)
    return file.getvalue()


def relations(kind: str) -> bytes:
    return TEMPLATE % kind.encode()


def pdf(change=None, pages: int = 1, **options) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    file = io.BytesIO()
    with warnings.catch_warnings(action="ignore", category=pikepdf.exceptions.PageCopyWarning):
        document.save(file, **options)
    return file.getvalue()


def action(**parts):
    def change(document):
        document.Root.OpenAction = Dictionary(Type=Name.Action, **parts)

    return change


def annotation(**parts):
    def change(document):
        document.pages[0].Annots = Array(
            [document.make_indirect(Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **parts))]
        )

    return change


def named(**parts):
    def change(document):
        document.Root.Names = Dictionary(**parts)

    return change


def orphan_script(document):
    """Refers to nothing, and nothing refers to it: a changed table may bring it to life."""
    document.Root.Kept = document.make_indirect(
        Array([Dictionary(Deep=Array([Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))]))])
    )


def attached(document):
    document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="x.exe")


def external_stream(document):
    stream = document.make_stream(b"x")
    stream.stream_dict.F = String("/etc/passwd")
    document.Root.Kept = stream


def png(width: int, height: int) -> bytes:
    """A picture of one colour: a bomb when it is large, as its rows pack a thousand times."""
    rows = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    body = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    header = struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", body)
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg(path: Path) -> bytes:
    from PIL import Image

    Image.new("RGB", (40, 30), "navy").save(path, "JPEG")
    return path.read_bytes()
