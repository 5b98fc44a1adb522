"""How much the documents of a unit take, and how much they may."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import UnitId
from hub.directory.models import Unit
from hub.documents.models import Document, DocumentVersion, Rendition, UnitQuota, Upload
from hub.meetings.models import Meeting

MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Room:
    """What a unit's files take (bytes) and may take (megabytes, 0 is no limit)."""

    used: int
    quota_mb: int

    def holds(self, more: int) -> bool:
        """Tell whether so many bytes more still fit."""
        return not self.quota_mb or self.used + more <= self.quota_mb * MEGABYTE

    @property
    def used_mb(self) -> int:
        """Full megabytes in use."""
        return self.used // MEGABYTE

    @property
    def share_pct(self) -> int:
        """How much of the quota is used, at most 100."""
        if not self.quota_mb:
            return 0
        return min(100, round(100 * self.used / (self.quota_mb * MEGABYTE)))


def room_of(session: Session, unit_id: UnitId, default_mb: int) -> Room:
    """Return the room of a unit; what was begun to be sent counts as if it had arrived."""
    own = select(Document.id).where(Document.owner_unit_id == unit_id)
    stored = session.scalar(
        select(func.coalesce(func.sum(DocumentVersion.size), 0)).where(
            DocumentVersion.document_id.in_(own)
        )
    )
    rendered = session.scalar(
        select(func.coalesce(func.sum(Rendition.size), 0))
        .join(DocumentVersion, DocumentVersion.id == Rendition.version_id)
        .where(DocumentVersion.document_id.in_(own))
    )
    coming = session.scalar(
        select(func.coalesce(func.sum(Upload.size), 0))
        .join(Meeting, Meeting.id == Upload.meeting_id)
        .where(Meeting.host_unit_id == unit_id, Upload.finished_at.is_(None))
    )
    found = quota(session, unit_id)
    taken = int(stored or 0) + int(rendered or 0) + int(coming or 0)
    return Room(taken, found.megabytes if found else default_mb)


def quota(session: Session, unit_id: UnitId) -> UnitQuota | None:
    """Return what was set for a unit, or None."""
    return session.scalar(select(UnitQuota).where(UnitQuota.unit_id == unit_id))


@dataclass(frozen=True, slots=True)
class UnitRoom:
    """A unit that keeps files, its room, and whether its quota is its own."""

    unit: Unit
    room: Room
    is_own: bool
    version: int


def rooms(session: Session, default_mb: int) -> list[UnitRoom]:
    """Return the units that keep files or have a quota of their own, the fullest first."""
    used: dict[UnitId, int] = {
        UnitId(row[0]): int(row[1])
        for row in session.execute(
            select(
                Document.owner_unit_id,
                func.sum(DocumentVersion.size + func.coalesce(Rendition.size, 0)),
            )
            .join(DocumentVersion, DocumentVersion.document_id == Document.id)
            .outerjoin(Rendition, Rendition.version_id == DocumentVersion.id)
            .group_by(Document.owner_unit_id)
        )
    }
    own = {each.unit_id: each for each in session.scalars(select(UnitQuota))}
    units = session.scalars(select(Unit).where(Unit.id.in_({*used, *own})))
    found = [
        UnitRoom(
            each,
            Room(used.get(each.id, 0), own[each.id].megabytes if each.id in own else default_mb),
            each.id in own,
            own[each.id].version if each.id in own else 0,
        )
        for each in units
    ]
    return sorted(found, key=lambda each: -each.room.used)
