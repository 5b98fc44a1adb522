"""Sealed dossiers and the search index."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import DossierId, EntryId, MeetingId, PersonId, UnitId, new_id
from hub.meetings.models import Meeting


class Kind(StrEnum):
    """What can be found."""

    MEETING = "meeting"
    DOCUMENT = "document"
    MINUTES = "minutes"
    DOSSIER = "dossier"


class Dossier(Base):
    """The sealed file of a meeting: one archive in the store, and what its manifest lists.

    `retention` is a class of `rules.RETENTION`. `sealed_with` is the SHA-256 of the
    certificate that sealed it, `seal_name` its holder. `entries` are {name, size, sha256}.
    """

    __tablename__ = "dossiers"

    id: Mapped[DossierId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), unique=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    retention: Mapped[str] = mapped_column(String(40))
    sealed_at: Mapped[datetime]
    sealed_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    sealed_by_name: Mapped[str] = mapped_column(String(100))
    seal_name: Mapped[str] = mapped_column(String(300))
    sealed_with: Mapped[str] = mapped_column(String(64))
    package_sha256: Mapped[str] = mapped_column(String(64))
    package_size: Mapped[int] = mapped_column(BigInteger)
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    entries: Mapped[list[Any]]

    meeting: Mapped[Meeting] = relationship(lazy="raise")


class SearchEntry(Base):
    """One findable thing: its text as shown, and as searched. One row per thing.

    `title_fold` and `body_fold` hold the folded words, one space before, between and after
    them, so that ` word ` is a whole word and ` wor` the beginning of one on every database.
    """

    __tablename__ = "search_entries"
    __table_args__ = (UniqueConstraint("kind", "thing_id"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[Kind] = mapped_column(index=True)
    thing_id: Mapped[UUID]
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(500))
    body: Mapped[str] = mapped_column(Text, default="")
    title_fold: Mapped[str] = mapped_column(Text)
    body_fold: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
