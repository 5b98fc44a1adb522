"""Registering what came through the hub: from the reader, or several at once."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import DocumentId
from hub.core.text import gettext as _
from hub.core.text import ngettext
from hub.core.unit_of_work import Actor
from hub.documents import queries as documents
from hub.registers import queries, rules, service
from hub.registers.errors import PossibleDuplicate
from hub.registers.forms import ManyForm, RegisterForm
from hub.registers.views import pages
from hub.registers.views.shared import for_keepers
from hub.web import toast
from hub.web.access import for_signed_in, runtime
from hub.web.body import submitted


@pages.get("/registers/documents/<uuid:document_id>")
@for_signed_in
def of_document(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Return, for the reader's page, the arrival number in the actor's unit or the button."""
    with runtime().read() as session:
        document = documents.get_to_see(session, actor, document_id)
        received = queries.was_received(session, actor.unit_id, document_id)
        entry = queries.entry_of_document(session, actor.unit_id, document_id)
    return render_template(
        "registers/_of_document.html",
        document=document,
        entry=entry,
        may_register=received and entry is None and rules.may_keep(actor, actor.unit_id),
    )


@pages.post("/registers/documents/<uuid:document_id>")
@for_keepers
def register(actor: Actor, document_id: DocumentId) -> ResponseReturnValue:
    """Give a received document its arrival number; one that looks registered is asked about."""
    form = submitted(RegisterForm)
    try:
        with runtime().unit_of_work(actor) as uow:
            documents.get_to_see(uow.session, actor, document_id)
            entry = service.register_document(uow, document_id, confirmed=form.confirmed)
            number = entry.number
    except PossibleDuplicate as error:
        return _asked(actor, document_id, error), 409
    toast.say(_("The document has arrival number %(number)s.", number=number))
    return redirect(url_for("registers.incoming"), 303)


@pages.post("/registers/incoming/documents")
@for_keepers
def register_many(actor: Actor) -> ResponseReturnValue:
    """Register the received documents that were chosen; doubtful ones are left waiting."""
    form = submitted(ManyForm)
    with runtime().unit_of_work(actor) as uow:
        entered, doubtful = service.register_many(uow, form.documents)
    if entered:
        toast.say(
            ngettext(
                "%(num)s document was registered.",
                "%(num)s documents were registered.",
                len(entered),
            )
        )
    if doubtful:
        names = ", ".join(each.title for each in doubtful)
        toast.say(_("Perhaps registered already, so left waiting: %(names)s.", names=names), "warn")
    return redirect(url_for("registers.incoming"), 303)


def _asked(actor: Actor, document_id: DocumentId, error: PossibleDuplicate) -> str:
    with runtime().read() as session:
        document = documents.get_to_see(session, actor, document_id)
        code = f"{document.number}/{document.notation}"
        same = queries.same_as(session, actor.unit_id, code, document.meeting.host.name)
    return render_template(
        "registers/duplicate.html", document=document, same=same, mistake=error.sentence
    )
