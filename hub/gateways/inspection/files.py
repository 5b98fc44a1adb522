"""May this file be kept? One question, one answer or one refusal."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.gateways.inspection.errors import (
    ContentIsSomethingElse,
    FileEmpty,
    FileTooComplicated,
    KindNotAccepted,
    OldOfficeFile,
)
from hub.gateways.inspection.names import clean_filename, extension_of
from hub.gateways.inspection.office import check_office
from hub.gateways.inspection.pdfs import check_pdf
from hub.gateways.inspection.pictures import check_picture
from hub.gateways.workers import WorkerFailed, Workers

LONGEST_S: Final = 20.0

OFFICE: Final = "application/vnd.openxmlformats-officedocument."

#: The accepted kinds: extension, first bytes, media type. Described in docs/uploads.md.
KINDS: Final = {
    "pdf": (b"%PDF-", "application/pdf"),
    "docx": (b"PK\x03\x04", OFFICE + "wordprocessingml.document"),
    "xlsx": (b"PK\x03\x04", OFFICE + "spreadsheetml.sheet"),
    "pptx": (b"PK\x03\x04", OFFICE + "presentationml.presentation"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
OLD_OFFICE: Final = ("doc", "xls", "ppt", "dot", "xlt", "pps")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found: `kind` is pdf, docx, xlsx, pptx, png or jpeg; `pages` of a PDF."""

    kind: str
    media_type: str
    filename: str
    size: int
    pages: int | None = None


def inspect(path: str | Path, filename: str) -> Inspected:
    """Look at a file before it is kept. A worker does it: hostile files eat time and memory.

    Raises the refusals of `hub.gateways.inspection.errors`.
    """
    path = Path(path)
    name = clean_filename(filename)
    extension = accepted_extension(name)
    magic, media_type = KINDS[extension]
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise FileEmpty
    if not head.startswith(magic):
        raise ContentIsSomethingElse(extension=extension)
    pages = None
    if extension == "pdf":
        pages = check_pdf(path)
    elif extension in ("docx", "xlsx", "pptx"):
        check_office(path, extension)
    else:
        check_picture(path, "PNG" if extension == "png" else "JPEG")
    kind = "jpeg" if extension == "jpg" else extension
    return Inspected(kind, media_type, name, path.stat().st_size, pages)


def inspect_in(workers: Workers, path: str | Path, filename: str) -> Inspected:
    """Inspect in a worker; one that has to be stopped says that the file is too complicated."""
    try:
        return workers.run(inspect, str(path), filename, timeout_s=LONGEST_S)
    except WorkerFailed as error:
        raise FileTooComplicated from error


def accepted_extension(name: str) -> str:
    """Return the extension, before a byte is sent. Raises KindNotAccepted or OldOfficeFile."""
    extension = extension_of(name)
    if extension in OLD_OFFICE:
        raise OldOfficeFile
    if extension not in KINDS:
        raise KindNotAccepted(extension=f".{extension}" if extension else "?")
    return extension
