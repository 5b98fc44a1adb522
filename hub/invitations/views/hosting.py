"""The host's page: whom to ask, who answered what, chasing, absences."""

from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.ids import InvitationId, MeetingId
from hub.core.text import gettext as _
from hub.core.text import ngettext
from hub.core.unit_of_work import Actor, Role
from hub.directory import queries as directory
from hub.invitations import notices, queries, rules, service
from hub.invitations.models import Answer, Invitation
from hub.invitations.views import pages
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings import service as meeting_service
from hub.meetings.errors import NoSuchMeeting
from hub.meetings.models import Meeting
from hub.web import toast
from hub.web.access import for_role, for_signed_in, runtime, settings
from hub.web.body import is_fragment
from hub.web.paging import Page, asked_page, offset_of, page_of

FILTERS: Final = ("all", "waiting", *(each.value for each in Answer), "withdrawn")
#: Invitations on one page.
LISTED: Final = 50


@pages.get("/meetings/<uuid:meeting_id>/invitations")
@for_signed_in
def of_meeting(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Show the recipients before sending, and the answers afterwards."""
    with runtime().read() as session:
        meeting = _hosted(session, actor, meeting_id)
        if meeting_rules.was_invited(meeting):
            return _answers(session, actor, meeting)
        return _recipients(session, actor, meeting)


@pages.get("/meetings/<uuid:meeting_id>/invitations/counts")
@for_signed_in
def counts(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Return the counts of answers alone, for other pages of the meeting."""
    with runtime().read() as session:
        meeting = _hosted(session, actor, meeting_id)
        return render_template(
            "invitations/_counts.html",
            meeting=meeting,
            counts=queries.counts(session, meeting.id),
        )


@pages.post("/meetings/<uuid:meeting_id>/invitations/send")
@for_role(Role.SCHEDULER)
def send(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Send the invitations of an approved meeting."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.glimpse_to_see(uow.session, actor, MeetingId(meeting_id)).meeting
        if not meeting_rules.may_arrange(actor, meeting):
            raise NoSuchMeeting
        meeting_service.invite(uow, meeting)
    toast.say(_("The invitations are on their way."))
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/invitations/chase")
@for_role(Role.SCHEDULER)
def chase(actor: Actor, meeting_id: UUID) -> ResponseReturnValue:
    """Ask everyone who has not answered for certain."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
        count = service.chase(uow, meeting)
    toast.say(ngettext("%(num)s unit was reminded.", "%(num)s units were reminded.", count))
    return _back(meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/invitations/<uuid:invitation_id>/chase")
@for_role(Role.SCHEDULER)
def chase_one(actor: Actor, meeting_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Ask one unit for its answer."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
        invitation = queries.get_of_meeting(uow.session, meeting.id, InvitationId(invitation_id))
        service.chase_one(uow, meeting, invitation)
    toast.say(_("%(unit)s was reminded.", unit=invitation.unit.short_name))
    return _back(meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/invitations/<uuid:invitation_id>/approve-absence")
@for_signed_in
def approve_absence(actor: Actor, meeting_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Agree to an absence, as the chair."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
        invitation = queries.get_of_meeting(uow.session, meeting.id, InvitationId(invitation_id))
        service.approve_absence(uow, invitation)
    toast.say(_("Agreed. The unit is being told."))
    return _back(meeting_id)


@pages.post("/meetings/<uuid:meeting_id>/invitations/<uuid:invitation_id>/refuse-absence")
@for_signed_in
def refuse_absence(actor: Actor, meeting_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Ask the unit to send someone after all, as the chair."""
    with runtime().unit_of_work(actor) as uow:
        meeting = meetings.get_to_see(uow.session, actor, MeetingId(meeting_id))
        invitation = queries.get_of_meeting(uow.session, meeting.id, InvitationId(invitation_id))
        service.refuse_absence(uow, invitation)
    toast.say(_("Not agreed. The unit is being asked to send someone."))
    return _back(meeting_id)


def _hosted(session: Any, actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting seen from the host's side, without its sites. To those invited: none."""
    meeting = meetings.glimpse_of_room(session, actor, MeetingId(meeting_id)).meeting
    if not meeting_rules.is_of_host(actor, meeting):
        raise NoSuchMeeting
    return meeting


def _answers(session: Any, actor: Actor, meeting: Meeting) -> ResponseReturnValue:
    now = runtime().clock()
    asked = request.args.get("show", FILTERS[0])
    asked = asked if asked in FILTERS else FILTERS[0]
    first = offset_of(asked_page(), LISTED)
    found, total = queries.listed(session, meeting.id, asked, first=first, most=LISTED)
    members = meetings.site_counts(session, [meeting.id]).get(meeting.id, 0)
    template = "invitations/_answers.html" if is_fragment() else "invitations/of_meeting.html"
    is_open = rules.why_closed(meeting, now) is None
    return render_template(
        template,
        meeting=meeting,
        page=Page(found, asked_page(), total, LISTED),
        counts=queries.counts(session, meeting.id),
        is_asking=queries.is_asking(session, meeting.id),
        members=members,
        any_withdrawn=queries.has_withdrawn(session, meeting.id),
        guests=_count_guests(session, meeting.id),
        asked=asked,
        is_open=is_open,
        may_arrange=meeting_rules.may_arrange(actor, meeting) and is_open,
        may_chair=meeting_rules.may_chair(actor, meeting),
        can_chase=queries.count_chaseable(session, meeting.id, now),
        chaseable={each.id for each in found if rules.can_chase(each, now)},
        waits={each.id for each in found if rules.waits_for_chair(each)},
        without_address=_without_address(session, found),
    )


def _count_guests(session: Any, meeting_id: MeetingId) -> int:
    return sum(each.withdrawn_at is None for each in meetings.guests_of(session, meeting_id))


def _recipients(session: Any, actor: Actor, meeting: Meeting) -> ResponseReturnValue:
    members = page_of([each for each in meetings.sites_of(session, meeting.id) if each.is_member])
    readers = queries.readers_of(session, {each.unit_id for each in members.items})
    title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    now = runtime().clock()
    return render_template(
        "invitations/recipients.html",
        meeting=meeting,
        members=members,
        guests=_count_guests(session, meeting.id),
        readers=readers,
        when=notices.when(meeting),
        chair_title=title,
        may_send=meeting_rules.may_arrange(actor, meeting)
        and meeting_rules.can_invite(meeting, now),
        is_short_notice=meeting_rules.is_short_notice(meeting.starts_at, now, settings().holidays),
        has_mail=bool(settings().smtp_host),
    )


def _without_address(session: Any, invitations: list[Invitation]) -> set[InvitationId]:
    readers = queries.readers_of(session, {each.unit_id for each in invitations})
    return {
        each.id
        for each in invitations
        if not each.unit.email and not any(one.email for one in readers.get(each.unit_id, ()))
    }


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))
