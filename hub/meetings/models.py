"""Meetings, their agenda and their sites."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    AgendaItemId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    SiteId,
    UnitId,
    new_id,
)
from hub.directory.models import Person, Site, Unit


class MeetingState(StrEnum):
    """Where a meeting is in its life. Only `service` moves it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    INVITED = "invited"
    LIVE = "live"
    ENDED = "ended"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class MeetingForm(StrEnum):
    """Whether people sit together (trực tiếp, trực tuyến, kết hợp)."""

    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class MeetingType(StrEnum):
    """What kind of meeting it is (vietnam.md §3.5)."""

    BRIEFING = "briefing"
    ROLL_OUT = "roll-out"
    THEMATIC = "thematic"
    INTERIM_REVIEW = "interim-review"
    FINAL_REVIEW = "final-review"
    TRAINING = "training"
    AD_HOC = "ad-hoc"
    REHEARSAL = "rehearsal"
    OTHER = "other"


class Meeting(Base):
    """A meeting. `version` refuses the second of two simultaneous edits.

    `sequence` is the SEQUENCE of its calendar messages (RFC 5545 §3.8.7.4): it rises with every
    change those invited are told of. `cancel_reason` also says why a meeting was postponed.
    """

    __tablename__ = "meetings"

    id: Mapped[MeetingId] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(Text, default="")
    requirements: Mapped[str] = mapped_column(Text, default="")
    type: Mapped[MeetingType] = mapped_column(default=MeetingType.ROLL_OUT)
    form: Mapped[MeetingForm] = mapped_column(default=MeetingForm.ONLINE)
    host_unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    chair_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    secretary_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    location: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.DRAFT, index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    approved_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    fold: Mapped[str] = mapped_column(String(700), default="")
    version: Mapped[int] = mapped_column()

    host: Mapped[Unit] = relationship(lazy="raise")
    chair: Mapped[Person] = relationship(foreign_keys=[chair_id], lazy="raise")
    secretary: Mapped[Person] = relationship(foreign_keys=[secretary_id], lazy="raise")
    agenda: Mapped[list["AgendaItem"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AgendaItem.position"
    )
    sites: Mapped[list["MeetingSite"]] = relationship(
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="MeetingSite.position",
        primaryjoin="and_(Meeting.id == MeetingSite.meeting_id,"
        " MeetingSite.withdrawn_at.is_(None))",
    )

    __mapper_args__ = {"version_id_col": version}


class AgendaItem(Base):
    """One item of the agenda: what, who presents it, for how many minutes.

    `reached_at` is when the meeting first turned to it.
    """

    __tablename__ = "agenda_items"

    id: Mapped[AgendaItemId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    presenter: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int] = mapped_column(default=15)
    reached_at: Mapped[datetime | None]


class MeetingSite(Base):
    """A site taking part in a meeting, at its fixed place. The main site is one of them.

    One that was invited and then taken out stays for the record, with `withdrawn_at`; it is not
    among `Meeting.sites`, and who asks for sites directly asks with `TAKES_PART`.

    A guest (khách mời) takes part as a site of their own: `is_guest`. Guests sit, speak and are
    recorded like the others, but are no member: they count for no quorum and cast no vote.
    `gets_documents` is False for a guest to whom the meeting's documents are not issued.
    """

    __tablename__ = "meeting_sites"
    __table_args__ = (
        UniqueConstraint("meeting_id", "site_id"),
        Index("ix_meeting_sites_places", "meeting_id", "withdrawn_at", "position", "id"),
    )

    id: Mapped[MeetingSiteId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    site_id: Mapped[SiteId] = mapped_column(ForeignKey("sites.id"), index=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    position: Mapped[int]
    is_main: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    gets_documents: Mapped[bool] = mapped_column(default=True)
    withdrawn_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def is_member(self) -> bool:
        """Whether a unit of the directory takes part here, other than at the main site."""
        return not self.is_main and not self.is_guest


#: Which sites of a meeting count: all but those whose invitation was withdrawn.
TAKES_PART: Final = MeetingSite.withdrawn_at.is_(None)
#: Which of them are the host's main site or sites of invited units: all but the guests'.
NO_GUEST: Final = MeetingSite.is_guest.is_(False)
