"""Steps of a meeting before its invitations: submit, approve, return."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.meetings import queries, service
from hub.meetings.forms import ReturnForm, VersionForm
from hub.meetings.views import pages
from hub.web import toast
from hub.web.access import for_role, for_signed_in, runtime
from hub.web.body import submitted


@pages.post("/meetings/<uuid:meeting_id>/submit")
@for_role(Role.SCHEDULER)
def submit(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Put a draft before its chair."""
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
        service.submit(uow, meeting)
    toast.say(_("Sent to the chair for approval."))
    return redirect(url_for(".show", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/approve")
@for_signed_in
def approve(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Agree to the meeting as it was shown."""
    form = submitted(VersionForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.approve(uow, meeting, version=form.version)
    toast.say(_("Approved. The office can send the invitations now."))
    return redirect(url_for(".show", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/return")
@for_signed_in
def send_back(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Ask for changes first."""
    form = submitted(ReturnForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.send_back(uow, meeting, reason=form.reason, version=form.version)
    toast.say(_("Returned with your reason."))
    return redirect(url_for(".show", meeting_id=meeting_id))
