"""Presence by connection, the roll and its calls, the quorum, corrections, sheets, rules."""

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
    RollCallId,
    RollEntryId,
    SheetId,
    SigningKeyId,
    new_id,
)
from hub.meetings.models import MeetingSite, MeetingType


class PresenceEventKind(StrEnum):
    """What was heard of a connection.

    SILENT and BACK are the hub's own word: no sign of life for too long, and one again after
    all. CLOSED: the meeting ended and emptied the room. The media kinds are about a whole site.
    """

    JOIN = "join"
    LEAVE = "leave"
    LOST = "lost"
    SILENT = "silent"
    BACK = "back"
    CLOSED = "closed"
    MEDIA_ON = "media-on"
    MEDIA_OFF = "media-off"


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
    """One thing heard of a connection. Rows are only added: stays can be worked out anew from them.

    `event_key` names what was heard, so that hearing it twice is harmless. `at` is when it
    happened: for SILENT the last sign of life. The ids are in the order of hearing.
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
    """The roll of one site in one meeting. No status yet means None.

    `caller_name` and `caller_phone`: who answered for the site by telephone, and from where.
    """

    __tablename__ = "roll_entries"
    __table_args__ = (UniqueConstraint("meeting_id", "meeting_site_id"),)

    id: Mapped[RollEntryId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    status: Mapped[RollStatus | None]
    source: Mapped[RollSource | None]
    head_count: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    caller_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    caller_phone: Mapped[str] = mapped_column(String(30), default="", server_default="")
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column()

    meeting_site: Mapped[MeetingSite] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class RollCall(Base):
    """The secretary asks all sites to answer (gọi điểm danh); over at `ended_at`.

    A site has answered when its roll entry is not older than the call.
    """

    __tablename__ = "roll_calls"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[RollCallId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    number: Mapped[int]
    called_at: Mapped[datetime]
    called_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    called_by_name: Mapped[str] = mapped_column(String(100))
    ended_at: Mapped[datetime | None]


class QuorumCheck(Base):
    """The quorum as it stood when the meeting was opened: its figures, and why it went on.

    `reason` is the chair's when there was no quorum.
    """

    __tablename__ = "quorum_checks"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    met: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    by_name: Mapped[str] = mapped_column(String(100))


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
    """A frozen sheet (Chốt điểm danh): its content, the SHA-256 of that content, its signature.

    The first has number 1; a correction after it gives the next. The one with the highest number
    counts, the earlier ones stay for the record. `rules` are the limits it was judged by.
    `pdf_sha256` is the printed form ("" until it is printed), `signed_sha256` the same signed by
    the secretary ("" until then).
    """

    __tablename__ = "attendance_sheets"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[SheetId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    frozen_by_name: Mapped[str] = mapped_column(String(100))
    rules: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    signed_sha256: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]
    signed_by_name: Mapped[str] = mapped_column(String(100), default="")
    key_id: Mapped[SigningKeyId | None] = mapped_column(ForeignKey("signing_keys.id"))
    level: Mapped[str] = mapped_column(String(10), default="")

    @property
    def is_signed(self) -> bool:
        """Whether the secretary has signed this sheet."""
        return bool(self.signed_sha256)


class SheetPrinting(Base):
    """A frozen sheet whose printed form is still to be made; the row goes when it is.

    It is written together with the sheet, so that a hub that is killed prints it afterwards.
    `due_at`: not before; None when it was given up, for the reason in `problem`. `done` of
    `total` pieces are set.
    """

    __tablename__ = "sheet_printings"

    sheet_id: Mapped[SheetId] = mapped_column(ForeignKey("attendance_sheets.id"), primary_key=True)
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(500), default="")


class TypeRules(Base):
    """The limits by which the attendance of one type of meeting is judged, set by the office.

    A type without a row is judged by the settings of the installation. The shares of a quorum are
    texts as in the settings: `2/3`, `>1/2`, "" not asked; None: those of the installation.
    """

    __tablename__ = "attendance_rules"

    type: Mapped[MeetingType] = mapped_column(primary_key=True)
    late_minutes: Mapped[int]
    early_minutes: Mapped[int]
    line_grace_s: Mapped[int]
    least_share_pct: Mapped[int]
    quorum_units: Mapped[str | None] = mapped_column(String(8))
    quorum_persons: Mapped[str | None] = mapped_column(String(8))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    changed_by_name: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
