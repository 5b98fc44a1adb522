"""One table: audit_entries, which the database keeps append-only."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import DDL, String, event
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import PersonId, UnitId

#: The hash before the first entry.
GENESIS: Final = "0" * 64


class AuditEntry(Base):
    """One event. `hash` covers the entry and the hash before it, see `rules.hash_of`."""

    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(60), index=True)
    actor_person_id: Mapped[PersonId] = mapped_column(index=True)
    actor_unit_id: Mapped[UnitId]
    actor_name: Mapped[str] = mapped_column(String(100), default="")
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


SQLITE_GUARDS: Final = tuple(
    f"CREATE TRIGGER audit_entries_no_{verb.lower()} BEFORE {verb} ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_GUARDS: Final = (
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
    "ON audit_entries EXECUTE FUNCTION refuse_audit_change()",
)


def _guard(statement: str, dialect: str) -> None:
    ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    event.listen(AuditEntry.__table__, "after_create", ddl.execute_if(dialect=dialect))


for _statement in SQLITE_GUARDS:
    _guard(_statement, "sqlite")
for _statement in POSTGRESQL_GUARDS:
    _guard(_statement, "postgresql")
