"""The signer's page while the signature is made on their own machine."""

from typing import Any, Final

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import InvalidInput
from hub.core.ids import DocumentId, EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents import queries
from hub.documents.errors import SignedMeanwhile
from hub.documents.forms.signing import ErrandForm
from hub.documents.models import (
    DocumentType,
    ErrandState,
    SignatureKind,
    SigningErrand,
    SigningPath,
)
from hub.documents.queries import errands
from hub.documents.service import errands as service
from hub.documents.views import client_file, pages
from hub.documents.views.signing import page_again
from hub.documents.views.tasks import Task, task_of
from hub.web import confirmation, toast
from hub.web.access import for_signed_in, links, runtime, settings
from hub.web.body import is_fragment, submitted
from hub.web.downloads import attachment
from hub.web.security import limited, policy

#: Where the signing program of government users listens on their own machine.
VGCA: Final = "wss://127.0.0.1:8987"
PURPOSE: Final = "signing-errand"


@pages.post("/documents/<uuid:document_id>/sign/elsewhere")
@for_signed_in
@limited("10 per minute")
def begin_errand(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Begin a signature on the actor's own machine."""
    task = task_of(actor, document_id)
    try:
        form = submitted(ErrandForm)
        confirmation.ensure()
        _ensure_fits(form, task)
    except InvalidInput as error:
        return page_again(task, error)
    with runtime().unit_of_work(actor) as uow:
        document = queries.get_to_see(uow.session, actor, document_id)
        if queries.latest(document).id != form.version_id:
            raise SignedMeanwhile
        errand = service.begin_errand(
            uow, document, task.kind, path=form.path, level=form.level.value, reason=form.reason
        )
    where = url_for("documents.show_errand", document_id=document_id, errand_id=errand.id)
    return redirect(where, 303)


@pages.get("/documents/<uuid:document_id>/sign/elsewhere/<uuid:errand_id>")
@for_signed_in
def show_errand(actor: Actor, document_id: DocumentId, errand_id: EntryId) -> ResponseReturnValue:
    """Show what to do on the own machine and how far it is; asked again while it waits."""
    with runtime().read() as session:
        errand = errands.errand_of(session, actor, errand_id)
        document = queries.get_to_see(session, actor, document_id)
    done = url_for("documents.show", document_id=document_id)
    if errand.state is ErrandState.SIGNED and is_fragment():
        toast.say(_("Signed. The signature was checked and is stored."))
        return Response(status=204, headers={"HX-Redirect": done})
    if errand.state is ErrandState.SIGNED:
        return redirect(done)
    context = _context(actor, errand) | {"document": document}
    if is_fragment():
        return render_template("documents/_errand.html", **context)
    page = make_response(render_template("documents/errand.html", **context))
    if errand.path is SigningPath.VGCA:
        page.headers["Content-Security-Policy"] = policy(connect=VGCA)
    return page


@pages.post("/documents/<uuid:document_id>/sign/elsewhere/<uuid:errand_id>/stop")
@for_signed_in
def stop_errand(actor: Actor, document_id: DocumentId, errand_id: EntryId) -> ResponseReturnValue:
    """Make the one-time address useless and go back to the signing page."""
    with runtime().unit_of_work(actor) as uow:
        service.stop_errand(uow, errands.errand_of(uow.session, actor, errand_id))
    return redirect(url_for("documents.sign", document_id=document_id), 303)


@pages.get("/documents/signing-client.pyz")
@for_signed_in
def signing_client(_actor: Actor) -> ResponseReturnValue:
    """Return the signing client as one file that Python runs."""
    return attachment(client_file.made(), "diem-cau-ky-so.pyz", "application/zip")


def _ensure_fits(form: ErrandForm, task: Task) -> None:
    if form.path is SigningPath.VGCA and not task.is_pdf:
        raise InvalidInput({"path": _("VGCA's program signs PDF documents here.")})


def _context(actor: Actor, errand: SigningErrand) -> dict[str, Any]:
    token = links().sign(PURPOSE, {"id": str(errand.id)}, expires_at=errand.expires_at)
    address = f"{settings().url}/signing/{token}"
    now = runtime().clock()
    is_over = errand.state is ErrandState.STOPPED or now >= errand.expires_at
    is_open = errand.state in service.OPEN and not is_over
    is_vgca = errand.path is SigningPath.VGCA
    request = {}
    if is_open and is_vgca:
        request = _vgca_request(errand, task_of(actor, errand.document_id), address)
    return {
        "errand": errand,
        "address": address,
        "is_over": is_over,
        "is_open": is_open,
        "is_vgca": is_vgca,
        "vgca": VGCA,
        "vgca_request": request,
        "kind": errand.kind,
    }


def _vgca_request(errand: SigningErrand, task: Task, address: str) -> dict[str, Any]:
    """Return operation and message for VGCA's program (its JavaScript interface, version 1)."""
    document = task.document
    number = f"{document.number}/{document.notation}" if document.number else ""
    message: dict[str, Any] = {
        "FileUploadHandler": f"{address}/upload",
        "SessionId": "",
        "JWTToken": "",
        "FileName": f"{address}/source.pdf",
        "MetaData": [],
    }
    if errand.kind is SignatureKind.PERSON:
        return {"operation": "SignApproved", "message": message}
    if document.type is DocumentType.MATERIAL:
        message["DocNumber"] = task.accompanied
        return {"operation": "SignAppendix", "message": message}
    day = document.issued_on or wall_date(runtime().clock())
    message |= {"DocNumber": number, "IssuedDate": day.isoformat()}
    return {"operation": "SignIssued", "message": message}
