"""Invitations and the delegates they name."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    DelegateId,
    InvitationId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    UnitId,
    new_id,
)
from hub.directory.models import Unit
from hub.meetings.models import Meeting, MeetingSite


class Answer(StrEnum):
    """What a unit says to an invitation. TENTATIVE: it does not know yet, and is asked again."""

    ATTENDING = "attending"
    SENDING_DEPUTY = "sending-deputy"
    TENTATIVE = "tentative"
    ABSENT = "absent"


class Invitation(Base):
    """One member site's unit asked to one meeting. No answer yet means None, never a default.

    `link_serial` rises when earlier links must stop working. `absence_approved` is the chair's
    word on an absence; None until it is given. `withdrawn_at` is set when the site was taken out
    of the meeting (rút giấy mời); the row and its last answer stay for the record.
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("meeting_id", "meeting_site_id"),)

    id: Mapped[InvitationId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    link_serial: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime | None]
    chased_at: Mapped[datetime | None]
    answer: Mapped[Answer | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    head_count: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    answered_by_name: Mapped[str] = mapped_column(String(100), default="")
    answered_by_link: Mapped[bool] = mapped_column(default=False)
    absence_approved: Mapped[bool | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    meeting_site: Mapped[MeetingSite] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    delegates: Mapped[list["Delegate"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Delegate.position"
    )

    __mapper_args__ = {"version_id_col": version}


class Asking(Base):
    """Many units being asked to a meeting, a few at a time, since so many fill minutes.

    The row is there while it lasts. Whom it is still about, the database knows: the member sites
    without an invitation. So it goes on where it stopped, and nobody is asked twice.
    """

    __tablename__ = "askings"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    begun_at: Mapped[datetime]


class Delegate(Base):
    """Who will sit at the site. `is_deputy` marks the one sent in place of the head."""

    __tablename__ = "delegates"

    id: Mapped[DelegateId] = mapped_column(primary_key=True, default=new_id)
    invitation_id: Mapped[InvitationId] = mapped_column(ForeignKey("invitations.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    is_deputy: Mapped[bool] = mapped_column(default=False)
