"""Resumable uploads: tus 1.0 core, creation and termination (https://tus.io/protocols)."""

import base64
import binascii
import logging
from collections.abc import Iterator
from typing import Any, Final

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput, Unavailable
from hub.core.forms import read
from hub.core.ids import MeetingId, UploadId
from hub.core.unit_of_work import Actor
from hub.documents import queries, service
from hub.documents.errors import MalformedUpload, UploadRefused
from hub.documents.forms.papers import UploadForm
from hub.documents.models import Upload
from hub.documents.rules import Content, details_of
from hub.documents.views import pages
from hub.documents.views.verdicts import verdict_of
from hub.gateways.inspection import accepted_extension, clean_filename
from hub.gateways.inspection.clamav import ScannerAway
from hub.gateways.intake import take_in
from hub.gateways.storage import FileTooLarge, Storage, UploadDiffers
from hub.gateways.workers import JobBroke, Workers
from hub.meetings import queries as meetings
from hub.web.access import for_signed_in, neighbour, runtime, settings

log = logging.getLogger(__name__)

VERSION: Final = "1.0.0"
STREAM: Final = "application/offset+octet-stream"
PIECE: Final = 64 * 1024
#: One PATCH carries at most this; browsers send a megabyte at a time.
MOST_PER_PATCH: Final = 64 << 20
LONGEST_METADATA: Final = 8_000


@pages.post("/uploads")
@for_signed_in
def begin_upload(actor: Actor) -> ResponseReturnValue:
    """Begin an upload (tus creation); answers with its address."""
    _check_protocol()
    form = read(UploadForm, _metadata() | {"size": _number("Upload-Length")})
    name = clean_filename(form.filename)
    accepted_extension(name)
    limit = _limit()
    if form.size > limit:
        raise FileTooLarge(limit_mb=limit >> 20)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, form.meeting_id)
        upload = service.begin_upload(
            uow,
            meeting,
            filename=name,
            size=form.size,
            sha256=form.sha256,
            purpose=_purpose(form, name),
        )
        upload_id = upload.id
    neighbour(Storage).parts.create(upload_id)
    place = url_for("documents.upload", upload_id=upload_id)
    return _answer(201, {"Location": place, "Upload-Offset": "0"})


@pages.route("/uploads/<uuid:upload_id>", methods=["HEAD"])
@for_signed_in
def upload(actor: Actor, upload_id: UploadId) -> ResponseReturnValue:
    """Say how far an upload has come."""
    found = _upload_of(actor, upload_id)
    reached = found.size if found.finished_at else neighbour(Storage).parts.size(upload_id)
    return _answer(200, {"Upload-Offset": str(reached), "Upload-Length": str(found.size)})


@pages.patch("/uploads/<uuid:upload_id>")
@for_signed_in
def send_part(actor: Actor, upload_id: UploadId) -> ResponseReturnValue:
    """Add bytes. With the last of them the file is looked at, stored and becomes a document."""
    _check_protocol()
    if request.mimetype != STREAM:
        raise MalformedUpload
    found = _upload_of(actor, upload_id)
    if found.finished_at is not None:
        return _answer(204, {"Upload-Offset": str(found.size)})
    request.max_content_length = MOST_PER_PATCH
    parts = neighbour(Storage).parts
    reached = parts.append(upload_id, _number("Upload-Offset"), _stream(), limit=found.size)
    if reached == found.size:
        _finish(actor, found)
    return _answer(204, {"Upload-Offset": str(reached)})


@pages.delete("/uploads/<uuid:upload_id>")
@for_signed_in
def end_upload(actor: Actor, upload_id: UploadId) -> ResponseReturnValue:
    """Drop an upload, or the note of a file that was not accepted (tus termination)."""
    with runtime().unit_of_work(actor) as uow:
        service.drop_upload(uow, queries.upload_of(uow.session, actor, upload_id))
    neighbour(Storage).parts.drop(upload_id)
    return _answer(204, {})


@pages.post("/uploads/<uuid:upload_id>/dismiss")
@for_signed_in
def dismiss_upload(actor: Actor, upload_id: UploadId) -> ResponseReturnValue:
    """Drop the note of a file that was not accepted: its sender has read why."""
    with runtime().unit_of_work(actor) as uow:
        upload = queries.upload_of(uow.session, actor, upload_id)
        meeting_id = upload.meeting_id
        if upload.refused:
            service.drop_upload(uow, upload)
    return redirect(url_for("documents.of_meeting", meeting_id=meeting_id), 303)


def _finish(actor: Actor, found: Upload) -> None:
    storage = neighbour(Storage)
    try:
        taken = take_in(
            storage,
            neighbour(Workers),
            found.id,
            found.filename,
            sha256=found.sha256,
            scanner=settings().clamav_socket,
        )
    except ScannerAway:  # kept; the timetable has it looked at again
        with runtime().unit_of_work(actor) as uow:
            service.quarantine_upload(uow, queries.upload_of(uow.session, actor, found.id))
        return
    except (InvalidInput, UploadDiffers) as refusal:
        _refuse(actor, found.id, refusal)
        raise
    content = Content(
        taken.sha256, taken.size, taken.filename, taken.media_type, taken.pages, taken.text
    )
    try:
        with runtime().unit_of_work(actor) as uow:
            waiting = queries.upload_of(uow.session, actor, found.id)
            meeting = meetings.get_to_see(uow.session, actor, MeetingId(waiting.meeting_id))
            service.finish_upload(uow, waiting, meeting, content, details_of(waiting.purpose))
    except HubError as refusal:
        _refuse(actor, found.id, refusal)
        raise
    storage.parts.drop(found.id)
    _check_signatures(taken.sha256, taken.media_type)


def _check_signatures(sha256: str, media_type: str) -> None:
    """Find out at once what the file's signatures are worth; the list shows it.

    When no worker is free, the reader's page asks again: the upload itself has succeeded.
    """
    try:
        verdict_of(sha256, media_type)
    except (Unavailable, JobBroke):
        log.warning("the signatures of %s were not checked at upload", sha256, exc_info=True)


def _refuse(actor: Actor, upload_id: UploadId, refusal: HubError) -> None:
    with runtime().unit_of_work(actor) as uow:
        waiting = queries.upload_of(uow.session, actor, upload_id)
        service.refuse_upload(uow, waiting, refusal)
    neighbour(Storage).parts.drop(upload_id)


def _upload_of(actor: Actor, upload_id: UploadId) -> Upload:
    with runtime().read() as session:
        found = queries.upload_of(session, actor, upload_id)
    if found.refused:
        raise UploadRefused(reason=found.refused)
    return found


def _stream() -> Iterator[bytes]:
    """Read the body piece by piece. `get_data` would cut a long body off and say nothing."""
    while piece := request.stream.read(PIECE):
        yield piece


def _check_protocol() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise MalformedUpload


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 15:  # noqa: PLR2004
        raise MalformedUpload
    return int(text)


def _metadata() -> dict[str, Any]:
    """Read `Upload-Metadata`: names and base64 values, separated by commas."""
    text = request.headers.get("Upload-Metadata", "")
    if len(text) > LONGEST_METADATA:
        raise MalformedUpload
    found: dict[str, Any] = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise MalformedUpload from error
    return found


def _purpose(form: UploadForm, name: str) -> dict[str, Any]:
    if form.document_id is not None:
        return {"document_id": str(form.document_id)}
    stem = name.rpartition(".")[0]
    return {
        "type": form.type.value,
        "title": form.title or stem,
        "agenda_item_id": str(form.agenda_item_id) if form.agenda_item_id else "",
    }


def _limit() -> int:
    return settings().upload_limit_mb << 20


def _answer(status: int, headers: dict[str, str]) -> Response:
    answer = Response(status=status)
    answer.headers.update({"Tus-Resumable": VERSION, "Cache-Control": "no-store", **headers})
    return answer
