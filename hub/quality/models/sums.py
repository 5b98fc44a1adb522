"""What lines add up to after a meeting, and what sites themselves say of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import MeetingId, MeetingSiteId, PersonId
from hub.quality.models.lines import Grade


class LineSummary(Base):
    """How a site's line was over a whole meeting; made once, after the meeting has closed.

    Seconds per grade; `lost_s` is the time between its first and last sample without any.
    `causes` are the reasons of fair and poor times, gravest first.
    """

    __tablename__ = "line_summaries"

    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), primary_key=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    good_s: Mapped[int]
    fair_s: Mapped[int]
    poor_s: Mapped[int]
    lost_s: Mapped[int]
    drops: Mapped[int]
    rtt_ms: Mapped[float | None]
    loss_pct: Mapped[float | None]
    mos: Mapped[float | None]
    grade: Mapped[Grade]
    causes: Mapped[list[Any]]


class PendingSums(Base):
    """A meeting that closed and whose lines are being summed up; gone when all of them are.

    The sites are taken in the order of their ids: `summed_to` is the last one kept, None before
    the first. `lines` counts the sums kept so far.
    """

    __tablename__ = "pending_sums"

    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    since: Mapped[datetime]
    summed_to: Mapped[MeetingSiteId | None] = mapped_column(ForeignKey("meeting_sites.id"))
    lines: Mapped[int] = mapped_column(default=0)


class SiteStatement(Base):
    """What a site itself says of picture and sound after a meeting (1 bad to 5 very good)."""

    __tablename__ = "site_statements"

    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), primary_key=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    picture: Mapped[int]
    sound: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime]
    said_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
