"""One table: removals, each kept for the moment in which it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, new_id


class Removal(Base):
    """What a person has just removed: the rows as they were, and what must still hold.

    `steps` are [table, "insert" or "set", key, values]; `holds` are [table, key, column, value].
    `back` is the page to show afterwards. Rows of a minute ago are dropped with the next one.
    """

    __tablename__ = "removals"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId]
    what: Mapped[str] = mapped_column(String(60))
    steps: Mapped[list[Any]]
    holds: Mapped[list[Any]]
    back: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(index=True)
