"""How much a unit's documents may take."""

from hub.core.errors import NotAllowed
from hub.core.ids import EntryId, UnitId, new_id
from hub.core.unit_of_work import Role, UnitOfWork
from hub.documents.errors import QuotaExceeded
from hub.documents.events import QuotaSet
from hub.documents.models import UnitQuota
from hub.documents.queries import quotas


def ensure_room(uow: UnitOfWork, unit_id: UnitId, more: int) -> None:
    """Raise QuotaExceeded when so many bytes more do not fit."""
    room = quotas.room_of(uow.session, unit_id, uow.settings.unit_quota_mb)
    if not room.holds(more):
        raise QuotaExceeded(
            quota_mb=room.quota_mb, used_mb=room.used_mb, size_mb=max(1, more >> 20)
        )


def set_quota(uow: UnitOfWork, unit_id: UnitId, megabytes: int | None) -> None:
    """Set how much a unit may keep, 0 for no limit; None goes back to what holds for all."""
    if not uow.actor.has(Role.SYSTEM_ADMIN):
        raise NotAllowed
    known = quotas.quota(uow.session, unit_id)
    if megabytes is None:
        if known is not None:
            uow.session.delete(known)
    elif known is None:
        uow.session.add(
            UnitQuota(
                id=EntryId(new_id()), unit_id=unit_id, megabytes=megabytes,
                set_at=uow.now, set_by_id=uow.actor.person_id,
            )
        )  # fmt: skip
    else:
        known.megabytes, known.set_at, known.set_by_id = megabytes, uow.now, uow.actor.person_id
    uow.emit(QuotaSet(unit_id, megabytes))
