"""Offline packs: who took which documents away."""

from collections.abc import Collection

from hub.core.ids import MeetingId, VersionId
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries
from hub.documents.errors import PackOutdated
from hub.documents.events import OfflinePackTaken
from hub.documents.service.distribution import note_downloaded


def note_pack_taken(
    uow: UnitOfWork,
    meeting_id: MeetingId,
    *,
    versions: Collection[VersionId],
    manifest_sha256: str,
) -> None:
    """Note that the actor takes a copy of each of these versions, encrypted in one pack.

    Raises NoSuchMeeting, PackNotForUnit, and PackOutdated when the unit may not carry away
    exactly these any more.
    """
    contents = queries.pack_of(uow.session, uow.actor, meeting_id, uow.now)
    if contents.versions != frozenset(versions):
        raise PackOutdated
    for each in contents.documents:
        note_downloaded(uow, each.document)
    uow.emit(
        OfflinePackTaken(meeting_id, uow.actor.unit_id, len(contents.documents), manifest_sha256)
    )
