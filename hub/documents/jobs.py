"""What happens to documents by itself."""

import logging
from typing import Final

from hub.core.errors import HubError, InvalidInput
from hub.core.ids import UploadId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Actor
from hub.directory import queries as directory
from hub.documents import queries, service
from hub.documents.models import Rendition, Upload
from hub.documents.queries.renditions import get_rendition, next_to_make, waiting_unaware
from hub.documents.rules import CONVERTED, Content, details_of
from hub.documents.service.uploads import KEPT_FOR
from hub.gateways.inspection.clamav import ScannerAway
from hub.gateways.intake import take_in, words_of
from hub.gateways.renditions import Office, OfficeMissing, RenditionNotArchival, examine
from hub.gateways.storage import Storage, UploadDiffers, UploadUnknown
from hub.gateways.workers import JobBroke, Workers
from hub.meetings import queries as meetings

log = logging.getLogger(__name__)

#: Uploads whose request still runs are left to it.
PATIENCE_S: Final = 120
#: Renditions made in one turn of the timetable, and how long looking at one may take.
MOST_AT_ONCE: Final = 20
EXAMINING_S: Final = 60.0


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


def make_renditions(runtime: Runtime, storage: Storage, workers: Workers, office: Office) -> int:
    """Have LibreOffice make the renditions that are due, one after the other; return how many.

    What was being made when the hub was killed is due still, and its try counts.
    """
    if not office.is_installed:
        with runtime.read() as session:
            unaware = bool(waiting_unaware(session))
        if unaware:
            with runtime.unit_of_work(SYSTEM) as uow:
                service.note_office_missing(uow, OfficeMissing())
        return 0
    made = 0
    for turn in range(MOST_AT_ONCE):
        with runtime.unit_of_work(SYSTEM) as uow:
            rendition = next_to_make(uow.session, uow.now)
            if rendition is None:
                break
            service.begin_rendition(uow, rendition)
        if not turn:
            office.sweep()  # nobody else converts: what is there, a killed hub has left
        made += _make(runtime, storage, workers, office, rendition)
    return made


def _make(
    runtime: Runtime, storage: Storage, workers: Workers, office: Office, asked: Rendition
) -> bool:
    version = asked.of
    refusal: HubError | None = None
    try:
        with office.converted(storage.path(version.sha256), CONVERTED[version.media_type]) as made:
            found = workers.run(examine, str(made.path), timeout_s=EXAMINING_S)
            with made.path.open("rb") as file:
                blob = storage.put(file)
        if made.had_network:
            log.warning("LibreOffice could not be cut off from the network; a dead proxy had to do")
        log.info("%s of version %s made in %.1f s", found.claim, version.id, made.took_s)
        content = Content(
            blob.sha256,
            blob.size,
            f"{version.filename}.pdf",
            "application/pdf",
            found.pages,
            words_of(workers, storage.read(blob.sha256)),
        )
        with runtime.unit_of_work(SYSTEM) as uow:
            rendition = get_rendition(uow.session, asked.id)
            if rendition is not None:  # else the draft was deleted meanwhile
                service.keep_rendition(uow, rendition, content, found.claim)
    except JobBroke:
        log.exception("the rendition of version %s could not be examined", version.id)
        refusal = RenditionNotArchival()
    except HubError as error:
        log.warning("no rendition of version %s: %s", version.id, error.code)
        refusal = error
    if refusal is not None:
        with runtime.unit_of_work(SYSTEM) as uow:
            rendition = get_rendition(uow.session, asked.id)
            if rendition is not None:
                service.fail_rendition(uow, rendition, refusal)
    return refusal is None


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
