"""Answers already given, by the key the browser made."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import PersonId


class ClientEvent(Base):
    """One thing a person's browser said, and the reply it was given.

    Browsers keep what was not acknowledged and say it again with the same key. The key counts
    per person: nobody hears the reply to somebody else's.
    """

    __tablename__ = "client_events"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    event_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    reply: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)
