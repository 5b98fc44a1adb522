"""What happens to documents by itself."""

import logging
from typing import Final

from hub.core.errors import HubError, InvalidInput
from hub.core.ids import UploadId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Actor
from hub.directory import queries as directory
from hub.documents import queries, service
from hub.documents.models import Upload
from hub.documents.rules import Content, details_of
from hub.documents.service.uploads import KEPT_FOR
from hub.gateways.inspection.clamav import ScannerAway
from hub.gateways.intake import take_in
from hub.gateways.storage import Storage, UploadDiffers, UploadUnknown
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings

log = logging.getLogger(__name__)

#: Uploads whose request still runs are left to it.
PATIENCE_S: Final = 120


def note_deliveries(runtime: Runtime) -> int:
    """Note which documents have reached their readers; return how many receipts changed."""
    with runtime.unit_of_work(SYSTEM) as uow:
        return service.note_deliveries(uow)


def watch_acknowledgements(runtime: Runtime) -> int:
    """Tell what was not acknowledged by the end of the working day; return how many documents."""
    with runtime.unit_of_work(SYSTEM) as uow:
        return service.watch_acknowledgements(uow)


def finish_uploads(runtime: Runtime, storage: Storage, workers: Workers) -> int:
    """Finish uploads that are complete but were interrupted before they became documents.

    Returns how many.
    """
    with runtime.read() as session:
        waiting = [
            each
            for each in queries.unfinished_uploads(session)
            if (runtime.clock() - each.created_at).total_seconds() > PATIENCE_S
        ]
        actors = {each.id: directory.actor_of(session, each.post_id) for each in waiting}
    done = 0
    for upload in waiting:
        actor = actors[upload.id]
        if actor is not None and _size(storage, upload.id) == upload.size:
            done += _finish(runtime, storage, workers, actor, upload)
    return done


def drop_stale_uploads(runtime: Runtime, storage: Storage) -> int:
    """Forget uploads that nobody continued for two days; return how many.

    What waits for the virus scanner is complete and stays.
    """
    before = runtime.clock() - KEPT_FOR
    with runtime.unit_of_work(SYSTEM) as uow:
        stale = [each.id for each in queries.abandoned_uploads(uow.session, before)]
        for upload in queries.abandoned_uploads(uow.session, before):
            service.drop_upload(uow, upload)
    for upload_id in stale:
        storage.parts.drop(upload_id)
    with runtime.read() as session:
        waiting = {each.id for each in queries.quarantined(session)}
    for orphan in storage.parts.untouched_since(before):
        if orphan not in waiting:
            storage.parts.drop(orphan)
    return len(stale)


def _size(storage: Storage, upload_id: UploadId) -> int:
    try:
        return storage.parts.size(upload_id)
    except UploadUnknown:
        return -1


def _finish(
    runtime: Runtime, storage: Storage, workers: Workers, actor: Actor, upload: Upload
) -> bool:
    try:
        taken = take_in(
            storage,
            workers,
            upload.id,
            upload.filename,
            sha256=upload.sha256,
            scanner=runtime.settings.clamav_socket,
        )
        content = Content(
            taken.sha256, taken.size, taken.filename, taken.media_type, taken.pages, taken.text
        )
        with runtime.unit_of_work(actor) as uow:
            waiting = queries.upload_of(uow.session, actor, upload.id)
            meeting = meetings.get_to_see(uow.session, actor, waiting.meeting_id)
            service.finish_upload(uow, waiting, meeting, content, details_of(waiting.purpose))
    except (InvalidInput, UploadDiffers) as refusal:
        with runtime.unit_of_work(actor) as uow:
            waiting = queries.upload_of(uow.session, actor, upload.id)
            service.refuse_upload(uow, waiting, refusal)
    except ScannerAway:
        with runtime.unit_of_work(actor) as uow:
            service.quarantine_upload(uow, queries.upload_of(uow.session, actor, upload.id))
        return False
    except HubError as error:
        log.warning("upload %s not finished: %s", upload.id, error.code)
        return False
    storage.parts.drop(upload.id)
    return True
