"""The register of outgoing documents."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError
from hub.core.ids import EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.documents import queries as documents
from hub.documents.models import DocumentType
from hub.documents.rules import is_numbered
from hub.registers import papers, queries, rules, service
from hub.registers.forms import AskedForm, OutgoingColumns, OutgoingForm, PaperForm, columns_of
from hub.registers.queries import Outgoings
from hub.registers.service import Paper
from hub.registers.views import pages
from hub.registers.views.shared import (
    as_file,
    asked_again,
    context_of,
    for_keepers,
    for_readers,
)
from hub.web import toast
from hub.web.access import runtime
from hub.web.body import submitted
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of
from hub.web.periods import asked_period


@pages.get("/registers")
@for_readers
def index(actor: Actor) -> ResponseReturnValue:
    """Lead to the register that the actor works with most."""
    sends = actor.has(Role.REGISTRY_CLERK, Role.SCHEDULER, Role.CHAIR, Role.SECRETARY)
    return redirect(url_for("registers.outgoing" if sends else "registers.incoming"))


@pages.get("/registers/outgoing")
@for_readers
def outgoing(actor: Actor) -> ResponseReturnValue:
    """Show the register of outgoing documents; also as PDF, XLSX, CSV."""
    asked = asked_period(AskedForm)
    with runtime().read() as session:
        unit = queries.register_of(session, actor, asked.form.unit)
        which = Outgoings(unit.id, asked.start, asked.end, asked.form.q, asked.form.type)
        number = asked_page()
        shown = (None, 0) if asked.wants_file else (PER_PAGE, offset_of(number))
        lines, total = queries.outgoing_page(session, which, most=shown[0], offset=shown[1])
        counts = documents.counts_of(
            session, [each.document_id for each in lines if each.document_id]
        )
    context = context_of(actor, asked, unit)
    if asked.wants_file:
        register = papers.outgoing_register(lines, counts, asked.start, asked.end)
        return as_file(unit.id, asked.form.format, register)
    page = render_template(
        "registers/outgoing.html",
        page=Page(lines, number, total),
        counts=counts,
        receipt_of=papers.receipt_of,
        types=_types(),
        **context,
    )
    return page, asked.status


@pages.get("/registers/outgoing/new")
@for_keepers
def new_paper(_actor: Actor) -> ResponseReturnValue:
    """Ask what goes out on paper."""
    return render_template("registers/paper.html", types=_types())


@pages.post("/registers/outgoing/new")
@for_keepers
def number_paper(actor: Actor) -> ResponseReturnValue:
    """Give a paper the next number of its type."""
    try:
        form = submitted(PaperForm)
        with runtime().unit_of_work(actor) as uow:
            paper = Paper(form.type, form.subject, form.signer)
            entry = service.number_paper(
                uow, actor.unit_id, paper, columns_of(form, OutgoingColumns)
            )
            code = entry.code
    except HubError as error:
        return asked_again("registers/paper.html", error, PaperForm, types=_types())
    toast.say(_("The document has the number %(number)s.", number=code))
    return redirect(url_for("registers.outgoing"), 303)


@pages.get("/registers/outgoing/<uuid:entry_id>")
@for_readers
def outgoing_line(actor: Actor, entry_id: EntryId) -> ResponseReturnValue:
    """Show a line with all its columns; its clerk may fill them in."""
    return render_template("registers/outgoing_line.html", **_line(actor, entry_id))


@pages.post("/registers/outgoing/<uuid:entry_id>")
@for_keepers
def correct_outgoing(actor: Actor, entry_id: EntryId) -> ResponseReturnValue:
    """Fill in or correct the columns of a line."""
    context = _line(actor, entry_id)
    try:
        form = submitted(OutgoingForm)
        with runtime().unit_of_work(actor) as uow:
            entry = queries.outgoing(uow.session, actor, entry_id)
            columns = columns_of(form, OutgoingColumns)
            service.correct_outgoing(uow, entry, columns, read_version=form.version)
    except HubError as error:
        return asked_again("registers/outgoing_line.html", error, OutgoingForm, **context)
    toast.say(_("The line of the register was saved."))
    return redirect(url_for("registers.outgoing"), 303)


def _line(actor: Actor, entry_id: EntryId) -> dict[str, Any]:
    with runtime().read() as session:
        entry = queries.outgoing(session, actor, entry_id)
        counts = documents.counts_of(session, [entry.document_id] if entry.document_id else [])
    return {
        "entry": entry,
        "receipt": papers.receipt_of(entry, counts),
        "type_name": rules.type_name(entry.series),
        "may_keep": rules.may_keep(actor, entry.unit_id),
    }


def _types() -> list[tuple[str, str]]:
    return [(kind.value, rules.type_name(kind)) for kind in DocumentType if is_numbered(kind)]
