"""Another time for an invited meeting, putting it off, calling it off."""

from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.clock import format_date, format_time
from hub.core.errors import Conflict, HubError, InvalidInput
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role
from hub.meetings import queries, rules, service
from hub.meetings.errors import EndsBeforeItStarts, MeetingChanged, MeetingSettled, StartsInThePast
from hub.meetings.forms import MoveForm, ReasonForm
from hub.meetings.models import Meeting
from hub.meetings.rules import Slot
from hub.meetings.views import pages
from hub.web import toast
from hub.web.access import for_role, for_signed_in, runtime, settings
from hub.web.body import submitted, typed
from hub.web.problems import status_of

ANNOUNCE: Final = "announce"
BACK: Final = "back"


@pages.get("/meetings/<uuid:meeting_id>/move")
@for_role(Role.SCHEDULER)
def move(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Ask for the new time."""
    meeting = _meeting(actor, meeting_id)
    if not rules.can_move(meeting, runtime().clock()):
        raise MeetingSettled
    values = {
        "day": format_date(meeting.starts_at),
        "start": format_time(meeting.starts_at),
        "end": format_time(meeting.ends_at),
        "version": meeting.version,
    }
    return _move_form(meeting, values)


@pages.post("/meetings/<uuid:meeting_id>/move")
@for_role(Role.SCHEDULER)
def store_move(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show old and new time, and move the meeting when that was confirmed."""
    meeting = _meeting(actor, meeting_id)
    raw = typed(MoveForm)
    if raw.get("step") == BACK:
        return _move_form(meeting, raw)
    try:
        form = submitted(MoveForm)
        if form.step != ANNOUNCE:
            return _move_review(actor, meeting, form, raw)
        with runtime().unit_of_work(actor) as uow:
            fresh = queries.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
            service.move(
                uow,
                fresh,
                starts_at=form.slot.starts_at,
                ends_at=form.slot.ends_at,
                version=form.version,
            )
    except (InvalidInput, Conflict) as error:
        return _move_form(meeting, raw, error)
    toast.say(_("Moved. Everyone invited is being asked to the new time."))
    return redirect(url_for(".show", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/postpone")
@for_signed_in
def postpone(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Put the meeting off without a new date."""
    form = submitted(ReasonForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.postpone(uow, meeting, reason=form.reason)
    toast.say(_("Postponed. Everyone invited is being told."))
    return redirect(url_for(".show", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/cancel")
@for_signed_in
def cancel(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Call the meeting off."""
    form = submitted(ReasonForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = queries.get_to_see(uow.session, actor, MeetingId(meeting_id))
        service.cancel(uow, meeting, reason=form.reason)
        told = rules.was_invited(meeting)
    toast.say(_("Cancelled. Everyone invited is being told.") if told else _("Cancelled."))
    return redirect(url_for(".show", meeting_id=meeting_id))


def _meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    with runtime().read() as session:
        return queries.get_to_arrange(session, actor, MeetingId(meeting_id))


def _move_form(
    meeting: Meeting, values: dict[str, Any], error: HubError | None = None
) -> ResponseReturnValue:
    if error and request.is_json:
        raise error
    if isinstance(error, MeetingChanged):
        values = values | {"version": meeting.version}
    page = render_template(
        "meetings/move.html",
        meeting=meeting,
        typed=values,
        mistakes=error.fields if isinstance(error, InvalidInput) else {},
        mistake=error.sentence if error else "",
    )
    return page, status_of(error) if error else 200


def _move_review(
    actor: Actor, meeting: Meeting, form: MoveForm, raw: dict[str, Any]
) -> ResponseReturnValue:
    slot, now = form.slot, runtime().clock()
    if slot.ends_at <= slot.starts_at:
        raise EndsBeforeItStarts
    if slot.starts_at <= now:
        raise StartsInThePast
    asked = queries.Asked(
        Slot(slot.starts_at, slot.ends_at),
        meeting.chair_id,
        meeting.secretary_id,
        rules.plan_of(meeting).site_ids,
        meeting.id,
    )
    with runtime().read() as session:
        return render_template(
            "meetings/move_review.html",
            meeting=meeting,
            slot=slot,
            carried=[(name, raw[name]) for name in ("day", "start", "end", "version")],
            clashes=queries.clashes(session, actor, asked),
            is_short_notice=rules.is_short_notice(slot.starts_at, now, settings().holidays),
            members=sum(not each.is_main for each in meeting.sites),
        )
