"""Who keeps and reads registers; what counts as the same document, or as overdue."""

from datetime import date
from enum import StrEnum
from typing import Final

from hub.core.fold import fold
from hub.core.ids import UnitId
from hub.core.text import gettext
from hub.core.unit_of_work import Actor, Role
from hub.documents import rules as document_rules
from hub.documents.models import DocumentType
from hub.registers.models import IncomingEntry

#: Posts that write the registers of their unit: its văn thư.
KEEPING: Final = (Role.REGISTRY_CLERK, Role.SITE_CLERK)
#: Posts that read the registers of their unit.
READING: Final = (
    *KEEPING,
    Role.CHAIR,
    Role.SITE_LEADER,
    Role.SCHEDULER,
    Role.SECRETARY,
    Role.UNIT_ADMIN,
)
#: Posts that read the registers of every unit.
READING_ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN)


class Handling(StrEnum):
    """How far an incoming document has been dealt with."""

    OPEN = "open"
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    SETTLED = "settled"
    SETTLED_LATE = "settled-late"
    VOID = "void"


def type_name(kind: DocumentType) -> str:
    """Return what a type of documents is called."""
    return gettext(document_rules.TYPE_NAMES[kind])


def may_keep(actor: Actor, unit_id: UnitId) -> bool:
    """Tell whether the actor writes the registers of this unit."""
    return actor.unit_id == unit_id and actor.has(*KEEPING)


def may_read(actor: Actor, unit_id: UnitId) -> bool:
    """Tell whether the actor reads the registers of this unit."""
    return actor.has(*READING_ALL) or (actor.unit_id == unit_id and actor.has(*READING))


def same_key(code: str, author: str) -> str:
    """Return what two documents of one number, notation and issuer have in common, or "".

    Spaces, marks, case and a zero before the number do not tell them apart
    (Nghị định 30/2020/NĐ-CP, Annex VI: the system warns of such).
    """
    plain = fold(code).replace(" ", "").lstrip("0")
    return f"{plain}|{' '.join(fold(author).split())}"[:300] if plain else ""


def handling_of(entry: IncomingEntry, today: date) -> Handling:
    """Return how far an incoming document has been dealt with."""
    if entry.voided_at is not None:
        return Handling.VOID
    if entry.settled_on is not None:
        late = entry.deadline is not None and entry.settled_on > entry.deadline
        return Handling.SETTLED_LATE if late else Handling.SETTLED
    if entry.deadline is None or entry.deadline > today:
        return Handling.OPEN
    return Handling.OVERDUE if entry.deadline < today else Handling.DUE_TODAY
