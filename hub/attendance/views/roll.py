"""Keeping the roll: proposing, calling, checking in, freezing."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.attendance import queries, rules, service
from hub.attendance.forms import BulkRollForm, CheckInForm, RollForm
from hub.attendance.views import pages
from hub.attendance.views.calling import shown_after
from hub.attendance.views.drafting import drafted
from hub.attendance.views.printing import try_to_print
from hub.attendance.views.sheet import context_of
from hub.core.ids import MeetingId
from hub.core.text import gettext as _
from hub.core.text import ngettext
from hub.core.unit_of_work import Actor
from hub.inbox import service as inbox
from hub.meetings import queries as meetings
from hub.web import toast
from hub.web.access import for_signed_in, runtime, settings
from hub.web.body import event_key, is_fragment, submitted


@pages.post("/meetings/<uuid:meeting_id>/attendance/roll")
@for_signed_in
def call(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Write down the status of one site."""
    form = submitted(RollForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        site = queries.get_site(uow.session, meeting.id, form.site)
        service.call_roll(
            uow,
            meeting,
            site,
            status=form.status,
            head_count=form.head_count,
            note=form.note,
            by_telephone=form.by_telephone,
        )
    return _shown(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/attendance/roll-many")
@for_signed_in
def call_many(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Write down the same status for the sites that were ticked."""
    form = submitted(BulkRollForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        for site_id in dict.fromkeys(form.sites):
            site = queries.get_site(uow.session, meeting.id, site_id)
            entry = queries.find_entry(uow.session, meeting.id, site.id)
            service.call_roll(
                uow,
                meeting,
                site,
                status=form.status,
                head_count=entry.head_count if entry else None,
            )
    return _shown(actor, meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/attendance/propose")
@for_signed_in
def propose(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Fill the roll from presence where nobody said anything."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        filled = service.propose_roll(uow, meeting, rules.limits_of(settings()))
    if filled:
        toast.say(
            ngettext("Proposed %(num)s site.", "Proposed %(num)s sites.", filled)
            + " "
            + _("Please check before freezing.")
        )
    else:
        toast.say(_("There is nothing new to propose."), "warn")
    return redirect(url_for(".sheet", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/attendance/own")
@for_signed_in
def check_in(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Take how many people sit at the actor's own site."""
    form = submitted(CheckInForm)
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        site = queries.get_own_site(uow.session, meeting.id, actor.unit_id)

        def confirm() -> dict[str, int]:
            service.check_in(uow, meeting, site, head_count=form.head_count)
            return {"head_count": form.head_count}

        inbox.once(uow, event_key(), "attendance.check-in", confirm)
    return shown_after(
        actor,
        MeetingId(meeting_id),
        _("Your site is confirmed. The secretary sees it at once."),
    )


@pages.post("/meetings/<uuid:meeting_id>/attendance/freeze")
@for_signed_in
def freeze(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Freeze the attendance."""
    draft = drafted(actor, MeetingId(meeting_id))
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_of_room(uow.session, actor, MeetingId(meeting_id)).meeting
        number = service.freeze(uow, meeting, rules.limits_of(settings()), draft).number
    toast.say(_("The attendance is frozen. Later changes are corrections with a reason."))
    if not try_to_print(actor, MeetingId(meeting_id), number):
        return redirect(url_for(".sheet", meeting_id=meeting_id))
    return redirect(url_for(".sign_page", meeting_id=meeting_id))


def _shown(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    if not is_fragment():
        return redirect(url_for(".sheet", meeting_id=meeting_id))
    return render_template("attendance/_roll.html", **context_of(actor, meeting_id))
