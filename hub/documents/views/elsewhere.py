"""The signer's page while the signature is made on their own machine."""

from typing import Any, Final

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.ids import DocumentId, EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents import queries
from hub.documents.errors import SignedMeanwhile
from hub.documents.forms.signing import ErrandForm
from hub.documents.models import ErrandState, SigningErrand, SigningPath
from hub.documents.queries import errands
from hub.documents.service import errands as service
from hub.documents.views import client_file, pages
from hub.documents.views.awaited import awaited_by, page_of
from hub.documents.views.signing import page_again
from hub.documents.views.tasks import Task, task_of
from hub.gateways.signing.signer import Signer
from hub.web import confirmation, toast
from hub.web.access import for_signed_in, links, neighbour, runtime, settings
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
    return redirect(url_for("documents.show_errand", errand_id=errand.id), 303)


@pages.get("/signing-errands/<uuid:errand_id>")
@for_signed_in
def show_errand(actor: Actor, errand_id: EntryId) -> ResponseReturnValue:
    """Show what to do on the own machine and how far it is; asked again while it waits."""
    with runtime().read() as session:
        errand = errands.errand_of(session, actor, errand_id)
    begun_at, done_at = page_of(errand)
    if errand.state is ErrandState.SIGNED and is_fragment():
        toast.say(_("Signed. The signature was checked and is stored."))
        return Response(status=204, headers={"HX-Redirect": done_at})
    if errand.state is ErrandState.SIGNED:
        return redirect(done_at)
    context = {"errand": errand, "begun_at": begun_at, **_progress(errand)}
    if is_fragment():
        return render_template("documents/_errand.html", **context)
    if context["is_open"]:
        context |= _what_to_do(actor, errand)
    page = make_response(render_template("documents/errand.html", **context))
    if errand.path is SigningPath.VGCA:
        page.headers["Content-Security-Policy"] = policy(connect=VGCA)
    return page


@pages.post("/signing-errands/<uuid:errand_id>/stop")
@for_signed_in
def stop_errand(actor: Actor, errand_id: EntryId) -> ResponseReturnValue:
    """Make the one-time address useless and go back to the signing page."""
    with runtime().unit_of_work(actor) as uow:
        errand = errands.errand_of(uow.session, actor, errand_id)
        service.stop_errand(uow, errand)
    return redirect(page_of(errand)[0], 303)


@pages.get("/documents/signing-client.pyz")
@for_signed_in
def signing_client(_actor: Actor) -> ResponseReturnValue:
    """Return the signing client as one file that Python runs."""
    return attachment(client_file.made(), "diem-cau-ky-so.pyz", "application/zip")


def _ensure_fits(form: ErrandForm, task: Task) -> None:
    """Raise InvalidInput when VGCA's program cannot sign this file."""
    if form.path is not SigningPath.VGCA:
        return
    if not task.is_pdf:
        raise InvalidInput({"path": _("VGCA's program signs PDF documents here.")})
    neighbour(Signer).ensure_admits_fields(task.version.sha256)


def _progress(errand: SigningErrand) -> dict[str, Any]:
    is_over = errand.state is ErrandState.STOPPED or runtime().clock() >= errand.expires_at
    return {
        "is_over": is_over,
        "is_open": errand.state in service.OPEN and not is_over,
        "is_vgca": errand.path is SigningPath.VGCA,
    }


def _what_to_do(actor: Actor, errand: SigningErrand) -> dict[str, Any]:
    """Return the one-time address, and what VGCA's program is asked (its interface, version 1)."""
    token = links().sign(PURPOSE, {"id": str(errand.id)}, expires_at=errand.expires_at)
    address = f"{settings().url}/signing/{token}"
    awaited = awaited_by(actor, errand)
    operation, more = awaited.vgca()
    message = {
        "FileUploadHandler": f"{address}/upload",
        "SessionId": "",
        "JWTToken": "",
        "FileName": f"{address}/source.pdf",
        "MetaData": [],
        **more,
    }
    return {
        "awaited": awaited,
        "address": address,
        "vgca": VGCA,
        "vgca_request": {"operation": operation, "message": message},
    }
