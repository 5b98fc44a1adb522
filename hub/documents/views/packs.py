"""The offline pack of a unit: all it may download of a meeting, in one encrypted file."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.core.unit_of_work import Actor
from hub.documents import papers, queries, rules, service
from hub.documents.forms.packs import SHORTEST, PackForm
from hub.documents.papers import PackEntry, Worth
from hub.documents.queries import PackContents, PackedDocument
from hub.documents.views import pages
from hub.documents.views.reader import HEADLINES, ZIP
from hub.documents.views.verdicts import verdict_of_version
from hub.gateways.dossiers import OfflinePacking, Part
from hub.gateways.dossiers.hub_key import fingerprint_of, hub_key
from hub.gateways.dossiers.offline import pack_offline
from hub.gateways.storage import Storage
from hub.gateways.storage.durable import make_folder, sweep, temporary
from hub.gateways.workers import WorkerFailed, Workers, WorkersBusy
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import shown_again, submitted
from hub.web.downloads import attachment
from hub.web.security import limited

WITHIN_S: Final = 300.0
PIECE: Final = 1 << 20


@pages.get("/meetings/<uuid:meeting_id>/documents/pack")
@for_signed_in
def pack(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show what goes into the pack and what does not, and ask for its password."""
    return render_template("documents/pack.html", **_page(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/documents/pack")
@for_signed_in
@limited("6 per minute")
def take_pack(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Make the pack, note that its documents were downloaded, and give it."""
    with runtime().read() as session:
        contents = queries.pack_of(session, actor, meeting_id, runtime().clock())
    refusal = _why_not(contents)
    if refusal is not None:
        raise refusal
    try:
        password = _password()
    except InvalidInput as mistake:
        return shown_again("documents/pack.html", mistake, PackForm, **_page(actor, meeting_id))
    parts = _parts(contents, actor.name)
    folder = settings().data_dir.absolute() / "packs"
    make_folder(folder)
    sweep(folder)  # what a hub that was killed while packing left behind
    with temporary(folder) as (_empty, path):
        manifest = _made(parts, path, password)
        file = path.open("rb")  # the name is gone at once, the bytes with the last of them sent
    try:
        with runtime().unit_of_work(actor) as uow:
            service.note_pack_taken(
                uow, meeting_id, versions=contents.versions, manifest_sha256=manifest
            )
    except BaseException:
        file.close()
        raise
    return _streamed(file, f"tai-lieu-{contents.meeting.code}.zip")


def _password() -> str:
    form = submitted(PackForm)
    if form.repeated != form.password:
        raise InvalidInput({"repeated": _("The two passwords differ.")})
    return form.password


def _page(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    with runtime().read() as session:
        contents = queries.pack_of(session, actor, meeting_id, runtime().clock())
    return {
        "contents": contents,
        "meeting": contents.meeting,
        "refusal": _why_not(contents),
        "shortest": SHORTEST,
        "fingerprint": fingerprint_of(hub_key(settings(), runtime().clock())),
        "LeftOut": rules.LeftOut,
    }


def _why_not(contents: PackContents) -> HubError | None:
    return rules.why_no_pack(len(contents.documents), contents.size, settings().offline_pack_mb)


def _parts(contents: PackContents, by_name: str) -> tuple[Part, ...]:
    """Return the first page, the list, the documents and the signatures beside them."""
    storage, now = neighbour(Storage), runtime().clock()
    entries = [
        papers.pack_entry(each, place, _worth(each))
        for place, each in enumerate(contents.documents, 1)
    ]
    index = papers.pack_index(contents, entries, by_name, now)
    files = [file for each in entries for file in _files(each)]
    return (
        Part(papers.PACK_INDEX, index.encode()),
        Part(papers.PACK_LIST, papers.pack_list(contents, entries, by_name, now)),
        *(Part(name, storage.path(sha256).absolute(), sha256) for name, sha256 in files),
    )


def _files(entry: PackEntry) -> Iterator[tuple[str, str]]:
    yield entry.name, entry.packed.version.sha256
    yield from entry.beside
    yield from entry.rendition


def _worth(packed: PackedDocument) -> Worth:
    """Return what the check of a document's signatures says now, in Vietnamese as all papers."""
    with use_locale("vi"):
        try:
            found = verdict_of_version(packed.version, packed.signatures)
        except (WorkerFailed, WorkersBusy):
            return Worth(
                "unchecked",
                _("Not checked"),
                _("The signatures could not be checked when the pack was made."),
            )
        if found is None:
            return Worth(
                "unsigned",
                _("No digital signature"),
                _("No digital signature comes with this file."),
            )
        return Worth(found.state.value, _(HEADLINES[found.state]), found.sentence)


def _made(parts: tuple[Part, ...], path: Path, password: str) -> str:
    """Write the pack; return the SHA-256 of its manifest."""
    now = runtime().clock()
    packing = OfflinePacking(parts, now, path, password, hub_key(settings(), now))
    made = neighbour(Workers).run(pack_offline, packing, timeout_s=WITHIN_S)
    return made.manifest_sha256


def _streamed(file: IO[bytes], filename: str) -> Response:
    response = attachment(iter(lambda: file.read(PIECE), b""), filename, ZIP)
    response.content_length = file.seek(0, 2)
    file.seek(0)
    response.headers["Cache-Control"] = "no-store"
    response.call_on_close(file.close)
    return response
