"""Numbers and notations (Decree 30/2020/NĐ-CP, article 15 and Annex III)."""

from collections.abc import Mapping
from typing import Final

from hub.core.text import N_
from hub.documents.models import DocumentType

#: What the types are called; msgids for the catalogue.
TYPE_NAMES: Final[Mapping[DocumentType, str]] = {
    DocumentType.INVITATION: N_("Letter of invitation"),
    DocumentType.AGENDA: N_("Programme (type)"),
    DocumentType.REPORT: N_("Report (type)"),
    DocumentType.PLAN: N_("Plan (type)"),
    DocumentType.NOTICE: N_("Notice (type)"),
    DocumentType.DECISION: N_("Decision (type)"),
    DocumentType.MINUTES: N_("Minutes (paper)"),
    DocumentType.LETTER: N_("Official letter"),
    DocumentType.MATERIAL: N_("Meeting material"),
}


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
