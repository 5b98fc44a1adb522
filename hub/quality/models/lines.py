"""Line tests, samples of browser and engine, alerts, the limits of the grades."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import (
    EntryId,
    LineAlertId,
    LineTestId,
    MeetingId,
    MeetingSiteId,
    PersonId,
    new_id,
)


class Grade(StrEnum):
    """How good a line was in ten seconds, or over a meeting."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    LOST = "lost"


class LineMode(StrEnum):
    """What a site takes part with, from everything down to documents and the telephone."""

    FULL = "full"
    SMALL = "small"
    SINGLE = "single"
    SOUND = "sound"
    TELEPHONE = "telephone"


class LineTest(Base):
    """The result of a line test in the lobby. None: could not be measured.

    `relay_open`: a relay (TURN) answered; None when none is set up. `mode`: what the site
    should begin the meeting with on this line.
    """

    __tablename__ = "line_tests"

    id: Mapped[LineTestId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), index=True
    )
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    rtt_ms: Mapped[float | None]
    jitter_ms: Mapped[float | None]
    loss_pct: Mapped[float | None]
    up_kbps: Mapped[float | None]
    down_kbps: Mapped[float | None]
    udp_open: Mapped[bool | None]
    camera: Mapped[str] = mapped_column(String(20), default="")
    microphone: Mapped[str] = mapped_column(String(20), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    up_loss_pct: Mapped[float | None]
    down_loss_pct: Mapped[float | None]
    relay_open: Mapped[bool | None]
    speaker: Mapped[str] = mapped_column(String(20), default="")
    mode: Mapped[LineMode | None]
    grade: Mapped[Grade]
    signed_off_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    signed_off_at: Mapped[datetime | None]


class QualitySample(Base):
    """Ten seconds of one site's line (video.md §5). None when no packets flowed, never 0.

    `facts` keeps what the browser reported in full; `causes` (words of rules.Cause, apart by
    spaces) what pulled the grade down. A sample sent twice is stored once.
    """

    __tablename__ = "quality_samples"
    __table_args__ = (
        UniqueConstraint("meeting_site_id", "connection", "seq"),
        Index("ix_quality_samples_timeline", "meeting_id", "meeting_site_id", "at"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"))
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    connection: Mapped[str] = mapped_column(String(60))
    seq: Mapped[int]
    at: Mapped[datetime]
    rtt_ms: Mapped[float | None]
    jitter_ms: Mapped[float | None]
    loss_pct: Mapped[float | None]
    concealed_pct: Mapped[float | None]
    up_kbps: Mapped[float | None]
    down_kbps: Mapped[float | None]
    fps: Mapped[float | None]
    freeze_pct: Mapped[float | None]
    mos: Mapped[float | None]
    grade: Mapped[Grade]
    causes: Mapped[str] = mapped_column(String(80), default="")
    facts: Mapped[dict[str, Any]]


class QualityMinute(Base):
    """A minute of a site's line: samples of each grade, means, worst. What is left of old ones."""

    __tablename__ = "quality_minutes"

    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), primary_key=True
    )
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    good: Mapped[int]
    fair: Mapped[int]
    poor: Mapped[int]
    lost: Mapped[int]
    rtt_ms: Mapped[float | None]
    rtt_worst_ms: Mapped[float | None]
    jitter_ms: Mapped[float | None]
    loss_pct: Mapped[float | None]
    loss_worst_pct: Mapped[float | None]
    mos: Mapped[float | None]
    fps: Mapped[float | None]
    up_kbps: Mapped[float | None]
    down_kbps: Mapped[float | None]


class LineState(Base):
    """The line of a site now: its last sample, since when it is so, how often it broke.

    Kept beside the samples so that a board of ten thousand sites reads one small table.
    """

    __tablename__ = "line_states"

    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(
        ForeignKey("meeting_sites.id"), primary_key=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    connection: Mapped[str] = mapped_column(String(60))
    seq: Mapped[int]
    at: Mapped[datetime]
    since: Mapped[datetime]
    grade: Mapped[Grade]
    rtt_ms: Mapped[float | None]
    jitter_ms: Mapped[float | None]
    loss_pct: Mapped[float | None]
    mos: Mapped[float | None]
    fps: Mapped[float | None]
    up_kbps: Mapped[float | None]
    down_kbps: Mapped[float | None]
    drops: Mapped[int] = mapped_column(default=0)


class ModeSpell(Base):
    """A time a site took part in one mode; the present one has no end.

    `chosen`: somebody at the site asked for it; otherwise the page fell or rose by itself.
    """

    __tablename__ = "mode_spells"
    __table_args__ = (
        Index(
            "uq_mode_spells_present",
            "meeting_site_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    mode: Mapped[LineMode]
    chosen: Mapped[bool]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WitnessSample(Base):
    """What the media engine saw of one site's line over some seconds: the second witness.

    Up is from the site to the engine, down from the engine to the site; losses are those of the
    line before repair. `receiving` is False when nothing comes any more although the site is
    connected. None: not known or nothing flowed, never 0.
    """

    __tablename__ = "witness_samples"
    __table_args__ = (UniqueConstraint("meeting_site_id", "at"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    at: Mapped[datetime]
    receiving: Mapped[bool | None]
    rtt_ms: Mapped[float | None]
    up_loss_pct: Mapped[float | None]
    down_loss_pct: Mapped[float | None]
    up_jitter_ms: Mapped[float | None]
    down_jitter_ms: Mapped[float | None]
    up_kbps: Mapped[float | None]
    down_kbps: Mapped[float | None]


class LineAlert(Base):
    """A line that was lost while its meeting ran: raised, taken on by a technician, over.

    A line that breaks again soon after is the same alert, with one more of `times`.
    """

    __tablename__ = "line_alerts"
    __table_args__ = (Index("ix_line_alerts_newest", "meeting_site_id", "raised_at"),)

    id: Mapped[LineAlertId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    raised_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
    over_at: Mapped[datetime | None]
    taken_on_at: Mapped[datetime | None]
    taken_on_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class GradeScale(Base):
    """The limits of the grades from a moment on. `version` counts; the defaults are 0.

    `limits` holds, per measure of rules.Thresholds, the limit of good and the limit of fair.
    A sample is judged by the scale in force when it arrives and is never judged again.
    """

    __tablename__ = "grade_scales"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    limits: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    set_by_name: Mapped[str] = mapped_column(String(100))
