"""One table: exports."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import ExportId, PersonId, new_id


class ExportState(StrEnum):
    """Where a file stands."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    EXPIRED = "expired"


class Export(Base):
    """A file that somebody asked for and that took longer than they would wait.

    `path` is the link that was asked, by which it can be made again. `done` of `total` parts
    are made; `total` is 0 while nobody knows. `beat_at` moves while its maker lives. `seen_at`:
    the page of the person has shown how it ended; `told_at`: a notice did.
    """

    __tablename__ = "exports"

    id: Mapped[ExportId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    path: Mapped[str] = mapped_column(Text)
    state: Mapped[ExportState] = mapped_column(index=True)
    in_background: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    current: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(String(500), default="")
    media_type: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
