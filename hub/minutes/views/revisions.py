"""Earlier revisions: the list, one of them, what changed, bringing one back."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core.errors import HubError
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.minutes import queries, rules, service
from hub.minutes.forms import RevisionForm
from hub.minutes.views.blueprint import pages
from hub.web.access import for_signed_in, runtime
from hub.web.body import submitted
from hub.web.toast import say


@pages.get("/meetings/<uuid:meeting_id>/minutes/revisions")
@for_signed_in
def history(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """List the revisions, sittings together, newest first."""
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        visits = rules.visits_of(queries.saves_of(session, minutes))
        voided = queries.voided_of(session, actor, meeting, minutes)
    return render_template(
        "minutes/revisions.html", meeting=meeting, minutes=minutes, visits=visits, voided=voided
    )


@pages.get("/meetings/<uuid:meeting_id>/minutes/revisions/<int:number>")
@for_signed_in
def revision(actor: Actor, meeting_id: UUID, number: int) -> ResponseReturnValue:
    """Show a revision: its text, or what changed since `?since=` (the one before by default)."""
    with runtime().read() as session:
        meeting, minutes = queries.get_to_see(session, actor, MeetingId(meeting_id))
        shown = queries.get_revision(session, minutes, number)
        since = _since(number)
        before = queries.get_revision(session, minutes, since) if since else None
        lines = rules.compare(before.html if before else "", shown.html)
    return render_template(
        "minutes/revision.html",
        meeting=meeting,
        minutes=minutes,
        shown=shown,
        since=since,
        lines=lines,
        body=Markup(shown.html),  # noqa: S704  (clean since it was stored)
        as_text=request.args.get("view") == "text",
        can_restore=rules.may_record(actor, meeting)
        and rules.can_be_edited(minutes)
        and number != minutes.revision,
    )


@pages.post("/meetings/<uuid:meeting_id>/minutes/revisions/<int:number>/restore")
@for_signed_in
def restore(actor: Actor, meeting_id: UUID, number: int) -> ResponseReturnValue:
    """Make this revision the present text."""
    form = submitted(RevisionForm)
    try:
        with runtime().unit_of_work(actor) as uow:
            meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
            service.restore(uow, meeting, minutes, number=number, revision=form.revision)
    except HubError as refused:
        if request.accept_mimetypes.best == "application/json":
            raise
        say(refused.sentence, "error")
        return redirect(url_for(".history", meeting_id=meeting_id))
    say(_("Revision %(number)s is the present text again.", number=number))
    return redirect(url_for(".edit", meeting_id=meeting_id))


def _since(number: int) -> int:
    asked = request.args.get("since", "")
    given = asked.isascii() and asked.isdecimal() and len(asked) < 10  # noqa: PLR2004
    since = int(asked) if given else number - 1
    return since if 0 < since != number else 0
