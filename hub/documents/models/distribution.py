"""What is kept of a distribution as proof."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import DocumentId, EntryId, PersonId, SigningKeyId, VersionId, new_id


class DistributionCertificate(Base):
    """Who had got a version, and what they had done with it, at one moment; append-only.

    `pdf_sha256` is the certificate as the organisation signed it; `content` what it says.
    `number` counts within the document.
    """

    __tablename__ = "distribution_certificates"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    made_by_name: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]]
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[SigningKeyId] = mapped_column(ForeignKey("signing_keys.id"))
    level: Mapped[str] = mapped_column(String(10))


class Reopening(Base):
    """A signed version was taken back before it was issued; append-only.

    `version_id` is the version that bore the signatures. They stay valid cryptography; this row
    says that they count no more.
    """

    __tablename__ = "reopenings"

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey("documents.id"), index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"))
    reopened_at: Mapped[datetime]
    reopened_by_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    reopened_by_name: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
