"""Writing the audit log."""

from typing import Any

from sqlalchemy import insert, select

from hub.audit import rules
from hub.audit.models import GENESIS, AuditEntry
from hub.core import locks
from hub.core.db import table_of
from hub.core.locks import Lock
from hub.core.unit_of_work import UnitOfWork


def record(uow: UnitOfWork) -> None:
    """Append what happened to the chain, in the same transaction as the facts."""
    if not uow.events:
        return
    session = uow.session
    locks.take(session, Lock.AUDIT_CHAIN)
    newest = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    seq, previous = (row.seq, row.hash) if row else (0, GENESIS)
    entries: list[dict[str, Any]] = []
    for event, author in zip(uow.events, uow.authors, strict=True):
        seq += 1
        parts: dict[str, Any] = {
            "seq": seq,
            "at": uow.now,
            "event": event.name,
            "actor_person_id": author.person_id,
            "actor_unit_id": author.unit_id,
            "actor_name": author.name,
            "facts": rules.facts_of(event),
            "previous": previous,
        }
        previous = rules.hash_of(**parts)
        entries.append({**parts, "hash": previous})
    session.execute(insert(table_of(AuditEntry)), entries)
