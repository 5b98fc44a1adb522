"""What processes of one hub do one at a time, on PostgreSQL by its advisory locks.

SQLite has one writer at a time by itself. All keys stand here: two that were the same would make
one process wait for what another holds as long as it lives.
"""

from enum import IntEnum, unique

from sqlalchemy import text
from sqlalchemy.orm import Session


@unique
class Lock(IntEnum):
    """The keys of the advisory locks of a hub's database."""

    AUDIT_CHAIN = 7_210_301
    MEETING_CODE = 7_210_302
    DOCUMENT_NUMBER = 7_210_303
    TIMETABLE = 7_210_304
    MIGRATION = 7_210_305


def take(session: Session, lock: Lock) -> None:
    """Wait for a lock and keep it to the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(lock)})
