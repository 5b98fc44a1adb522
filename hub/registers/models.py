"""Lines of the registers (Nghị định 30/2020/NĐ-CP, Annex IV); they are never deleted."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import DocumentId, EntryId, MinutesId, PersonId, UnitId, new_id
from hub.directory.models import Unit
from hub.documents.models import Document, DocumentType
from hub.minutes.models import Minutes

#: The row of arrival numbers, beside the types of outgoing documents.
ARRIVALS: Final = "đến"


class OutgoingEntry(Base):
    """A line of the register of outgoing documents (sổ đăng ký văn bản đi), ten columns.

    `series` and `ordinal` are the place in the row of numbers, `code` what is printed
    (`05/GM-UBND`). Without document and minutes it is about a paper.
    """

    __tablename__ = "outgoing_entries"
    __table_args__ = (UniqueConstraint("unit_id", "series", "year", "ordinal"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    series: Mapped[DocumentType]
    year: Mapped[int]
    ordinal: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(500))
    signer: Mapped[str] = mapped_column(String(200), default="")
    recipients: Mapped[str] = mapped_column(Text, default="")
    kept_by: Mapped[str] = mapped_column(String(200), default="")
    copies: Mapped[int | None]
    sent_on: Mapped[date | None]
    receipt: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"), unique=True)
    minutes_id: Mapped[MinutesId | None] = mapped_column(ForeignKey("minutes.id"), unique=True)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    fold: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    minutes: Mapped[Minutes | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def on_paper(self) -> bool:
        """Whether the document itself is not in the hub."""
        return self.document_id is None and self.minutes_id is None


class IncomingEntry(Base):
    """A line of the register of incoming documents (sổ đăng ký văn bản đến), and its handling.

    `number` is the arrival number of unit and year. `same_key` is equal for documents of one
    number, notation and issuer. `voided_at`: the sender recalled it; the line stays.
    """

    __tablename__ = "incoming_entries"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        UniqueConstraint("unit_id", "document_id"),
    )

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey("units.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    arrived_on: Mapped[date] = mapped_column(index=True)
    author: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    type_name: Mapped[str] = mapped_column(String(100), default="")
    subject: Mapped[str] = mapped_column(String(500))
    handed_to: Mapped[str] = mapped_column(String(200), default="")
    handed_to_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    handed_on: Mapped[date | None]
    receipt: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[date | None] = mapped_column(index=True)
    progress: Mapped[str] = mapped_column(Text, default="")
    settled_on: Mapped[date | None]
    reply_code: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("documents.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    same_key: Mapped[str] = mapped_column(String(300), default="", index=True)
    fold: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column()

    document: Mapped[Document | None] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
