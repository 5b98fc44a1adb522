"""One table: outgoing_messages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import MessageId, PersonId, new_id


class Channel(StrEnum):
    """How a message reaches its reader."""

    MAIL = "mail"
    IN_APP = "in-app"


class OutgoingMessage(Base):
    """A message. `key` is unique, which makes posting it twice harmless.

    Mails: `to_address`, `body_text`, `body_html`, `calendar` with `calendar_method`. In-app:
    `to_person_id`, `subject` as the sentence, `body_text` as its second line, `link` as a path.
    """

    __tablename__ = "outgoing_messages"
    __table_args__ = (
        Index("ix_outgoing_messages_waiting", "channel", "sent_at", "due_at"),
        Index("ix_outgoing_messages_reader", "to_person_id", "read_at"),
    )

    id: Mapped[MessageId] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    channel: Mapped[Channel]
    subject: Mapped[str] = mapped_column(String(500))
    body_text: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    calendar: Mapped[str] = mapped_column(Text, default="")
    calendar_method: Mapped[str] = mapped_column(String(20), default="")
    to_address: Mapped[str] = mapped_column(String(254), default="")
    to_person_id: Mapped[PersonId | None]
    link: Mapped[str] = mapped_column(String(300), default="")
    icon: Mapped[str] = mapped_column(String(40), default="bell")
    posted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    given_up_at: Mapped[datetime | None]
