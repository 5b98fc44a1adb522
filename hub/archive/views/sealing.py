"""Sealing: gather, print, pack, sign, check, and only then write that it is sealed."""

import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.archive import papers, queries, service
from hub.archive.errors import AlreadySealed, MayNotSeal, NotReadyToSeal
from hub.archive.forms import SealForm
from hub.archive.papers.names import verdict_name
from hub.archive.queries import Contents
from hub.archive.views.blueprint import pages
from hub.archive.views.dossiers import choices
from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.models import SigningKey
from hub.gateways.dossiers import Packed, Packing, Part
from hub.gateways.dossiers.checking import check
from hub.gateways.dossiers.packing import pack
from hub.gateways.dossiers.problems import PackingFailed
from hub.gateways.pdf import to_pdf
from hub.gateways.signing import work
from hub.gateways.signing.folders import key_with, read_trust
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web import confirmation
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import submitted
from hub.web.security import limited
from hub.web.toast import say

WITHIN_S: Final = 120.0
PACK_WITHIN_S: Final = 600.0


@pages.post("/meetings/<uuid:meeting_id>/dossier")
@for_signed_in
@limited("10 per minute")
def seal(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Seal the dossier with the key of the organisation. A wrong PIN changes nothing."""
    try:
        form = submitted(SealForm)
        confirmation.ensure()
        _seal(actor, MeetingId(meeting_id), form)
    except (AlreadySealed, MayNotSeal, NotReadyToSeal):
        raise
    except InvalidInput as mistake:
        return _again(actor, meeting_id, mistake)
    say(_("The dossier is sealed and was checked once more in the store."))
    return redirect(url_for(".dossier", meeting_id=meeting_id))


def _again(actor: Actor, meeting_id: UUID, mistake: InvalidInput) -> tuple[str, int]:
    with runtime().read() as session:
        meeting = queries.get_meeting_to_keep(session, actor, MeetingId(meeting_id))
        context = choices(actor, meeting) | {
            "ready": queries.readiness(session, meeting),
            "keys": queries.seal_keys(session, meeting, runtime().clock()),
            "mistakes": mistake.fields or {"pin": mistake.sentence},
            "mistake": mistake.sentence,
        }
    return render_template("archive/unsealed.html", meeting=meeting, **context), 400


def _seal(actor: Actor, meeting_id: MeetingId, form: SealForm) -> None:
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, actor, meeting_id)
        service.ensure_can_seal(uow, meeting)
        key = queries.seal_key(uow.session, meeting, form.key_id, uow.now)
        contents = queries.contents_of(uow.session, meeting, uow.now)
    parts = tuple(_parts(contents, form.retention))
    with tempfile.TemporaryDirectory(dir=settings().data_dir) as folder:
        archive = Path(folder).absolute() / "ho-so.zip"
        packed = _packed(contents, parts, key, form.pin, archive)
        with archive.open("rb") as file:
            blob = neighbour(Storage).put(file)
    _ensure_whole(blob.sha256)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_meeting_to_keep(uow.session, actor, meeting_id)
        service.seal(
            uow,
            meeting,
            retention=form.retention,
            package_sha256=blob.sha256,
            package_size=blob.size,
            manifest_sha256=packed.manifest_sha256,
            audit_head=contents.chain.head,
            seal_name=packed.sealed_by,
            sealed_with=packed.fingerprint,
            entries=[asdict(each) for each in packed.files],
        )


def _parts(contents: Contents, retention: str) -> Iterator[Part]:
    """Yield the files; print what is to be printed, and check the signatures of every PDF."""
    storage, workers = neighbour(Storage), neighbour(Workers)
    for each in papers.files_of(contents, retention):
        if isinstance(each, papers.Plain):
            yield Part(each.name, each.content)
        elif isinstance(each, papers.Printed):
            yield Part(each.name, workers.run(to_pdf, each.html, timeout_s=WITHIN_S))
        else:
            path = storage.path(each.sha256).absolute()
            yield Part(each.name, path, each.sha256, is_signed_pdf=each.is_pdf)
            if each.is_pdf:
                yield _verdict(each.name, path, contents)


def _verdict(name: str, path: Path, contents: Contents) -> Part:
    """Return what the check of a PDF's signatures says at the moment of sealing."""
    found = neighbour(Workers).run(
        work.validate, path.read_bytes(), read_trust(settings()), contents.now,
        timeout_s=WITHIN_S,
    )  # fmt: skip
    return Part(verdict_name(name), f"{found.to_json(indent=1)}\n".encode())


def _packed(
    contents: Contents, parts: tuple[Part, ...], key: SigningKey, pin: str, archive: Path
) -> Packed:
    trust = read_trust(settings())
    packing = Packing(
        parts=parts,
        key=key_with(settings(), key, pin),
        moment=contents.now,
        target=archive,
        anchors=(*trust.anchors, *trust.others),
        crls=trust.crls,
    )
    try:
        return neighbour(Workers).run(pack, packing, timeout_s=PACK_WITHIN_S)
    except PackingFailed:
        raise
    except HubError as refused:
        raise InvalidInput({"pin": refused.sentence}) from refused


def _ensure_whole(sha256: str) -> None:
    """Check the archive as it lies in the store. Raises PackingFailed."""
    path = neighbour(Storage).path(sha256).absolute()
    found = neighbour(Workers).run(check, path, timeout_s=PACK_WITHIN_S)
    if found.problems:
        raise PackingFailed(name=found.problems[0])
