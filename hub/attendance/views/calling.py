"""The call of the roll: asked for by the secretary, answered by every site with one tap."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import queries, rules, service
from hub.attendance.forms import TelephoneForm
from hub.attendance.views import pages
from hub.attendance.views.sheet import context_of
from hub.core.errors import InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.web import toast
from hub.web.access import for_participants, for_signed_in, runtime
from hub.web.body import is_fragment, shown_again, submitted

CARD = "roll-card"


@pages.get("/meetings/<uuid:meeting_id>/attendance/call")
@for_participants
def call_card(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the call of the roll: a site answers, the secretary sees how far it is."""
    return render_template("attendance/_call.html", **card_context(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/attendance/call/start")
@for_signed_in
def start_call(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Ask every site to answer."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        service.start_roll_call(uow, meeting)
    return shown_after(actor, meeting_id, _("Every site is asked to answer the roll."))


@pages.post("/meetings/<uuid:meeting_id>/attendance/call/end")
@for_signed_in
def end_call(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """End the call of the roll."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        service.end_roll_call(uow, meeting)
    return shown_after(actor, meeting_id, _("The roll call is over."))


@pages.post("/meetings/<uuid:meeting_id>/attendance/telephone")
@for_signed_in
def answer_by_telephone(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Write down that a site answered by telephone, who called and from which number."""
    try:
        form = submitted(TelephoneForm)
    except InvalidInput as error:
        context = context_of(actor, meeting_id)
        return shown_again("attendance/sheet.html", error, TelephoneForm, **context)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, meeting_id).meeting
        site = queries.get_site(uow.session, meeting.id, form.site)
        service.answer_by_telephone(
            uow,
            meeting,
            site,
            head_count=form.head_count,
            caller_name=form.caller_name,
            caller_phone=form.caller_phone,
        )
    return shown_after(actor, meeting_id, _("The answer by telephone is in the roll."))


def shown_after(actor: Actor, meeting_id: MeetingId, sentence: str) -> ResponseReturnValue:
    """Show the card again where it was used, else the sheet with a sentence."""
    if is_fragment() and request.headers.get("HX-Target") == CARD:
        return render_template("attendance/_call.html", **card_context(actor, meeting_id))
    toast.say(sentence)
    return redirect(url_for(".sheet", meeting_id=meeting_id))


def card_context(actor: Actor, meeting_id: MeetingId) -> dict[str, Any]:
    """Return the call of the roll as the actor sees it. Reads no stays: every site asks at once."""
    now = runtime().clock()
    with runtime().read() as session:
        glimpse = meetings.glimpse_to_see(session, actor, meeting_id)
        meeting = glimpse.meeting
        progress = queries.progress_of(session, meeting)
        is_frozen = queries.sheet_of(session, meeting.id) is not None
        own = next(
            (each for each in glimpse.sites if rules.may_check_in(actor, each.unit_id)), None
        )
        own = own and queries.get_site(session, meeting.id, own.id)  # its name too
        entry = queries.find_entry(session, meeting.id, own.id) if own else None
        announced = queries.announced_by(session, own.id) if own else None
    can_call = rules.can_call(meeting, now) and not is_frozen
    since = progress.call.called_at if progress else meeting.starts_at - rules.OPENS_BEFORE
    answered = entry is not None and entry.called_at is not None and entry.called_at >= since
    is_asked = can_call and (progress is not None or not meeting_rules.is_open(meeting))
    return {
        "meeting": meeting,
        "progress": progress,
        "own": own if can_call else None,
        "is_asked": bool(own) and is_asked,
        "entry": entry,
        "answered": answered and entry is not None and entry.status is not None,
        "announced": announced,
        "calls": can_call
        and (rules.may_record(actor, meeting) or meeting_rules.may_chair(actor, meeting)),
        "word": rules.word,
    }
