"""The incident log of a meeting: calls, who looks after them, what it was, for how long."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import wall_date
from hub.core.errors import HubError, InvalidInput
from hub.core.forms import read
from hub.core.ids import IncidentId, MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.directory import queries as directory
from hub.gateways.pdf import print_paper
from hub.gateways.spreadsheets import to_csv, to_workbook
from hub.gateways.workers import Workers
from hub.meetings import queries as meetings
from hub.messages import papers, queries, rules, service
from hub.messages.errors import NoSuchRecipient
from hub.messages.forms import CallForm, FormatForm, NoteForm, SolveForm
from hub.messages.models import Cause, IncidentKind
from hub.messages.views import pages
from hub.messages.views.chat import LISTED, show_panel
from hub.web import downloads, toast
from hub.web.access import for_participants, for_signed_in, neighbour, runtime
from hub.web.body import is_fragment, submitted, typed
from hub.web.problems import is_program, status_of


@pages.get("/meetings/<uuid:meeting_id>/incidents")
@for_signed_in
def incidents(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the incidents: all of them to the host, their own to a site; also as a file."""
    wanted = read(FormatForm, request.args.to_dict())
    context = _context(actor, meeting_id)
    if wanted.format != "html":
        return _as_file(wanted.format, context, actor)
    template = "messages/_incidents.html" if is_fragment() else "messages/incidents.html"
    return render_template(template, **context)


@pages.post("/meetings/<uuid:meeting_id>/incidents/call")
@for_participants
def call(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Call the technician for the actor's own site."""
    try:
        form = submitted(CallForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            service.call_technician(uow, meeting, kind=form.kind, text=form.text)
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(
        actor, meeting_id, said=_("The technician has your call, with your line's figures.")
    )


@pages.post("/meetings/<uuid:meeting_id>/incidents/note")
@for_signed_in
def note(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Note an incident that the technician saw or heard of."""
    try:
        form = submitted(NoteForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            site = meetings.sites_among(uow.session, meeting_id, [form.site])
            if not site:
                raise NoSuchRecipient
            service.note_incident(uow, meeting, site[0], kind=form.kind, text=form.text)
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(actor, meeting_id, said=_("The incident is in the log."))


@pages.post("/meetings/<uuid:meeting_id>/incidents/<uuid:incident_id>/take")
@for_signed_in
def take(actor: Actor, meeting_id: MeetingId, incident_id: IncidentId) -> ResponseReturnValue:
    """Look after an incident."""
    try:
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            incident = queries.get_incident(uow.session, meeting.id, incident_id)
            service.take(uow, meeting, incident)
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/incidents/<uuid:incident_id>/solve")
@for_signed_in
def solve(actor: Actor, meeting_id: MeetingId, incident_id: IncidentId) -> ResponseReturnValue:
    """Say that an incident is over, and what it was."""
    try:
        form = submitted(SolveForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
            incident = queries.get_incident(uow.session, meeting.id, incident_id)
            service.solve(uow, meeting, incident, cause=form.cause, note=form.note)
    except HubError as error:
        return _shown(actor, meeting_id, error)
    return _shown(actor, meeting_id)


def _shown(
    actor: Actor, meeting_id: MeetingId, error: HubError | None = None, *, said: str = ""
) -> ResponseReturnValue:
    """Show where the actor was: the panel of the room again, or the log."""
    if error is not None and is_program():
        raise error
    if is_fragment() and request.headers.get("HX-Target") == "messages-panel":
        return show_panel(actor, meeting_id, error)
    if error is None:
        if said:
            toast.say(said)
        return redirect(url_for(".incidents", meeting_id=meeting_id))
    fields = error.fields if isinstance(error, InvalidInput) else {}
    page = render_template(
        "messages/incidents.html",
        typed=typed(),
        mistakes=fields,
        mistake=error.sentence,
        **_context(actor, meeting_id),
    )
    return page, status_of(error)


def _context(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        found = queries.incidents_to_see(session, actor, meeting)
        head = directory.letterhead(session, meeting.host_unit_id, wall_date(meeting.starts_at))
        own = meetings.site_of_unit(session, meeting_id, actor.unit_id)
        looks_after = rules.may_look_after(actor, meeting)
        sites = meetings.sites_from(session, meeting_id, 0, most=LISTED + 1) if looks_after else ()
    now = runtime().clock()
    return {
        "meeting": meeting,
        "incidents": found,
        "head": head,
        "own": own,
        "calls": rules.may_write(actor, meeting, own) and rules.can_write(meeting, now),
        "looks_after": looks_after,
        "sites": sites[:LISTED],
        "is_whole": len(sites) <= LISTED,
        "kinds": list(IncidentKind),
        "causes": list(Cause),
        "word": rules.word,
        "said": papers.said,
        "line": papers.line_in_words,
        "minutes": papers.minutes_between,
        "now": now,
    }


def _as_file(kind: str, context: dict[str, Any], actor: Actor) -> ResponseReturnValue:
    meeting, name = context["meeting"], _("Incident log")
    in_order = list(reversed(context["incidents"]))
    table = papers.incident_table(meeting, in_order)
    now = context["now"]
    if kind == "csv":
        return downloads.attachment(to_csv(table), f"{name}.csv", downloads.CSV)
    if kind == "xlsx":
        return downloads.attachment(
            to_workbook(neighbour(Workers), [table], made_at=now), f"{name}.xlsx", downloads.XLSX
        )
    html = papers.incident_paper(meeting, in_order, context["head"], now, by_name=actor.name)
    pdf = print_paper(neighbour(Workers), html)
    return downloads.attachment(pdf, f"{name}.pdf", downloads.PDF)
