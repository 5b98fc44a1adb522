"""The minutes of a meeting, every saved revision, the signatures."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    EntryId,
    MeetingId,
    MinutesId,
    PersonId,
    RevisionId,
    SigningKeyId,
    UnitId,
    new_id,
)
from hub.meetings.models import Meeting


class MinutesState(StrEnum):
    """draft → submitted → signed by the secretary → by the chair too (→ by the office)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SECRETARY_SIGNED = "secretary-signed"
    SIGNED = "signed"
    SEALED = "sealed"


#: Both have signed; whether the office signs as well changes nothing in the text.
COMPLETE = (MinutesState.SIGNED, MinutesState.SEALED)


class SignerRole(StrEnum):
    """Who signs under form 1.9: the secretary first, then the chair, the office last if at all."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    ORGANISATION = "organisation"


class Minutes(Base):
    """The minutes. `html` is the present text (clean HTML); the PDF exists once submitted.

    The first signature freezes the text: from then on only `pdf_sha256` moves, with each
    signature, unless the chair returns the minutes instead of signing; then the signed PDF is
    kept as `VoidedMinutes`. The text of minutes both have signed is never made again. The
    number (`05/BB-UBND`) is given at the first submission and stays; `ordinal` counts within
    unit and year. `awaits_seal`: once both have signed, the office's signature is due.
    """

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("number_unit_id", "number_year", "ordinal"),)

    id: Mapped[MinutesId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT, index=True)
    number: Mapped[str] = mapped_column(String(60), default="")
    number_unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    number_year: Mapped[int | None]
    ordinal: Mapped[int | None]
    html: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    completed_at: Mapped[datetime | None]
    awaits_seal: Mapped[bool] = mapped_column(default=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class MinutesPractice(Base):
    """Whether an office signs its minutes besides secretary and chair; without a row it does."""

    __tablename__ = "minutes_practices"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), unique=True)
    seals: Mapped[bool]
    set_at: Mapped[datetime]
    set_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class MinutesRevision(Base):
    """The text as it was saved once; append-only. `restored_from`: taken from that revision."""

    __tablename__ = "minutes_revisions"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[RevisionId] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[MinutesId] = mapped_column(ForeignKey("minutes.id"), index=True)
    number: Mapped[int]
    html: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str] = mapped_column(String(100))
    restored_from: Mapped[int | None]


class MinutesSignature(Base):
    """One of the signatures under the minutes."""

    __tablename__ = "minutes_signatures"
    __table_args__ = (UniqueConstraint("minutes_id", "role"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[MinutesId] = mapped_column(ForeignKey("minutes.id"), index=True)
    role: Mapped[SignerRole]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(100))
    key_id: Mapped[SigningKeyId] = mapped_column(ForeignKey("signing_keys.id"))
    before_sha256: Mapped[str] = mapped_column(String(64))
    after_sha256: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(10))
    signed_at: Mapped[datetime]


class VoidedMinutes(Base):
    """A PDF that bore the first signature when the minutes were returned; append-only.

    The signature itself stays valid cryptography; this row says that it counts no more.
    """

    __tablename__ = "voided_minutes"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    minutes_id: Mapped[MinutesId] = mapped_column(ForeignKey("minutes.id"), index=True)
    revision: Mapped[int]
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    signer_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    signer_name: Mapped[str] = mapped_column(String(100))
    signed_at: Mapped[datetime]
    voided_at: Mapped[datetime]
    voided_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    voided_by_name: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
