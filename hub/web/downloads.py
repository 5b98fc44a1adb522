"""Answers that are files."""

from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import quote

from flask import Response

PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
CALENDAR: Final = "text/calendar; charset=utf-8"
#: What a file of a user may do in the browser: nothing.
HARMLESS: Final = "sandbox; default-src 'none'"


def attachment(content: bytes | Iterable[bytes], filename: str, media_type: str) -> Response:
    """Return a file to keep, under its (Vietnamese) name."""
    return _file(content, filename, media_type, "attachment")


def in_format(
    kind: str,
    name: str,
    *,
    csv: Callable[[], bytes],
    xlsx: Callable[[], bytes],
    pdf: Callable[[], bytes],
) -> Response:
    """Return a table or report to keep as "csv", "xlsx" or "pdf"; only that one is made."""
    if kind == "csv":
        return attachment(csv(), f"{name}.csv", CSV)
    if kind == "xlsx":
        return attachment(xlsx(), f"{name}.xlsx", XLSX)
    return attachment(pdf(), f"{name}.pdf", PDF)


def inline(content: bytes | Iterable[bytes], filename: str, media_type: str) -> Response:
    """Return a file to show; it can run nothing."""
    return _file(content, filename, media_type, "inline")


def _file(
    content: bytes | Iterable[bytes], filename: str, media_type: str, disposition: str
) -> Response:
    response = Response(content, content_type=media_type)
    plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in filename)
    suffix = filename.rpartition(".")[2] if "." in filename else ""
    plain = f"{plain[: -len(suffix) - 1]}.{suffix}" if suffix.isascii() and suffix else plain
    response.headers["Content-Disposition"] = (
        f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
