"""PDF/A renditions of Office files."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.core.ids import RenditionId, VersionId, new_id
from hub.documents.models.papers import DocumentVersion


class RenditionState(StrEnum):
    """waiting → made | failed; failed → waiting when somebody asks again."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class Rendition(Base):
    """A PDF/A that LibreOffice makes of a version, for reading. The version is the original.

    Waiting: `due_at` is when it is tried (next), `begun_at` when a try began that has not
    ended, `problem` and `reason` (a code and a sentence) why the last one came to nothing.
    """

    __tablename__ = "renditions"

    id: Mapped[RenditionId] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"), unique=True)
    state: Mapped[RenditionState] = mapped_column(default=RenditionState.WAITING, index=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    pages: Mapped[int | None]
    claim: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)

    of: Mapped[DocumentVersion] = relationship(lazy="raise", back_populates="rendition")
