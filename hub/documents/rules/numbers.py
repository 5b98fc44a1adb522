"""Numbers and notations (Decree 30/2020/NĐ-CP, article 15 and Annex III)."""

from hub.documents.models import DocumentType


def is_numbered(kind: DocumentType) -> bool:
    """Tell whether documents of this type carry a number. Meeting material does not."""
    return kind is not DocumentType.MATERIAL


def notation_of(kind: DocumentType, abbreviation: str) -> str:
    """Return the notation, such as `GM-UBND`. A letter (công văn) has no type in it."""
    office = abbreviation or "UBND"
    return office if kind is DocumentType.LETTER else f"{kind.value}-{office}"


def as_printed(ordinal: int) -> str:
    """Return the number with a zero before one figure: `05`."""
    return f"{ordinal:02d}"
