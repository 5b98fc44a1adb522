"""Motions, those who may vote on them, and the sealed ballots of secret votes."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import (
    AgendaItemId,
    MeetingId,
    MeetingSiteId,
    MotionId,
    PersonId,
    UnitId,
    VoterId,
    new_id,
)


class Secrecy(StrEnum):
    """Whether it is known how each voter voted (biểu quyết công khai, bỏ phiếu kín)."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  (a kind of vote)


class Basis(StrEnum):
    """Who has a ballot: each unit that takes part, or each person it named."""

    UNITS = "units"
    PERSONS = "persons"


class Threshold(StrEnum):
    """How many must agree: more than half or two thirds, of those present or of all."""

    MAJORITY_OF_PRESENT = "majority-of-present"
    MAJORITY_OF_ALL = "majority-of-all"
    TWO_THIRDS_OF_PRESENT = "two-thirds-of-present"
    TWO_THIRDS_OF_ALL = "two-thirds-of-all"


class MotionState(StrEnum):
    """Where a motion is in its life. Only `service` moves it."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """What a ballot says (tán thành, không tán thành, ý kiến khác)."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a motion. Withheld: so few secret ballots that counts would tell whose."""

    PASSED = "passed"
    FAILED = "failed"
    WITHHELD = "withheld"


class Motion(Base):
    """A question put to the vote.

    `closes_at` ends the casting by itself; `public_key` is what ballots of a secret vote are
    sealed to. `quorum` keeps the figures of the opening, `quorum_reason` why it was opened
    without one. The counts are None until the ballots are counted, and never change then.
    """

    __tablename__ = "motions"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[MotionId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    agenda_item_id: Mapped[AgendaItemId | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="SET NULL")
    )
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text, default="")
    secrecy: Mapped[Secrecy]
    basis: Mapped[Basis]
    threshold: Mapped[Threshold]
    host_votes: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    state: Mapped[MotionState] = mapped_column(default=MotionState.DRAFT, index=True)
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    opened_by_name: Mapped[str] = mapped_column(String(100), default="")
    closes_at: Mapped[datetime | None]
    quorum: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quorum_reason: Mapped[str] = mapped_column(Text, default="")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    closed_at: Mapped[datetime | None]
    closed_by_name: Mapped[str] = mapped_column(String(100), default="")
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    entitled: Mapped[int | None]
    present: Mapped[int | None]
    cast: Mapped[int | None]
    agree: Mapped[int | None]
    disagree: Mapped[int | None]
    other: Mapped[int | None]
    outcome: Mapped[Outcome | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_secret(self) -> bool:
        """Whether nobody may learn how a voter voted."""
        return self.secrecy is Secrecy.SECRET


class Voter(Base):
    """One ballot somebody is entitled to: a unit's, or a named person's.

    Says who voted and when. How is here in an open vote only; `choice` of a secret one is
    always None. `event_key` comes from the page: saying it twice is harmless.
    """

    __tablename__ = "voters"
    __table_args__ = (UniqueConstraint("motion_id", "meeting_site_id", "person_id"),)

    id: Mapped[VoterId] = mapped_column(primary_key=True, default=new_id)
    motion_id: Mapped[MotionId] = mapped_column(ForeignKey("motions.id"), index=True)
    meeting_site_id: Mapped[MeetingSiteId] = mapped_column(ForeignKey("meeting_sites.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    is_host: Mapped[bool] = mapped_column(default=False)
    voted_at: Mapped[datetime | None]
    voted_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    voted_by_name: Mapped[str] = mapped_column(String(100), default="")
    by_telephone: Mapped[bool] = mapped_column(default=False)
    event_key: Mapped[str] = mapped_column(String(60), default="")
    choice: Mapped[Choice | None]
    opinion: Mapped[str] = mapped_column(Text, default="")


def _by_chance() -> UUID:
    """Return an id that says nothing of the moment it was made at (RFC 9562 §5.4)."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


class SealedBallot(Base):
    """One ballot of a secret vote, sealed; gone when the votes are counted.

    No person, no time, no order: on SQLite the rows lie by their random id.
    """

    __tablename__ = "sealed_ballots"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=_by_chance)
    motion_id: Mapped[MotionId] = mapped_column(ForeignKey("motions.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
