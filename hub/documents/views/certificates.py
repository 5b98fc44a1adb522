"""The certificate of distribution: looked at, signed with the office's key, handed out."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import HubError, InvalidInput, NotAllowed, TooMany
from hub.core.ids import DocumentId, EntryId, VersionId, new_id
from hub.core.marks import PaperKind, mark_of
from hub.core.text import N_
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.documents import papers, queries, rules, service
from hub.documents.errors import NoKey, NoSuchDocument, NoSuchKey, NotIssued
from hub.documents.forms.signing import CertifyElsewhereForm, CertifyForm
from hub.documents.models import Document, SignatureKind, SigningKey
from hub.documents.queries import keys
from hub.documents.service import errands
from hub.documents.views import pages
from hub.gateways.pdf import to_pdf
from hub.gateways.signing.choices import level_choices
from hub.gateways.signing.contract import Appearance, Profile
from hub.gateways.signing.reserving import kept_places
from hub.gateways.signing.signer import Paper, Signer
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.web import confirmation, toast
from hub.web.access import for_signed_in, neighbour, runtime, settings
from hub.web.body import shown_again, submitted
from hub.web.downloads import PDF, attachment
from hub.web.security import limited

FIELD: Final = "CoQuan"
REASON: Final = N_("Certifies the distribution of the document")
TEMPLATE: Final = "documents/certify.html"
#: Thousands of receipts fill a hundred pages.
PRINT_WITHIN_S: Final = 240.0


@pages.get("/documents/<uuid:document_id>/certificate")
@for_signed_in
def certify_page(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show what the certificate will say, and ask for the office's key."""
    return render_template(TEMPLATE, **_context(actor, document_id))


@pages.post("/documents/<uuid:document_id>/certificate")
@for_signed_in
@limited("10 per minute")
def certify(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Print the receipts as they stand, sign them with the office's key, keep the result."""
    context = _context(actor, document_id)
    try:
        form = submitted(CertifyForm)
        confirmation.ensure()
        number = _certified(actor, document_id, form)
    except (NotAllowed, NoSuchDocument, NotIssued, TooMany):
        raise
    except HubError as refused:
        fields = refused.fields if isinstance(refused, InvalidInput) else {}
        mistake = InvalidInput(fields or {"pin": refused.sentence})
        return shown_again(TEMPLATE, mistake, CertifyForm, **context)
    toast.say(_("Certificate number %(number)s is signed and kept.", number=number))
    return redirect(url_for("documents.receipts", document_id=document_id), 303)


@pages.post("/documents/<uuid:document_id>/certificate/elsewhere")
@for_signed_in
@limited("10 per minute")
def certify_elsewhere(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Print the receipts as they stand; the office's key signs on the clerk's own machine."""
    context = _context(actor, document_id)
    try:
        form = submitted(CertifyElsewhereForm)
        confirmation.ensure()
        if not context["elsewhere"]:
            raise NoKey
        errand_id = _begun(actor, document_id, form)
    except InvalidInput as mistake:
        return shown_again(TEMPLATE, mistake, CertifyElsewhereForm, **context)
    return redirect(url_for("documents.show_errand", errand_id=errand_id), 303)


@pages.get("/documents/<uuid:document_id>/certificates/<int:number>")
@for_signed_in
def certificate_file(actor: Actor, document_id: DocumentId, number: int) -> Response:
    """Hand a signed certificate out."""
    with runtime().read() as session:
        document = queries.get_to_see(session, actor, document_id)
        if not rules.may_watch_receipts(actor, document.meeting):
            raise NotAllowed
        made = queries.certificate(session, document_id, number)
    name = _("Certificate of distribution %(number)s", number=number)
    return attachment(neighbour(Storage).read(made.pdf_sha256), f"{name}.pdf", PDF)


def _to_certify(actor: Actor, document_id: DocumentId) -> tuple[Document, list[SigningKey]]:
    """Return the document and the office's keys, here or with the actor."""
    with runtime().read() as session:
        document = queries.get_to_issue(session, actor, document_id)
        if document.issued_at is None:
            raise NotIssued
        usable = keys.keys_elsewhere(session, actor, SignatureKind.ORGANISATION, runtime().clock())
    return document, usable


def _context(actor: Actor, document_id: DocumentId) -> dict[str, Any]:
    document, usable = _to_certify(actor, document_id)
    with runtime().read() as session:
        receipts = queries.receipts_of(session, document_id)
        expired = keys.keys_expired(session, actor, SignatureKind.ORGANISATION, runtime().clock())
    return {
        "document": document,
        "meeting": document.meeting,
        "keys": [each for each in usable if each.is_here],
        "elsewhere": usable,
        "expired": expired,
        "counts": rules.count(receipts),
        "level_choices": level_choices(settings()),
    }


@dataclass(frozen=True)
class Printed:
    """A certificate as it is printed: what it says, its PDF, where the office signs."""

    id: EntryId
    document: Document
    version_id: VersionId
    content: dict[str, Any]
    pdf: bytes
    places: dict[str, Appearance]


def _printed(actor: Actor, document_id: DocumentId) -> Printed:
    """Print what the receipts say now."""
    document, _keys = _to_certify(actor, document_id)
    now = runtime().clock()
    with runtime().read() as session:
        receipts = queries.receipts_of(session, document_id)
        head = directory.letterhead(session, document.owner_unit_id, wall_date(now))
    if not receipts:
        raise NotIssued
    version_id = receipts[0].version_id
    content = service.content_of(document, version_id, receipts, now)
    certificate_id = EntryId(new_id())
    mark = mark_of(settings().url, PaperKind.CERTIFICATE, certificate_id)
    html = papers.distribution_certificate(content, head, actor.name, now, mark=mark)
    pdf: bytes = neighbour(Workers).run(to_pdf, html, timeout_s=PRINT_WITHIN_S)
    places = {FIELD: Appearance(Profile.ORG_MAIN, name=actor.name, unit=head.name)}
    return Printed(certificate_id, document, version_id, content, pdf, places)


def _certified(actor: Actor, document_id: DocumentId, form: CertifyForm) -> int:
    """Sign what the receipts say now; only then write that it was signed."""
    usable = _to_certify(actor, document_id)[1]
    key = next((each for each in usable if each.is_here and each.id == form.key_id), None)
    if key is None:
        raise NoSuchKey
    printed = _printed(actor, document_id)
    paper = Paper(printed.pdf, FIELD, printed.places, _(REASON))
    made = neighbour(Signer).sign_paper(paper, key, form.pin, form.level)
    with runtime().unit_of_work(actor) as uow:
        found = queries.get_to_issue(uow.session, actor, document_id)
        row = service.record_certificate(
            uow,
            found,
            printed.version_id,
            printed.content,
            certificate_id=printed.id,
            pdf_sha256=made.sha256,
            key_id=key.id,
            level=made.level,
        )
        return row.number


def _begun(actor: Actor, document_id: DocumentId, form: CertifyElsewhereForm) -> EntryId:
    """Print what the receipts say now and have it signed on the actor's own machine."""
    printed = _printed(actor, document_id)
    document = printed.document
    paper = errands.PaperToSign(
        subject=service.CERTIFICATE,
        subject_id=printed.id,
        meeting_id=document.meeting_id,
        title=_("Certificate of distribution: %(title)s", title=document.title),
        filename="giay-xac-nhan-phat-hanh.pdf",
        sha256=neighbour(Storage).put(printed.pdf).sha256,
        field_name=FIELD,
        places=kept_places(printed.places),
        reason=_(REASON),
        kind=SignatureKind.ORGANISATION.value,
        sign_at=url_for(".certify_page", document_id=document_id),
        shown_at=url_for(".receipts", document_id=document_id),
        kept={
            "document": str(document_id),
            "version": str(printed.version_id),
            "content": printed.content,
        },
    )
    with runtime().unit_of_work(actor) as uow:
        return errands.begin_paper_errand(uow, paper, path=form.path, level=form.level.value).id
