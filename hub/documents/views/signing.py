"""Signing a document: the page that shows what will happen, and the signature itself."""

from typing import Any, Final

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import format_date
from hub.core.errors import InvalidInput
from hub.core.ids import DocumentId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.documents.errors import SignedMeanwhile
from hub.documents.forms.signing import SignForm
from hub.documents.views import pages
from hub.documents.views.tasks import (
    Task,
    appearance_of,
    choices_of,
    sign_task,
    task_of,
    write_down,
)
from hub.gateways.signing.problems import TokenAway, TokenFailed, TokenLocked, WrongPin
from hub.gateways.signing.signer import Signer
from hub.web import confirmation, toast
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.body import shown_again, submitted
from hub.web.security import limited

TEMPLATE: Final = "documents/sign.html"


@pages.get("/documents/<uuid:document_id>/sign")
@for_signed_in
def sign(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Show page and place of the signature, certificate, expiry; ask for reason and PIN."""
    return render_template(TEMPLATE, typed={}, **_context(task_of(actor, document_id)))


@pages.get("/documents/<uuid:document_id>/sign/page.png")
@for_signed_in
def sign_preview(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Return a picture of the page that will be signed, the place framed."""
    task = task_of(actor, document_id)
    place = appearance_of(task, task.elsewhere[0])
    shown = neighbour(Signer).preview(task.version.sha256, task.field_name, place)
    return Response(shown, content_type="image/png")


@pages.post("/documents/<uuid:document_id>/sign")
@for_signed_in
@limited("10 per minute")
def put_signature(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Sign the document: nothing is kept unless the stored result passes the check."""
    task = task_of(actor, document_id)
    try:
        form = submitted(SignForm)
        confirmation.ensure()
        if form.version_id != task.version.id:
            raise SignedMeanwhile
        key = task.key(form.key_id)
        made = sign_task(task, key, form.pin, level=form.level, reason=form.reason)
    except (WrongPin, TokenAway, TokenLocked, TokenFailed) as error:
        mistake = InvalidInput({"pin": error.sentence})
        return shown_again(TEMPLATE, mistake, SignForm, **_context(task))
    except InvalidInput as error:
        return shown_again(TEMPLATE, error, SignForm, **_context(task))
    write_down(actor, task, made)
    toast.say(_("Signed. The signature was checked and is stored."))
    return redirect(url_for("documents.show", document_id=document_id))


def page_again(task: Task, mistake: InvalidInput) -> ResponseReturnValue:
    """Show the page again with a mistake, for the ways that begin on it."""
    return shown_again(TEMPLATE, mistake, None, **_context(task))


def _context(task: Task) -> dict[str, Any]:
    return {
        "key_choices": [
            (
                str(key.id),
                key.subject,
                _("%(issuer)s, until %(day)s", issuer=key.issuer, day=format_date(key.not_after)),
                "key" if key.token else "certificate",
            )
            for key in task.usable
        ],
        "level_choices": choices_of(task),
        "document": task.document,
        "version": task.version,
        "kind": task.kind,
        "is_pdf": task.is_pdf,
        "usable": task.usable,
        "elsewhere": [key for key in task.elsewhere if key not in task.expired],
        "expired": task.expired,
        "now": runtime().clock(),
    }
