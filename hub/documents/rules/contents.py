"""What a version consists of, and what is said about a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hub.core.ids import AgendaItemId
from hub.documents.models import AccessFrom, Document, DocumentType


@dataclass(frozen=True, slots=True)
class Content:
    """Stored bytes: where they lie (`sha256`), what they are, the words found in them."""

    sha256: str
    size: int
    filename: str
    media_type: str
    pages: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What people say about a document. `agenda_item_id` None: it belongs to the meeting."""

    type: DocumentType
    title: str
    agenda_item_id: AgendaItemId | None = None
    access_from: AccessFrom = AccessFrom.ISSUE
    may_download: bool = True


#: In the order people read them.
FIELDS = ("type", "title", "agenda_item_id", "access_from", "may_download")
#: What is printed or signed, or decides the number: fixed with the first signature or number.
FIXED = frozenset({"type", "title"})


def changes(document: Document, details: Details) -> tuple[str, ...]:
    """Name what differs from what is stored."""
    return tuple(name for name in FIELDS if getattr(document, name) != getattr(details, name))


def details_of(purpose: Mapping[str, str]) -> Details:
    """Return the details that an upload was begun with; the defaults where it says nothing."""
    item = purpose.get("agenda_item_id")
    return Details(
        DocumentType(purpose.get("type", DocumentType.MATERIAL.value)),
        purpose.get("title", ""),
        AgendaItemId(UUID(item)) if item else None,
    )
