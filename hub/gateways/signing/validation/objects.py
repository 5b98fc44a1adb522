"""Signature data in the file to which no form field leads.

A reader that finds no signature must not call the file unsigned when there is one that was
made unreadable: a misspelt SubFilter, a field cut out of the form. qpdf (through pikepdf)
walks all objects of the file, those in compressed streams too.
"""

import re
from io import BytesIO
from typing import Final

import pikepdf

#: What is left of a signature in a file that was cut or torn.
_TRACES: Final = re.compile(
    rb"/ByteRange\b|/SubFilter\s*/(?:adbe|ETSI)\b|/Contents\s*<30[0-9A-Fa-f]{60}"
)
_BYTE_RANGE: Final = re.compile(rb"/ByteRange\s*\[")
_NUMBERS: Final = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,12})\s+(\d{1,12})\s+\d{1,12}\s*\]")


def count_signature_data(pdf: bytes) -> int:
    """Return how many signature dictionaries the file holds, readable or not."""
    with pikepdf.open(BytesIO(pdf), suppress_warnings=True) as document:
        return sum(_signatures_in(each) for each in document.objects)


def count_byte_ranges(pdf: bytes) -> int:
    """Return how often the bytes speak of a signed range; quick, for the common case."""
    return len(_BYTE_RANGE.findall(pdf))


def count_signed_ranges(pdf: bytes) -> int:
    """Return how many signed ranges, from the first byte on, fit exactly this file.

    They are there whatever the cross-reference says: an appended table that forgets the signed
    revision hides its objects from every reader, but not these bytes. A signed file that lies
    within this one does not count, as its numbers do not fit here.
    """
    return sum(_fits(pdf, *map(int, numbers)) for numbers in set(_NUMBERS.findall(pdf)))


def _fits(pdf: bytes, start: int, end: int) -> bool:
    return start < end <= len(pdf) and pdf[start : start + 1] == b"<" and pdf[end - 1 : end] == b">"


def has_traces(pdf: bytes) -> bool:
    """Tell whether the bytes look as if there had been a signature."""
    return _TRACES.search(pdf) is not None


def _signatures_in(item: object) -> int:
    if not isinstance(item, pikepdf.Dictionary):
        return 0
    count = int(_is_signature(item))
    value = item.get("/V")
    if isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
        count += int(_is_signature(value))
    return count


def _is_signature(item: pikepdf.Dictionary) -> bool:
    kind = item.get("/Type")
    if kind in (pikepdf.Name("/Sig"), pikepdf.Name("/DocTimeStamp")):
        return True
    return "/ByteRange" in item or ("/SubFilter" in item and "/Contents" in item)
