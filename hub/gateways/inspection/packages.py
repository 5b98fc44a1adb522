"""Looking into ZIP packages (docx, xlsx, pptx) without trusting them.

Python's zipfile of several 3.11 and 3.12 releases reads overlapping entries (the shape of
CVE-2024-0450), so the layout is checked here and does not depend on the interpreter.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, Final

from hub.gateways.inspection.errors import (
    FileDamaged,
    PackageSwells,
    PackageUnsafe,
    PasswordProtected,
)

MOST_ENTRIES: Final = 5_000
MOST_BYTES: Final = 400 << 20  # unpacked, all entries together
MOST_RATIO: Final = 200  # honest XML packs 10 to 60 times
SMALL: Final = 20 << 20  # below this the ratio does no harm
PIECE: Final = 1 << 20
LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
ENCRYPTED: Final = 0x1
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def opened(file: BinaryIO | bytes) -> Iterator[zipfile.ZipFile]:
    """Open a package whose layout was checked; nothing is unpacked yet.

    Raises PackageSwells, PackageUnsafe, PasswordProtected, FileDamaged.
    """
    source = BytesIO(file) if isinstance(file, bytes) else file
    try:
        with zipfile.ZipFile(source) as package:
            _check_layout(package, source)
            yield package
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise FileDamaged from error
    except (ValueError, NotImplementedError, RuntimeError, OverflowError) as error:
        raise PackageUnsafe from error


def contents(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Unpack every entry, one after the other, checking its CRC."""
    for entry in package.infolist():
        if not entry.is_dir():
            yield entry.filename, package.read(entry)


def _check_layout(package: zipfile.ZipFile, source: BinaryIO) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES:
        raise PackageSwells
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise PackageSwells
    names = {unicodedata.normalize("NFC", entry.filename).casefold() for entry in entries}
    if len(names) != len(entries):
        raise PackageUnsafe
    for entry in entries:
        _check_entry(entry)
    _check_places(entries, source, package.start_dir)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & ENCRYPTED:
        raise PasswordProtected
    climbs = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    if climbs or not name.isprintable():
        raise PackageUnsafe
    if stat.S_ISLNK(entry.external_attr >> 16) or entry.compress_type not in METHODS:
        raise PackageUnsafe


def _check_places(entries: list[zipfile.ZipInfo], source: BinaryIO, end: int) -> None:
    """Entries follow each other from the first byte on; none lies inside another."""
    free_from = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < free_from or (free_from == 0 and entry.header_offset):
            raise PackageUnsafe
        source.seek(entry.header_offset)
        header = LOCAL_HEADER.unpack(source.read(LOCAL_HEADER.size))
        name_length, extra_length = header[9], header[10]
        if header[0] != b"PK\x03\x04" or source.read(name_length) != _raw_name(entry):
            raise PackageUnsafe
        free_from = (
            entry.header_offset
            + LOCAL_HEADER.size
            + name_length
            + extra_length
            + entry.compress_size
        )
    if free_from > end:
        raise PackageUnsafe


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    utf8 = entry.flag_bits & 0x800
    return entry.orig_filename.encode("utf-8" if utf8 else "cp437")
