"""What a version consists of, and what is said about a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hub.core.ids import AgendaItemId
from hub.core.text import N_
from hub.documents.models import AccessFrom, AccessUntil, Document, DocumentType


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
    """What people say about a document. `agenda_item_id` None: it belongs to the meeting.

    `access_days` is said with `access_until` days only.
    """

    type: DocumentType
    title: str
    agenda_item_id: AgendaItemId | None = None
    access_from: AccessFrom = AccessFrom.ISSUE
    may_download: bool = True
    access_until: AccessUntil = AccessUntil.ALWAYS
    access_days: int | None = None


#: In the order people read them.
FIELDS = (
    "type", "title", "agenda_item_id", "access_from", "access_until", "access_days",
    "may_download",
)  # fmt: skip
#: What is printed or signed, or decides the number: fixed with the first signature or number.
FIXED = frozenset({"type", "title"})


#: From when and until when it is read.
ACCESS = frozenset({"access_from", "access_until", "access_days"})
MOST_DAYS = 3650

NEEDS_ITEM = N_("Choose the agenda item with which the document opens.")
NEEDS_DAYS = N_("Say for how many days, from 1 to 3650.")
ENDS_BEFORE = N_("It would end before it begins: choose a later end, or none.")


def mistakes_of_access(details: Details) -> dict[str, str]:
    """Return what is wrong with the times of access, by field, as English sentences."""
    found = {}
    if details.access_from is AccessFrom.AGENDA_ITEM and details.agenda_item_id is None:
        found["agenda_item_id"] = NEEDS_ITEM
    if details.access_from is AccessFrom.CLOSING and details.access_until is AccessUntil.CLOSING:
        found["access_until"] = ENDS_BEFORE
    if (
        details.access_until is AccessUntil.DAYS
        and not 1 <= (details.access_days or 0) <= MOST_DAYS
    ):
        found["access_days"] = NEEDS_DAYS
    return found


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
