"""The host's list of guests: who is asked from outside, added and taken out one by one."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hub.core.errors import HubError, InvalidInput
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.gateways.media.interface import MediaGateway, MediaUnavailable, NoSuchRoom
from hub.inbox import service as inbox
from hub.invitations import queries
from hub.invitations.forms import GuestForm
from hub.invitations.views import pages
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings import service as meeting_service
from hub.meetings.errors import NoSuchMeeting
from hub.meetings.models import Meeting, MeetingSite
from hub.web import toast
from hub.web.access import for_role, for_signed_in, neighbour, runtime, settings
from hub.web.body import event_key, submitted, typed
from hub.web.problems import status_of


@pages.get("/meetings/<uuid:meeting_id>/guests")
@for_signed_in
def guests(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the guests of a meeting and what they answered, to its host."""
    return _page(actor, MeetingId(meeting_id), {"gets_documents": "on"})


@pages.post("/meetings/<uuid:meeting_id>/guests")
@for_role(Role.SCHEDULER)
def add_guest(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Ask somebody from outside. Sent twice, once."""
    try:
        form = submitted(GuestForm)
        with runtime().unit_of_work(actor) as uow:
            meeting = meetings.get_to_arrange(uow.session, actor, MeetingId(meeting_id))

            def add() -> dict[str, Any]:
                meeting_service.add_guest(
                    uow, meeting, form.facts, gets_documents=form.gets_documents
                )
                return {}

            inbox.once(uow, event_key(), "meetings:add-guest", add)
    except InvalidInput as error:
        return _page(actor, MeetingId(meeting_id), typed(GuestForm), error)
    toast.say(
        _("%(name)s is being invited by mail.", name=form.name)
        if meeting_rules.was_invited(meeting)
        else _("%(name)s will be invited together with the sites.", name=form.name)
    )
    return redirect(url_for(".guests", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/guests/<uuid:guest_id>/remove")
@for_role(Role.SCHEDULER)
def remove_guest(actor: Actor, meeting_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    """Take a guest out; who is in the room at that moment is sent away."""
    guest = _changed(actor, meeting_id, guest_id, meeting_service.remove_guest)
    with suppress(MediaUnavailable, NoSuchRoom):  # without a room there is nobody to send away
        neighbour(MediaGateway).kick(str(meeting_id), str(guest_id))  # type: ignore[type-abstract]
    toast.say_with_way_back(
        _("%(name)s is no longer invited.", name=guest.unit.short_name),
        url_for(".return_guest", meeting_id=meeting_id, guest_id=guest_id),
    )
    return redirect(url_for(".guests", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/guests/<uuid:guest_id>/return")
@for_role(Role.SCHEDULER)
def return_guest(actor: Actor, meeting_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    """Ask a guest again who was taken out."""
    guest = _changed(actor, meeting_id, guest_id, meeting_service.return_guest)
    toast.say(_("%(name)s is invited again.", name=guest.unit.short_name))
    return redirect(url_for(".guests", meeting_id=meeting_id))


def _changed(
    actor: Actor,
    meeting_id: UUID,
    guest_id: UUID,
    change: Callable[[UnitOfWork, Meeting, MeetingSiteId], MeetingSite],
) -> MeetingSite:
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
        return change(uow, meeting, MeetingSiteId(guest_id))


def _page(
    actor: Actor, meeting_id: MeetingId, values: dict[str, Any], error: HubError | None = None
) -> ResponseReturnValue:
    with runtime().read() as session:
        meeting = meetings.get_to_see(session, actor, meeting_id)
        if not meeting_rules.is_of_host(actor, meeting):
            raise NoSuchMeeting
        guests = meetings.guests_of(session, meeting_id)
        ever = queries.ever_of_meeting(session, meeting_id)
    page = render_template(
        "invitations/guests.html",
        meeting=meeting,
        guests=guests,
        invitations={each.meeting_site_id: each for each in ever if each.meeting_site.is_guest},
        may_arrange=meeting_rules.may_arrange(actor, meeting)
        and meeting_rules.can_have_guests(meeting),
        most=meeting_rules.MOST_GUESTS,
        has_mail=bool(settings().smtp_host),
        typed=values,
        mistakes=error.fields if isinstance(error, InvalidInput) else {},
        mistake=error.sentence if error else "",
    )
    return page, status_of(error) if error else 200
