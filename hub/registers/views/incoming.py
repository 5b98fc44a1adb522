"""The registers of incoming documents and of their handling."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import HubError
from hub.core.ids import EntryId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.registers import papers, queries, rules, service
from hub.registers.errors import PossibleDuplicate
from hub.registers.forms import ArrivalForm, AskedForm, HandlingColumns, HandlingForm, columns_of
from hub.registers.queries import Arrivals
from hub.registers.service import Arrival
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
from hub.web.body import submitted, typed
from hub.web.paging import PER_PAGE, Page, asked_page, offset_of
from hub.web.periods import asked_period


@pages.get("/registers/incoming")
@for_readers
def incoming(actor: Actor) -> ResponseReturnValue:
    """Show the register of incoming documents, and what waits to be entered; also as files."""
    return _register(actor, "registers/incoming.html", handling=False)


@pages.get("/registers/handling")
@for_readers
def handling(actor: Actor) -> ResponseReturnValue:
    """Show how far incoming documents have been dealt with; also as files."""
    return _register(actor, "registers/handling.html", handling=True)


def _register(actor: Actor, template: str, *, handling: bool) -> ResponseReturnValue:
    asked = asked_period(AskedForm)
    form = asked.form
    with runtime().read() as session:
        unit = queries.register_of(session, actor, form.unit)
        which = Arrivals(unit.id, asked.start, asked.end, asked.today, form.q, form.show)
        number = asked_page()
        shown = (None, 0) if asked.wants_file else (PER_PAGE, offset_of(number))
        lines, total = queries.incoming_page(session, which, most=shown[0], offset=shown[1])
        keeps = rules.may_keep(actor, unit.id)
        waiting = queries.waiting(session, unit.id) if keeps else ()
    context = context_of(actor, asked, unit)
    if asked.wants_file:
        register = (
            papers.handling_register(lines, asked.start, asked.end, asked.today)
            if handling
            else papers.incoming_register(lines, asked.start, asked.end)
        )
        return as_file(unit.id, form.format, register)
    page = render_template(
        template,
        page=Page(lines, number, total),
        waiting=waiting,
        progress_of=papers.progress_of,
        **context,
    )
    return page, asked.status


@pages.get("/registers/incoming/new")
@for_keepers
def new_arrival(actor: Actor) -> ResponseReturnValue:
    """Ask what came in from outside the hub."""
    return render_template("registers/arrival.html", same=(), **_form_context(actor))


@pages.post("/registers/incoming/new")
@for_keepers
def enter_arrival(actor: Actor) -> ResponseReturnValue:
    """Give what came in its arrival number; what looks registered already is shown first."""
    try:
        form = submitted(ArrivalForm)
        arrival = Arrival(
            form.author, form.code, form.issued_on, form.type_name, form.subject, form.arrived_on
        )
        with runtime().unit_of_work(actor) as uow:
            columns = columns_of(form, HandlingColumns)
            entry = service.enter_arrival(uow, arrival, columns, confirmed=form.confirmed)
            number = entry.number
    except HubError as error:
        same = _same(actor) if isinstance(error, PossibleDuplicate) else ()
        context = _form_context(actor)
        return asked_again("registers/arrival.html", error, ArrivalForm, same=same, **context)
    toast.say(_("The document has arrival number %(number)s.", number=number))
    return redirect(url_for("registers.incoming"), 303)


@pages.get("/registers/incoming/<uuid:entry_id>")
@for_readers
def incoming_line(actor: Actor, entry_id: EntryId) -> ResponseReturnValue:
    """Show a line, with whom it was handed to and what became of it."""
    return render_template("registers/incoming_line.html", **_line(actor, entry_id))


@pages.post("/registers/incoming/<uuid:entry_id>")
@for_keepers
def correct_incoming(actor: Actor, entry_id: EntryId) -> ResponseReturnValue:
    """Write whom a document was handed to, until when, what became of it."""
    context = _line(actor, entry_id)
    try:
        form = submitted(HandlingForm)
        with runtime().unit_of_work(actor) as uow:
            entry = queries.incoming(uow.session, actor, entry_id)
            columns = columns_of(form, HandlingColumns)
            service.correct_incoming(uow, entry, columns, read_version=form.version)
    except HubError as error:
        return asked_again("registers/incoming_line.html", error, HandlingForm, **context)
    toast.say(_("The line of the register was saved."))
    return redirect(url_for("registers.handling"), 303)


def _line(actor: Actor, entry_id: EntryId) -> dict[str, Any]:
    with runtime().read() as session:
        entry = queries.incoming(session, actor, entry_id)
        people = directory.people_of(session, entry.unit_id)
    today = wall_date(runtime().clock())
    return {
        "entry": entry,
        "people": [(str(each.id), each.name) for each in people],
        "may_keep": rules.may_keep(actor, entry.unit_id),
        "progress": papers.progress_of(entry, today),
        "handling": rules.handling_of(entry, today),
    }


def _form_context(actor: Actor) -> dict[str, Any]:
    with runtime().read() as session:
        people = directory.people_of(session, actor.unit_id)
    return {
        "people": [(str(each.id), each.name) for each in people],
        "today": wall_date(runtime().clock()),
    }


def _same(actor: Actor) -> Any:
    sent = typed(ArrivalForm)
    with runtime().read() as session:
        return queries.same_as(session, actor.unit_id, sent.get("code", ""), sent.get("author", ""))
