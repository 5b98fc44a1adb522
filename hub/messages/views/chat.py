"""The messages in the side panel of the room, with the call for the technician."""

from typing import Any, Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput
from hub.core.forms import read
from hub.core.ids import ChatMessageId, MeetingId, new_id
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.messages import papers, queries, rules, service
from hub.messages.forms import LONGEST, EarlierForm, MessageForm, ReadForm
from hub.messages.models import Cause, IncidentKind, IncidentState
from hub.messages.views import pages
from hub.web.access import for_participants, for_signed_in, runtime
from hub.web.body import submitted, typed
from hub.web.problems import is_program, status_of
from hub.web.security import limited

#: Sites offered as readers; where there are more, the others are found by their names.
LISTED: Final = 100


@pages.get("/meetings/<uuid:meeting_id>/messages/panel")
@for_participants
def panel(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the newest messages the actor may read, or those before a number."""
    wanted = read(EarlierForm, request.args.to_dict())
    return render_template("messages/_panel.html", **_context(actor, meeting_id, wanted.before))


@pages.post("/meetings/<uuid:meeting_id>/messages")
@for_participants
@limited("60 per minute")
def send(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Take a message; it is kept when the answer comes."""
    try:
        form = submitted(MessageForm)
        with runtime().unit_of_work(actor) as uow:
            service.send(
                uow,
                meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting,
                audience=form.audience,
                to_site_id=form.to_site_id,
                text=form.text,
                event_key=form.key,
            )
    except HubError as error:
        return show_panel(actor, meeting_id, error)
    return show_panel(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/messages/read")
@for_participants
def note_read(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Note how far the actor has read."""
    form = submitted(ReadForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        service.note_read(uow, meeting, form.number)
    return "", 204


@pages.post("/meetings/<uuid:meeting_id>/messages/<uuid:chat_message_id>/remove")
@for_participants
def remove(
    actor: Actor, meeting_id: MeetingId, chat_message_id: ChatMessageId
) -> ResponseReturnValue:
    """Take a message out of sight."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        message = queries.get_message(uow.session, meeting.id, chat_message_id)
        service.remove(uow, meeting, message)
    return show_panel(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/messages/keep-to-host")
@for_signed_in
def keep_to_host(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Let only the chair's table write to everybody."""
    with runtime().unit_of_work(actor) as uow:
        service.keep_to_host(uow, meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting)
    return show_panel(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/messages/let-everybody")
@for_signed_in
def let_everybody(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Let every site write to everybody."""
    with runtime().unit_of_work(actor) as uow:
        service.let_everybody_write(
            uow, meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        )
    return show_panel(actor, meeting_id)


def show_panel(
    actor: Actor, meeting_id: MeetingId, error: HubError | None = None
) -> ResponseReturnValue:
    """Show the panel again; with a refusal, what was typed is still in it."""
    if error is not None and is_program():
        raise error
    again: dict[str, Any] = {}
    if error is not None:
        fields = error.fields.values() if isinstance(error, InvalidInput) else ()
        again = {"refusal": next(iter(fields), error.sentence), "typed": typed()}
    context = _context(actor, meeting_id, to=again.get("typed", {}).get("to", ""))
    page = render_template("messages/_panel.html", **context, **again)
    return page, status_of(error) if error else 200


def _context(
    actor: Actor, meeting_id: MeetingId, before: int | None = None, to: str = ""
) -> dict[str, Any]:
    with runtime().read() as session:
        meeting = meetings.glimpse_to_see(session, actor, meeting_id).meeting
        messages = queries.newest(session, actor, meeting, before=before)
        incidents = queries.incidents_to_see(session, actor, meeting)
        own = meetings.site_of_unit(session, meeting.id, actor.unit_id)
        runs = rules.may_run(actor, meeting)
        recipients = queries.recipients(session, meeting.id, to, most=LISTED) if runs else []
        is_whole = not runs or meetings.count_sites(session, meeting.id) <= LISTED
    now = runtime().clock()
    return {
        "meeting": meeting,
        "messages": messages,
        "before": before,
        "writes": rules.may_write(actor, meeting, own) and rules.can_write(meeting, now),
        "runs": runs,
        "recipients": recipients,
        "is_whole": is_whole,
        "looks_after": rules.may_look_after(actor, meeting),
        "own": own,
        "own_call": next(
            (e for e in incidents if own and e.meeting_site_id == own.id
             and not e.by_hub and e.state is not IncidentState.SOLVED), None,
        ),
        "waiting": [e for e in incidents if e.state is not IncidentState.SOLVED],
        "kinds": list(IncidentKind),
        "causes": list(Cause),
        "word": rules.word,
        "said": papers.said,
        "line": papers.line_in_words,
        "longest": LONGEST,
        "key": new_id(),
        "now": now,
    }  # fmt: skip
