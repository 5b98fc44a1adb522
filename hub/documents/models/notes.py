"""What readers write on pages for themselves."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.core.ids import EntryId, PersonId, VersionId, new_id


class MarkKind(StrEnum):
    """A note pinned to a place, or words that were marked."""

    NOTE = "note"
    HIGHLIGHT = "highlight"


class PageMark(Base):
    """A private note or highlight on one page of one version; the file itself stays as it is.

    `boxes` are [x, y, width, height] in parts of the page's width and height (0 to 1), from the
    upper left; a note has one without size. Only its author ever sees it.
    """

    __tablename__ = "page_marks"
    __table_args__ = (Index("ix_page_marks_person_id_version_id", "person_id", "version_id"),)

    id: Mapped[EntryId] = mapped_column(primary_key=True, default=new_id)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("document_versions.id"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    page: Mapped[int]
    kind: Mapped[MarkKind]
    boxes: Mapped[list[Any]]
    text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
