"""Presence by connection, the roll call, corrections, the frozen sheet."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    EntryId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    PresenceId,
    RollEntryId,
    new_id,
)
from hub.meetings.models import MeetingSite


class PresenceEventKind(StrEnum):
    """What was heard of a connection."""

    JOIN = "join"
    LEAVE = "leave"
    LOST = "lost"


class RollStatus(StrEnum):
    """What the roll says of a site (có mặt trực tiếp, trực tuyến, vắng có/không phép)."""

    ONSITE = "onsite"
    ONLINE = "online"
    EXCUSED = "excused"
    ABSENT = "absent"


class RollSource(StrEnum):
    """Where the entry comes from: the hub's proposal, the site's tap, the secretary, a call."""

    AUTOMATIC = "automatic"
    SITE = "site"
    SECRETARY = "secretary"
    TELEPHONE = "telephone"


class PresenceEvent(Base):
    """One acknowledged join or leave.

    `event_key` comes from the client: saying it twice is harmless.
    """

    __tablename__ = "presence_events"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    event_key: Mapped[str] = mapped_column(String(60), unique=True)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60))
    kind: Mapped[PresenceEventKind]
    at: Mapped[datetime]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class Presence(Base):
    """One stay of one connection of a site, from `joined_at` to `left_at` (None: still there).

    `seen_at` is the last sign of life; `estimated` says that the end was not heard but taken
    from it (the line or the hub failed). A connection is in the room at most once at a time.
    """

    __tablename__ = "presences"
    __table_args__ = (
        Index("ix_presences_open", "meeting_id", "left_at"),
        Index(
            "uq_presences_open_connection",
            "connection",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[PresenceId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), index=True
    )
    connection: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(100), default="")
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    lost: Mapped[bool] = mapped_column(default=False)
    estimated: Mapped[bool] = mapped_column(default=False)


class RollEntry(Base):
    """The roll of one site in one meeting. No status yet means None."""

    __tablename__ = "roll_entries"
    __table_args__ = (UniqueConstraint("meeting_id", "meeting_site_id"),)

    id: Mapped[RollEntryId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    status: Mapped[RollStatus | None]
    source: Mapped[RollSource | None]
    head_count: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column()

    meeting_site: Mapped[MeetingSite] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Correction(Base):
    """A change to the roll with its author and reason; also after the sheet was frozen."""

    __tablename__ = "corrections"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    was: Mapped[dict[str, Any]]
    became: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    after_freeze: Mapped[bool] = mapped_column(default=False)


class AttendanceSheet(Base):
    """The frozen sheet (Chốt điểm danh): its content and the SHA-256 of that content."""

    __tablename__ = "attendance_sheets"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    frozen_by_name: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
