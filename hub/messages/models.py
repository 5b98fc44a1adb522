"""Messages of a meeting, what each person has read, and its incidents."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import (
    ChatMessageId,
    IncidentId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    UnitId,
    new_id,
)


class Audience(StrEnum):
    """Who reads a message: everybody, the chair's table, or one site and the chair's table."""

    ALL = "all"
    CHAIR = "chair"
    SITE = "site"


class IncidentKind(StrEnum):
    """What is wrong, as a site would say it."""

    NO_SOUND = "no-sound"
    NOT_HEARD = "not-heard"
    NO_PICTURE = "no-picture"
    BREAKS = "breaks"
    ECHO = "echo"
    LINE_LOST = "line-lost"
    OTHER = "other"


class IncidentState(StrEnum):
    """Where an incident is in its life. Only `service` moves it."""

    OPEN = "open"
    TAKEN = "taken"
    SOLVED = "solved"


class Cause(StrEnum):
    """What it was, as the technician found."""

    LINE = "line"
    EQUIPMENT = "equipment"
    HANDLING = "handling"
    POWER = "power"
    HUB = "hub"
    UNKNOWN = "unknown"


class ChatBoard(Base):
    """The messages of one meeting: the last number given, and whether sites may write to all."""

    __tablename__ = "chat_boards"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    newest: Mapped[int] = mapped_column(default=0)
    only_host: Mapped[bool] = mapped_column(default=False)


class ChatMessage(Base):
    """One message. `number` is its place in the meeting's order.

    `event_key` comes from the page: saying it twice is harmless. A removed one stays for the
    record, unread by everybody but its author and the chair's table.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        UniqueConstraint("author_id", "event_key"),
    )

    id: Mapped[ChatMessageId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    audience: Mapped[Audience]
    to_site_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    to_unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"))
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    author_unit: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    event_key: Mapped[str] = mapped_column(String(60))
    removed_at: Mapped[datetime | None]
    removed_by_name: Mapped[str] = mapped_column(String(100), default="")


class ChatReading(Base):
    """How far a person has read the messages of a meeting."""

    __tablename__ = "chat_readings"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class Incident(Base):
    """Something that went wrong at a site, from the call to its end.

    `figures` are those of the site's line at the moment of the call; empty when nothing had
    been measured. What the hub noted by itself has no caller: `called_at` is then when the line
    was lost, `solved_at` when it was back. Without a site it is of many, `figures` say how many.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        Index("ix_incidents_site", "meeting_id", "meeting_site_id"),
    )

    id: Mapped[IncidentId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    meeting_site_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"))
    site_name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[IncidentKind]
    text: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any]]
    state: Mapped[IncidentState] = mapped_column(default=IncidentState.OPEN)
    called_at: Mapped[datetime]
    called_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    called_by_name: Mapped[str] = mapped_column(String(100))
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    taken_by_name: Mapped[str] = mapped_column(String(100), default="")
    solved_at: Mapped[datetime | None]
    solved_by_name: Mapped[str] = mapped_column(String(100), default="")
    cause: Mapped[Cause | None]
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def by_hub(self) -> bool:
        """Whether the hub noted it by itself."""
        return self.called_by_id is None

    @property
    def of_many(self) -> bool:
        """Whether it stands for many sites at once."""
        return self.meeting_site_id is None

    @property
    def lacks_cause(self) -> bool:
        """Whether it ended by itself and nobody has said yet what it was."""
        return self.by_hub and self.state is IncidentState.SOLVED and self.cause is None
