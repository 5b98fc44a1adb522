"""Answering with the signed link of a mail, without signing in.

Mail scanners open every link, so GET only shows; the answer is a POST that somebody sends.
"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import Conflict, HubError, InvalidInput
from hub.core.forms import read
from hub.core.unit_of_work import LINK_HOLDER
from hub.directory import queries as directory
from hub.invitations import queries, rules, service
from hub.invitations.forms import AnswerForm
from hub.invitations.models import Invitation
from hub.invitations.notices.desk import TO_ANSWER
from hub.invitations.views import pages, replies
from hub.invitations.views.by_link import LIMIT, invited
from hub.web.access import for_anyone, runtime
from hub.web.problems import status_of
from hub.web.security import limited_in_failing


@pages.get("/answer/<token>")
@for_anyone
@limited_in_failing(LIMIT)
def answer(token: str) -> ResponseReturnValue:
    """Show the invitation and the form. Changes nothing."""
    invitation, _serial = invited(TO_ANSWER, token)
    return _page(token, invitation, replies.values_of(invitation))


@pages.post("/answer/<token>")
@for_anyone
@limited_in_failing(LIMIT)
def give_answer(token: str) -> ResponseReturnValue:
    """Take the answer. Refused after the start, or when the meeting is off."""
    invitation, serial = invited(TO_ANSWER, token)
    raw = replies.typed_answer()
    if raw.get("step") == replies.ADD_DELEGATE:
        return _page(token, invitation, raw)
    try:
        form = read(AnswerForm, raw)
        with runtime().unit_of_work(LINK_HOLDER) as uow:
            fresh = queries.get(uow.session, invitation.id)
            service.answer_by_link(uow, fresh, form.reply, serial=serial)
    except (InvalidInput, Conflict) as error:
        if request.is_json:
            raise
        return _page(token, invitation, raw, error)
    return redirect(url_for(".answered", token=token))


@pages.get("/answer/<token>/done")
@for_anyone
@limited_in_failing(LIMIT)
def answered(token: str) -> ResponseReturnValue:
    """Say what was answered, and until when it can be changed."""
    invitation, _serial = invited(TO_ANSWER, token)
    return render_template("invitations/answered.html", invitation=invitation, token=token)


def _page(
    token: str, invitation: Invitation, values: dict[str, Any], error: HubError | None = None
) -> ResponseReturnValue:
    meeting = invitation.meeting
    closed = rules.why_closed(meeting, runtime().clock())
    with runtime().read() as session:
        title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    page = render_template(
        "invitations/answer.html",
        token=token,
        invitation=invitation,
        meeting=meeting,
        chair_title=title,
        closed=closed,
        typed=values,
        rows=replies.rows_of(values),
        blank_rows=replies.blank_rows(values),
        mistakes=error.fields if isinstance(error, InvalidInput) else {},
        mistake=error.sentence if error else "",
    )
    problem = error or closed
    return page, status_of(problem) if problem else 200
