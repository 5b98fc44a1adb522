"""A guest's own link: answer, and come in, as nobody but that guest.

GET only shows, because mail scanners open every link; what is posted opens the session.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.accounts import service as accounts
from hub.core.errors import Conflict, HubError
from hub.core.forms import read
from hub.core.text import gettext as _
from hub.core.unit_of_work import LINK_HOLDER, Role
from hub.directory import queries as directory
from hub.invitations import queries, rules, service
from hub.invitations.errors import (
    InvitationWasWithdrawn,
    MeetingWasCancelled,
    MeetingWasPostponed,
)
from hub.invitations.forms import GuestAnswerForm
from hub.invitations.models import Invitation
from hub.invitations.notices.desk import TO_ATTEND
from hub.invitations.views import pages
from hub.invitations.views.by_link import LIMIT, invited
from hub.meetings import rules as meeting_rules
from hub.web import toast
from hub.web.access import begin_session, find_actor, for_anyone, runtime
from hub.web.body import typed
from hub.web.problems import status_of
from hub.web.security import limited_in_failing


@pages.get("/guest/<token>")
@for_anyone
@limited_in_failing(LIMIT)
def attend(token: str) -> ResponseReturnValue:
    """Show the invitation to a guest: the answer, and the way in. Changes nothing."""
    invitation, _serial = invited(TO_ATTEND, token)
    return _page(token, invitation)


@pages.post("/guest/<token>")
@for_anyone
@limited_in_failing(LIMIT)
def answer_as_guest(token: str) -> ResponseReturnValue:
    """Take a guest's answer. Refused after the start, or when the meeting is off."""
    invitation, serial = invited(TO_ATTEND, token)
    try:
        form = read(GuestAnswerForm, typed(GuestAnswerForm))
        with runtime().unit_of_work(LINK_HOLDER) as uow:
            fresh = queries.get(uow.session, invitation.id)
            service.answer_as_guest(uow, fresh, form.answer, reason=form.reason, serial=serial)
    except Conflict as error:
        return _page(token, invitation, error)
    toast.say(_("Thank you. Your answer is stored; the office sees it now."))
    return redirect(url_for(".attend", token=token))


@pages.post("/guest/<token>/enter")
@for_anyone
@limited_in_failing(LIMIT)
def enter_as_guest(token: str) -> ResponseReturnValue:
    """Open a session as this guest and go to the meeting's page for guests."""
    invitation, _serial = invited(TO_ATTEND, token)
    with runtime().unit_of_work(LINK_HOLDER) as uow:
        post = directory.posts_in(uow.session, invitation.unit_id)
        if not post:
            raise InvitationWasWithdrawn(title=invitation.meeting.title)
        opened = accounts.enter_as_guest(
            uow, post[0], address=request.remote_addr or "", browser=request.user_agent.string
        )
    begin_session(opened)
    return redirect(url_for("rooms.guest", meeting_id=invitation.meeting_id))


def _page(token: str, invitation: Invitation, error: HubError | None = None) -> ResponseReturnValue:
    meeting, now = invitation.meeting, runtime().clock()
    closed = rules.why_closed(meeting, now)
    actor = find_actor()
    with runtime().read() as session:
        title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    page = render_template(
        "invitations/attend.html",
        token=token,
        invitation=invitation,
        meeting=meeting,
        chair_title=title,
        closed=closed,
        is_off=isinstance(closed, MeetingWasCancelled | MeetingWasPostponed),
        opens_at=meeting.starts_at - meeting_rules.OPENS_AHEAD,
        lobby_open=meeting_rules.is_open(meeting) or meeting_rules.can_open(meeting, now),
        is_other=actor is not None and actor.unit_id != invitation.unit_id,
        is_account=actor is not None and not actor.has(Role.GUEST),
        chosen=request.args.get("answer", ""),
        mistake=error.sentence if error else "",
    )
    return page, status_of(error) if error else 200
