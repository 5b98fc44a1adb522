"""Files made in the background: begun, finished, seen, told of, discarded, forgotten."""

from datetime import timedelta

from hub.core.ids import ExportId, PersonId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.exports import notices, queries, rules
from hub.exports.errors import NoSuchExport
from hub.exports.events import ExportFailed, ExportInterrupted, ExportMade
from hub.exports.models import Export, ExportState


def begin(uow: UnitOfWork, *, title: str, path: str) -> Export:
    """Note that a file is being made for the actor."""
    export = Export(
        id=ExportId(new_id()),
        person_id=PersonId(uow.actor.person_id),
        title=title[:300],
        path=path,
        state=ExportState.MAKING,
        in_background=False,
        asked_at=uow.now,
        beat_at=uow.now,
    )
    uow.session.add(export)
    return export


def beat(uow: UnitOfWork, export_id: ExportId, done: int, total: int, current: str) -> None:
    """Note that the maker of a file lives, and how far it is. Raises NoSuchExport."""
    export = _get(uow, export_id)
    export.beat_at = uow.now
    export.done, export.total, export.current = done, total, current[:200]


def keep(
    uow: UnitOfWork, export_id: ExportId, *, filename: str, media_type: str, size: int
) -> None:
    """Note that a file is made and lies ready, also when it was thought lost.

    Raises NoSuchExport when its owner has discarded it meanwhile.
    """
    export = _get(uow, export_id)
    export.title, export.media_type, export.size = filename[:300], media_type[:200], size
    _end(uow, export, ExportState.READY)
    uow.emit(ExportMade(export.id, export.title, export.path))


def fail(uow: UnitOfWork, export_id: ExportId, problem: str) -> None:
    """Note why a file could not be made. Raises NoSuchExport."""
    export = _get(uow, export_id)
    export.problem = problem[:500]
    _end(uow, export, ExportState.FAILED)
    uow.emit(ExportFailed(export.id, export.title, export.problem))


def put_in_background(uow: UnitOfWork, export_id: ExportId) -> None:
    """Let the actor be told by a notice when the file is finished. Raises NoSuchExport."""
    _own(uow, export_id).in_background = True


def note_seen(uow: UnitOfWork, export_id: ExportId) -> None:
    """Note that the actor's page has shown how it ended: no notice is needed.

    Raises NoSuchExport.
    """
    export = _own(uow, export_id)
    export.seen_at = export.seen_at or uow.now


def discard(uow: UnitOfWork, export_id: ExportId) -> None:
    """Give a file of the actor up, made or not; who is making it finds out and stops.

    Raises NoSuchExport.
    """
    export = _own(uow, export_id)
    notices.withdraw(uow, export.id)
    uow.session.delete(export)


def interrupt_silent(uow: UnitOfWork) -> None:
    """Note which files nobody is making any more."""
    for export in queries.silent(uow.session, uow.now):
        _end(uow, export, ExportState.INTERRUPTED)
        uow.emit(ExportInterrupted(export.id, export.title))


def tell_of_finished(uow: UnitOfWork) -> None:
    """Tell those who have not seen it how their files ended."""
    for export in queries.to_tell_of(uow.session, uow.now):
        export.told_at = uow.now
        notices.tell(uow, export)


def expire(uow: UnitOfWork) -> None:
    """Note which files can no longer be taken, and forget those of a week before."""
    kept_since = uow.now - timedelta(hours=uow.settings.export_hours)
    for export in queries.finished_before(uow.session, kept_since, {ExportState.READY}):
        export.state = ExportState.EXPIRED
    old = kept_since - rules.REMEMBERED_FOR
    for export in queries.finished_before(uow.session, old, set(ExportState)):
        uow.session.delete(export)


def _own(uow: UnitOfWork, export_id: ExportId) -> Export:
    return queries.own(uow.session, PersonId(uow.actor.person_id), export_id)


def _get(uow: UnitOfWork, export_id: ExportId) -> Export:
    export = uow.session.get(Export, export_id)
    if export is None:
        raise NoSuchExport
    return export


def _end(uow: UnitOfWork, export: Export, state: ExportState) -> None:
    export.state = state
    export.finished_at = uow.now
    export.current = ""
