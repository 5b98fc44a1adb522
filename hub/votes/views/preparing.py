"""The motions of a meeting, and writing them."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import InvalidInput
from hub.core.ids import MeetingId, MotionId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.votes import queries, rules, service
from hub.votes.errors import MayNotPrepare
from hub.votes.forms import MotionForm
from hub.votes.models import Basis, Secrecy, Threshold
from hub.votes.views import pages
from hub.votes.views.showing import context_of
from hub.web import toast
from hub.web.access import for_signed_in, runtime
from hub.web.body import is_fragment, shown_again, submitted


@pages.get("/meetings/<uuid:meeting_id>/votes")
@for_signed_in
def of_meeting(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show the motions of a meeting: prepared, open, counted."""
    return render_template("votes/of_meeting.html", **context_of(actor, meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/votes/new")
@for_signed_in
def new(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Show an empty motion to write."""
    return render_template("votes/edit.html", **_form_context(actor, meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/votes/new")
@for_signed_in
def create(actor: Actor, meeting_id: MeetingId) -> ResponseReturnValue:
    """Keep a new motion."""
    try:
        form = submitted(MotionForm)
    except InvalidInput as error:
        context = _form_context(actor, meeting_id)
        return shown_again("votes/edit.html", error, MotionForm, **context)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_of_room(uow.session, actor, meeting_id).meeting
        service.draft(uow, meeting, form.motion())
    toast.say(_("The motion is ready. Open the vote when the meeting comes to it."))
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))


@pages.get("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/edit")
@for_signed_in
def edit(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Show a motion to change."""
    return render_template("votes/edit.html", **_form_context(actor, meeting_id, motion_id))


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/edit")
@for_signed_in
def change(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Keep a changed motion."""
    try:
        form = submitted(MotionForm)
    except InvalidInput as error:
        context = _form_context(actor, meeting_id, motion_id)
        return shown_again("votes/edit.html", error, MotionForm, **context)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_of_room(uow.session, actor, meeting_id).meeting
        motion = queries.get_locked(uow.session, meeting.id, motion_id)
        service.edit(uow, meeting, motion, form.motion())
    toast.say(_("The motion was saved."))
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/votes/<uuid:motion_id>/discard")
@for_signed_in
def discard(actor: Actor, meeting_id: MeetingId, motion_id: MotionId) -> ResponseReturnValue:
    """Take a motion away that was not put to the vote."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_of_room(uow.session, actor, meeting_id).meeting
        motion = queries.get_locked(uow.session, meeting.id, motion_id)
        back = url_for(".of_meeting", meeting_id=meeting_id)
        removal = service.discard(uow, meeting, motion, back=back)
    said = _("The motion was taken away.")
    if is_fragment():
        panel = render_template("votes/_panel.html", **context_of(actor, meeting_id))
        return panel, toast.spoken(said, removal_id=removal)
    toast.say_with_undo(said, removal)
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))


def _form_context(
    actor: Actor, meeting_id: MeetingId, motion_id: MotionId | None = None
) -> dict[str, Any]:
    with runtime().read() as session:
        meeting: Meeting = meetings.glimpse_of_room(session, actor, meeting_id).meeting
        motion = queries.get(session, meeting.id, motion_id) if motion_id else None
    if not rules.may_prepare(actor, meeting):
        raise MayNotPrepare
    return {
        "meeting": meeting,
        "motion": motion,
        "templates": rules.TEMPLATES,
        "kinds": (list(Secrecy), list(Basis), list(Threshold)),
        "word": rules.word,
    }
