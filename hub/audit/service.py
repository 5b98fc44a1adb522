"""Writing the audit log."""

from typing import Any

from sqlalchemy import select, text

from hub.audit import rules
from hub.audit.models import GENESIS, AuditEntry
from hub.core.events import Event
from hub.core.unit_of_work import UnitOfWork

#: Any constant: the advisory lock that lets one writer at a time extend the chain.
CHAIN_LOCK = 7_210_301


def record(uow: UnitOfWork, event: Event) -> None:
    """Append the event to the chain, in the same transaction as the fact."""
    session = uow.session
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    newest = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    seq, previous = (row.seq + 1, row.hash) if row else (1, GENESIS)
    parts: dict[str, Any] = {
        "seq": seq,
        "at": uow.now,
        "event": event.name,
        "actor_person_id": uow.actor.person_id,
        "actor_unit_id": uow.actor.unit_id,
        "actor_name": uow.actor.name,
        "facts": rules.facts_of(event),
        "previous": previous,
    }
    session.add(AuditEntry(**parts, hash=rules.hash_of(**parts)))
    session.flush()
