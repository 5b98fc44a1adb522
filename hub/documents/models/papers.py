"""Documents, their versions, the receipts of readers."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import (
    AgendaItemId,
    DocumentId,
    EntryId,
    MeetingId,
    PersonId,
    PostId,
    ReceiptId,
    UnitId,
    UploadId,
    VersionId,
    new_id,
)
from hub.directory.models import Person, Unit
from hub.meetings.models import AgendaItem, Meeting

if TYPE_CHECKING:
    from hub.documents.models.renditions import Rendition


class DocumentType(StrEnum):
    """The types of documents (NĐ 30 Phụ lục III); the value is the abbreviation in a notation."""

    INVITATION = "GM"
    AGENDA = "CTr"
    REPORT = "BC"
    PLAN = "KH"
    NOTICE = "TB"
    DECISION = "QĐ"
    MINUTES = "BB"
    LETTER = "CV"
    MATERIAL = "TL"


class DocumentState(StrEnum):
    """draft (→ initialled) → signed by the person → by the organisation → issued (or recalled)."""

    DRAFT = "draft"
    INITIALLED = "initialled"
    PERSON_SIGNED = "person-signed"
    SEALED = "sealed"
    ISSUED = "issued"
    RECALLED = "recalled"


class AccessFrom(StrEnum):
    """From when invited sites may read an issued document."""

    ISSUE = "issue"
    OPENING = "opening"
    AGENDA_ITEM = "agenda-item"
    CLOSING = "closing"


class AccessUntil(StrEnum):
    """Until when invited sites may read it; those who prepare and those who audit always may."""

    ALWAYS = "always"
    CLOSING = "closing"
    DAYS = "days"


class VersionOrigin(StrEnum):
    """How a version came to be."""

    UPLOAD = "upload"
    SIGNATURE = "signature"
    MADE = "made"


class Document(Base):
    """A document of a meeting, belonging to the agenda or to the meeting as a whole.

    `number` and `notation` are as printed ("05", "GM-UBND"); `ordinal` counts them within
    unit, type and year, which the database keeps unique. `replaces_id` is the document whose
    place this one takes when it is issued. `access_days` counts from the end of the meeting.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("owner_unit_id", "type", "number_year", "ordinal"),)

    id: Mapped[DocumentId] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    agenda_item_id: Mapped[AgendaItemId | None] = mapped_column(ForeignKey("agenda_items.id"))
    owner_unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    type: Mapped[DocumentType] = mapped_column(default=DocumentType.MATERIAL)
    title: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(20), default="")
    notation: Mapped[str] = mapped_column(String(40), default="")
    number_year: Mapped[int | None]
    ordinal: Mapped[int | None]
    issued_on: Mapped[date | None]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.DRAFT, index=True)
    access_from: Mapped[AccessFrom] = mapped_column(default=AccessFrom.ISSUE)
    access_until: Mapped[AccessUntil] = mapped_column(default=AccessUntil.ALWAYS)
    access_days: Mapped[int | None]
    may_download: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    recalled_at: Mapped[datetime | None]
    recall_reason: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"), index=True)
    version: Mapped[int] = mapped_column()

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    agenda_item: Mapped[AgendaItem | None] = relationship(lazy="raise")
    versions: Mapped[list["DocumentVersion"]] = relationship(
        lazy="raise",
        order_by="DocumentVersion.number",
        back_populates="document",
        cascade="all, delete-orphan",
    )

    __mapper_args__ = {"version_id_col": version}


class DocumentVersion(Base):
    """The bytes of a document at one time; `sha256` is where they are stored. Never changes."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[VersionId] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    media_type: Mapped[str] = mapped_column(String(100))
    filename: Mapped[str] = mapped_column(String(255))
    origin: Mapped[VersionOrigin]
    text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))

    document: Mapped[Document] = relationship(lazy="raise", back_populates="versions")
    rendition: Mapped["Rendition | None"] = relationship(lazy="raise", back_populates="of")


class NumberSeries(Base):
    """The last number given in a row of numbers: of a unit, in a year.

    `series` is the abbreviation of a type of outgoing documents ("GM"), or `ARRIVALS`. The row
    changes in the transaction that uses the number, so one that fails leaves no gap.
    """

    __tablename__ = "number_series"

    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Upload(Base):
    """A resumable upload (tus 1.0): whose, in which post, how large, what for.

    `sha256` is what the sender says it will be, when it says so. `refused` keeps the sentence.
    Since `quarantined_at` the complete file waits for a virus scanner that does not answer.
    """

    __tablename__ = "uploads"

    id: Mapped[UploadId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    post_id: Mapped[PostId] = mapped_column(ForeignKey("posts.id"))
    meeting_id: Mapped[MeetingId] = mapped_column(ForeignKey("meetings.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    purpose: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    refused: Mapped[str] = mapped_column(String(500), default="")
    quarantined_at: Mapped[datetime | None]
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"))


class UnitQuota(Base):
    """What the documents of a unit may take, in megabytes; 0 is no limit."""

    __tablename__ = "unit_quotas"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), unique=True)
    megabytes: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Receipt(Base):
    """One reader of one version: delivered, opened, downloaded, acknowledged."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)

    id: Mapped[ReceiptId] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"))
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    sent_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    downloaded_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    chased_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
