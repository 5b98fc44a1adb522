"""Invitations of one's own unit: the list, and answering while signed in."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import Conflict, HubError, InvalidInput
from hub.core.forms import read
from hub.core.ids import InvitationId, MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.inbox import service as inbox
from hub.invitations import queries, rules, service
from hub.invitations.errors import NoSuchInvitation
from hub.invitations.forms import AnswerForm
from hub.invitations.models import Invitation
from hub.invitations.views import pages, replies
from hub.web import toast
from hub.web.access import for_role, for_signed_in, runtime
from hub.web.body import event_key
from hub.web.problems import status_of

#: Meetings that ended longer ago are found in the calendar.
SHOWN_FOR: Final = timedelta(days=60)


@pages.get("/invitations")
@for_signed_in
def mine(actor: Actor) -> ResponseReturnValue:
    """Show what the actor's unit is invited to, those waiting for an answer first."""
    now = runtime().clock()
    with runtime().read() as session:
        found = queries.mine(session, actor, since=now - SHOWN_FOR)
    coming = [each for each in found if rules.why_closed_to(each, each.meeting, now) is None]
    coming.sort(key=lambda each: each.meeting.starts_at)
    return render_template(
        "invitations/mine.html",
        waiting=[each for each in coming if rules.is_unsettled(each)],
        answered=[each for each in coming if not rules.is_unsettled(each)],
        past=[each for each in found if each not in coming],
        may_answer=actor.has(*rules.SPEAKING),
    )


@pages.get("/meetings/<uuid:meeting_id>/invitation")
@for_signed_in
def own(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Lead to the invitation of the actor's unit to a meeting."""
    with runtime().read() as session:
        invitation = queries.of_unit(session, MeetingId(meeting_id), actor.unit_id)
    if invitation is None:
        raise NoSuchInvitation
    return redirect(url_for(".show", invitation_id=invitation.id))


@pages.get("/invitations/<uuid:invitation_id>")
@for_signed_in
def show(actor: Actor, invitation_id: UUID) -> ResponseReturnValue:
    """Show an invitation of the actor's unit, with the form while answers count."""
    invitation = _invitation(actor, invitation_id)
    return _page(actor, invitation, replies.values_of(invitation))


@pages.post("/invitations/<uuid:invitation_id>/answer")
@for_role(Role.SITE_LEADER, Role.SITE_CLERK)
def give_own_answer(actor: Actor, invitation_id: UUID) -> ResponseReturnValue:
    """Take the answer of the actor's unit."""
    invitation = _invitation(actor, invitation_id)
    raw = replies.typed_answer()
    if raw.get("step") == replies.ADD_DELEGATE:
        return _page(actor, invitation, raw)
    try:
        form = read(AnswerForm, raw)
        with runtime().unit_of_work(actor) as uow:
            fresh = queries.get_of_unit(uow.session, actor, invitation.id)

            def answer() -> dict[str, str]:
                service.answer(uow, fresh, form.reply)
                return {}

            inbox.once(uow, event_key(), "invitations.answer", answer)
    except (InvalidInput, Conflict) as error:
        if request.is_json or event_key():  # kept by the page while the line was lost
            raise
        return _page(actor, invitation, raw, error)
    toast.say(_("Your answer has been stored and the office sees it now."))
    return redirect(url_for(".show", invitation_id=invitation_id))


def _invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    with runtime().read() as session:
        return queries.get_of_unit(session, actor, InvitationId(invitation_id))


def _page(
    actor: Actor, invitation: Invitation, values: dict[str, Any], error: HubError | None = None
) -> ResponseReturnValue:
    meeting = invitation.meeting
    with runtime().read() as session:
        title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    page = render_template(
        "invitations/show.html",
        invitation=invitation,
        meeting=meeting,
        chair_title=title,
        closed=rules.why_closed_to(invitation, meeting, runtime().clock()),
        may_answer=rules.may_answer(actor, invitation),
        typed=values,
        rows=replies.rows_of(values),
        blank_rows=replies.blank_rows(values),
        mistakes=error.fields if isinstance(error, InvalidInput) else {},
        mistake=error.sentence if error else "",
    )
    return page, status_of(error) if error else 200
