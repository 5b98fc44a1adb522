"""Reading and verifying the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from hub.audit import rules
from hub.audit.models import GENESIS, AuditEntry

BATCH = 5000


@dataclass(frozen=True)
class ChainState:
    """What verification found: how many entries, the newest hash, and where the chain breaks."""

    entries: int
    head: str
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Tell whether no entry was changed, removed or put in."""
        return self.broken_at is None


def verify_chain(session: Session) -> ChainState:
    """Compute every hash again, from the first entry to the last."""
    previous, expected = GENESIS, 1
    while True:
        batch = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.seq >= expected)
            .order_by(AuditEntry.seq)
            .limit(BATCH)
        ).all()
        for entry in batch:
            if entry.seq != expected or entry.previous != previous or entry.hash != _hash(entry):
                return ChainState(expected - 1, previous, expected)
            previous, expected = entry.hash, expected + 1
        if len(batch) < BATCH:
            return ChainState(expected - 1, previous, None)
        session.expunge_all()


def head(session: Session) -> str:
    """Return the newest hash."""
    newest = select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    return session.scalar(newest) or GENESIS


def entries(
    session: Session,
    *,
    event: str = "",
    actor: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    most: int = 50,
) -> tuple[Sequence[AuditEntry], int]:
    """Return entries, newest first, and how many fit the filters in all."""
    which: ColumnElement[bool] = and_(
        true(),
        AuditEntry.event.startswith(event, autoescape=True) if event else true(),
        AuditEntry.actor_name.contains(actor, autoescape=True) if actor else true(),
        AuditEntry.at >= since if since else true(),
        AuditEntry.at < until if until else true(),
    )
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(which)) or 0
    found = select(AuditEntry).where(which).order_by(AuditEntry.seq.desc())
    return session.scalars(found.offset(offset).limit(most)).all(), total


def entry(session: Session, seq: int) -> AuditEntry | None:
    """Return one entry, or None."""
    return session.get(AuditEntry, seq)


def event_names(session: Session) -> Sequence[str]:
    """Return the names of all events there are, in order."""
    return session.scalars(select(AuditEntry.event).distinct().order_by(AuditEntry.event)).all()


def about(session: Session, thing_id: str, *, most: int = 1000) -> list[AuditEntry]:
    """Return the entries whose facts name an id, oldest first: the history of a thing."""
    newest = select(AuditEntry).order_by(AuditEntry.seq)
    return [
        found
        for found in session.scalars(newest).all()
        if thing_id in map(str, found.facts.values())
    ][:most]


def _hash(entry: AuditEntry) -> str:
    return rules.hash_of(
        seq=entry.seq,
        at=entry.at,
        event=entry.event,
        actor_person_id=entry.actor_person_id,
        actor_unit_id=entry.actor_unit_id,
        actor_name=entry.actor_name,
        facts=entry.facts,
        previous=entry.previous,
    )
