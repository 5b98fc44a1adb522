"""Reading a document: its pages, what its signatures are worth, who has acknowledged it."""

from collections.abc import Sequence
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import DocumentId
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents import queries, rules
from hub.documents import service as documents
from hub.documents.errors import NoRendition, NoSuchDocument
from hub.documents.models import Document, DocumentVersion, RenditionState
from hub.documents.queries import keys, verdicts
from hub.documents.queries.renditions import rendition_of
from hub.documents.rules.signing import PDF, can_be_reopened, kind_due, may_reopen, why_not_sign
from hub.documents.views import pages
from hub.documents.views.verdicts import known_verdict_of_version, verdict_of_version
from hub.gateways.signing import evidence
from hub.gateways.signing.verdict import DocumentState as Worth
from hub.gateways.signing.verdict import Verdict, pair_sha256
from hub.gateways.storage import Storage
from hub.web.access import for_participants, for_signed_in, neighbour, runtime
from hub.web.downloads import attachment, inline
from hub.web.toast import say

P7S: Final = "application/pkcs7-signature"
ZIP: Final = "application/zip"
#: How the status bar is drawn for each state.
TONES: Final = {
    Worth.OK: "valid",
    Worth.UNDETERMINED: "undetermined",
    Worth.CONCERN: "concern",
    Worth.INVALID: "invalid",
    Worth.BROKEN: "invalid",
    Worth.UNSIGNED: "unsigned",
}
HEADLINES: Final = {
    Worth.OK: N_("Signatures in order"),
    Worth.UNDETERMINED: N_("Cannot be determined now"),
    Worth.CONCERN: N_("Signed, not fully confirmed"),
    Worth.INVALID: N_("Signature not in order"),
    Worth.BROKEN: N_("The file cannot be read"),
    Worth.UNSIGNED: N_("No digital signature"),
}


@pages.get("/documents/<uuid:document_id>")
@for_participants
def show(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show a document to read, with its signatures, versions and receipts."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        asked = request.args.get("version", type=int) or queries.latest(document).number
        version = queries.version_to_read(actor, document, asked)
        receipt = queries.receipt_of(session, actor.person_id, document_id)
        prepares = rules.may_prepare(actor, document.meeting)
        receipts = queries.receipts_of(session, document_id) if prepares else []
        made = keys.signatures_of(session, document_id)
        old = queries.find(session, document.replaces_id)
        replaced = _visible(actor, document, queries.replacements_of(session, document_id))
        reopenings = keys.reopenings_of(session, document_id) if prepares else []
    due = kind_due(actor, document.meeting, document)
    now = runtime().clock()
    may_read = rules.may_read(actor, document.meeting, document, now)
    verdict = known_verdict_of_version(version, made) if may_read else None
    return render_template(
        "documents/reader.html",
        meeting=document.meeting,
        may_read=may_read,
        access=rules.access_of(document, document.meeting, now).value,
        access_ends_at=rules.access_ends_at(document, document.meeting),
        prepares=prepares,
        newest_id=queries.latest(document).id,
        versions=rules.versions_for(actor, document.meeting, document),
        may_download=may_read and (document.may_download or prepares),
        is_marked=may_read and not document.may_download,
        is_pdf=version.media_type == PDF,
        **_rendition(actor, document, version),
        beside=[each for each in made if each.p7s_sha256],
        is_picture=version.media_type.startswith("image/"),
        receipt=receipt,
        units=queries.units_of(receipts),
        replaces=old,
        replacements=replaced,
        counts=rules.count(receipts),
        kind_due=due,
        why_not=why_not_sign(document, due) if due else None,
        reopenings={each.version_id: each for each in reopenings},
        may_reopen=can_be_reopened(document) and may_reopen(actor, document.meeting, document),
        **_panel(verdict, document, version, made),
    )


@pages.get("/documents/<uuid:document_id>/versions/<int:number>/content")
@for_participants
def content(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Return a version's bytes to be shown. Notes nothing."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        version = queries.version_to_read(actor, document, number)
    return inline(neighbour(Storage).read(version.sha256), version.filename, version.media_type)


@pages.get("/documents/<uuid:document_id>/versions/<int:number>/rendition")
@for_participants
def rendition(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Return the PDF/A rendition of an Office file to be shown. Notes nothing."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        version = queries.version_to_read(actor, document, number)
        found = rendition_of(session, version.id)
        if found.state is not RenditionState.MADE:
            raise NoRendition
    return inline(neighbour(Storage).read(found.sha256), f"{version.filename}.pdf", PDF)


@pages.post("/documents/<uuid:document_id>/versions/<int:number>/rendition")
@for_signed_in
def make_rendition(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Have a rendition that failed tried again."""
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_prepare(uow.session, actor, document_id)
        version = queries.version_to_read(actor, document, number)
        documents.ask_rendition_again(uow, document, version)
    say(_("The rendition is tried again."))
    return redirect(url_for(".show", document_id=document_id, version=number), 303)


@pages.post("/documents/<uuid:document_id>/versions/<int:number>/check")
@for_signed_in
def check_signatures(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Check the signatures of a version, unless the verdict is known; return the panel."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        version = queries.version_to_read(actor, document, number)
        made = keys.signatures_of(session, document_id)
    found = verdict_of_version(version, made)
    return render_template(
        "documents/_signatures.html", **_panel(found, document, version, made), asked=True
    )


@pages.get("/documents/<uuid:document_id>/signatures/<string:field>.p7s")
@for_participants
def signature_file(actor: Actor, document_id: DocumentId, field: str) -> ResponseReturnValue:
    """Return a signature that lies beside its file, as other programs check it."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        made = keys.signatures_of(session, document_id)
    beside = {each.field_name: each.p7s_sha256 for each in made if each.p7s_sha256}
    if field not in beside:
        raise NoSuchDocument
    name = f"{queries.latest(document).filename}.{field}.p7s"
    return attachment(neighbour(Storage).read(beside[field]), name, P7S)


@pages.get("/documents/<uuid:document_id>/versions/<int:number>/evidence.zip")
@for_signed_in
def evidence_file(actor: Actor, document_id: DocumentId, number: int) -> ResponseReturnValue:
    """Return what the verdict on a version rests on: report, certificates, revocation lists."""
    with runtime().read() as session:
        document = queries.get_to_read(session, actor, document_id, runtime().clock())
        version = queries.version_to_read(actor, document, number)
        kept = verdicts.evidence(session, _evidence_name(session, document_id, version))
    if kept is None:
        raise NoSuchDocument
    name = f"bang-chung-{version.sha256[:12]}.zip"
    return attachment(evidence.packed(neighbour(Storage), kept.report_sha256), name, ZIP)


def _evidence_name(session: Any, document_id: DocumentId, version: DocumentVersion) -> str:
    """Return under which name the check was kept: that of the file, or of file and signature."""
    if version.media_type == PDF:
        return version.sha256
    beside = [each for each in keys.signatures_of(session, document_id) if each.p7s_sha256]
    return pair_sha256(version.sha256, beside[-1].p7s_sha256) if beside else ""


@pages.post("/documents/<uuid:document_id>/opened")
@for_participants
def opened(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Note that the document was opened by one it was issued to; harmless when repeated."""
    with runtime().unit_of_work(actor) as uow:
        documents.note_opened(uow, queries.get_to_read(uow.session, actor, document_id, uow.now))
    return "", 204


def _visible(actor: Actor, document: Document, replacements: Sequence[Document]) -> list[Document]:
    """Return those documents in the place of this one that the actor may know of."""
    return [each for each in replacements if rules.may_see(actor, document.meeting, each)]


def _rendition(actor: Actor, document: Document, version: DocumentVersion) -> dict[str, Any]:
    """Return how far the rendition of an Office file is, and where the pages to show lie."""
    found = version.rendition
    stand = rules.stand_of(found) if found else None
    place = ".rendition" if stand is rules.Stand.MADE else ".content"
    return {
        "rendition": found,
        "stand": stand.value if stand else "",
        "may_ask_again": rules.may_ask_again(actor, document.meeting, found),
        "pages_url": url_for(place, document_id=document.id, number=version.number),
    }


def _panel(
    verdict: Verdict | None,
    document: Document,
    version: DocumentVersion,
    made: list[keys.SignatureMade],
) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "tone": TONES[verdict.state] if verdict else "unsigned",
        "headline": _(HEADLINES[verdict.state]) if verdict else "",
        "reasons": {each.field_name: each for each in made},
        "document": document,
        "version": version,
        "evidence_url": url_for(".evidence_file", document_id=document.id, number=version.number),
    }
