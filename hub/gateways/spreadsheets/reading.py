"""Tables in: CSV and XLSX, from people we do not have to trust."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Final

from hub.core.errors import HubError
from hub.gateways.inspection.packages import contents, opened
from hub.gateways.spreadsheets.errors import TableNotUtf8, TableTooLarge, TableUnreadable
from hub.gateways.spreadsheets.tables import Table

MOST_BYTES: Final = 10 << 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 5_000
DELIMITERS: Final = ",;\t"


def read_table(content: bytes, filename: str) -> Table:
    """Read a CSV (UTF-8; comma, semicolon or tab) or the first sheet of an XLSX file.

    Let a worker do it: a large sheet takes seconds. Raises TableTooLarge, TableUnreadable,
    TableNotUtf8 and, for hostile XLSX files, the refusals of `hub.gateways.inspection`.
    """
    if len(content) > MOST_BYTES:
        raise _too_large()
    is_xlsx = PurePath(filename).suffix.lower() == ".xlsx" or content.startswith(b"PK\x03\x04")
    lines = _xlsx_lines(content) if is_xlsx else _csv_lines(content)
    rows = list(lines)
    if not rows:
        raise TableUnreadable
    header = rows[0]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    if any(any(row[width:]) for row in rows[1:]):
        raise TableUnreadable  # cells beside the table: we would drop them silently
    return Table(header, [(row + [""] * width)[:width] for row in rows[1:]])


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableNotUtf8(line=content.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise TableUnreadable
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _limited(reader)
    except csv.Error as error:
        raise TableUnreadable from error


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # slow to import, and only workers get here

    with opened(content) as package:
        for name, part in contents(package):
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise TableUnreadable
            if name.endswith((".xml", ".rels")) and part[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise TableUnreadable  # UTF-16 would hide the two words above
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = list(_limited(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)))
    except HubError:
        raise
    except Exception as error:  # the library raises whatever its parts raise
        raise TableUnreadable from error
    yield from rows


def _limited(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    """Turn rows with something in them to text; Excel likes to add a million empty ones."""
    count = 0
    for row in rows:
        texts = [_typed_text(value) for value in row]
        if not any(texts):
            continue
        count += 1
        if count > MOST_ROWS + 1 or any(texts[MOST_COLUMNS:]):
            raise _too_large()
        yield texts[:MOST_COLUMNS]


def _typed_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return f"{value:%d/%m/%Y}" if midnight else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value)).strip()
    if len(text) > LONGEST_CELL:
        raise _too_large()
    return text


def _too_large() -> TableTooLarge:
    return TableTooLarge(rows=MOST_ROWS, columns=MOST_COLUMNS)
