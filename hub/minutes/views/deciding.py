"""Submitting, taking back, returning."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.ids import MeetingId
from hub.core.marks import PaperKind, mark_of
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.gateways.pdf import to_pdf
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.minutes import papers, queries, service
from hub.minutes.errors import EmptyMinutes, StaleMinutes
from hub.minutes.forms import ReturnForm, RevisionForm
from hub.minutes.models import MinutesState
from hub.minutes.views.blueprint import pages
from hub.web.access import for_signed_in, neighbour, runtime
from hub.web.body import submitted
from hub.web.toast import say

PDF_WITHIN_S = 60.0


@pages.post("/meetings/<uuid:meeting_id>/minutes/submit")
@for_signed_in
def submit(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Give the minutes their number, make the PDF of the revision looked at, submit it."""
    form = submitted(RevisionForm)
    back = redirect(url_for(".of_meeting", meeting_id=meeting_id))
    try:
        number, paper = _numbered(actor, meeting_id, form.revision)
        pdf = neighbour(Workers).run(to_pdf, paper, timeout_s=PDF_WITHIN_S)
        blob = neighbour(Storage).put(pdf)
        with runtime().unit_of_work(actor) as uow:
            meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
            service.submit(uow, meeting, minutes, revision=form.revision, pdf_sha256=blob.sha256)
    except (StaleMinutes, EmptyMinutes) as refused:
        say(refused.sentence, "error")
        return back
    say(_("Submitted as number %(number)s. The secretary signs first, then the chair.",
          number=number))  # fmt: skip
    return back


def _numbered(actor: Actor, meeting_id: UUID, revision: int) -> tuple[str, str]:
    """Return the number of the minutes and the paper of this revision."""
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        number = service.number(uow, meeting, minutes, revision=revision)
        office = queries.office_of(uow.session, meeting)
        paper = papers.document(
            title=meeting.title,
            number=number,
            office=office,
            html=minutes.html,
            mark=mark_of(uow.settings.url, PaperKind.MINUTES, minutes.id),
        )
    return number, paper


@pages.post("/meetings/<uuid:meeting_id>/minutes/take-back")
@for_signed_in
def take_back(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Open submitted minutes for writing again, before anybody has signed."""
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.take_back(uow, meeting, minutes)
    say(_("The minutes can be written on again. Submit them once more when they are ready."))
    return redirect(url_for(".edit", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/minutes/return")
@for_signed_in
def send_back(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Return the minutes to the secretary with a reason."""
    back = redirect(url_for(".of_meeting", meeting_id=meeting_id))
    try:
        form = submitted(ReturnForm)
    except InvalidInput as mistake:
        say(mistake.fields.get("reason", mistake.sentence), "error")
        return back
    with runtime().unit_of_work(actor) as uow:
        meeting, minutes = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        signed = minutes.state is MinutesState.SECRETARY_SIGNED
        service.send_back(uow, meeting, minutes, reason=form.reason)
    if signed:
        say(_("Returned. The signed PDF is void and kept in the history."))
    else:
        say(_("Returned to the secretary with your reason."))
    return back
