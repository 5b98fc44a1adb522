"""The room of a meeting, the seats of its sites, the speaking queue."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import FloorRequestId, MeetingId, MeetingSiteId, PersonId, SeatId, new_id


class Room(Base):
    """The room of one meeting; open from `opened_at` to `closed_at`."""

    __tablename__ = "rooms"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    speaker_id: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    speaking_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Seat(Base):
    """A site's place in the room. It is kept when the line is lost.

    `connection` is the one connection that holds the seat now; a join token opens it once.
    """

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("meeting_id", "meeting_site_id"),)

    id: Mapped[SeatId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60), default="", index=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(100), default="")
    taken_at: Mapped[datetime | None]
    microphone_on: Mapped[bool] = mapped_column(default=False)
    camera_on: Mapped[bool] = mapped_column(default=False)
    muted_by_chair: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]


class JoinToken(Base):
    """A used join token: opening a second seat with it is refused."""

    __tablename__ = "join_tokens"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60))
    used_at: Mapped[datetime]


class FloorRequest(Base):
    """A raised hand: numbered, granted, ended or withdrawn."""

    __tablename__ = "floor_requests"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[FloorRequestId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    number: Mapped[int]
    raised_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
