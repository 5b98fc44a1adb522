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

FILTERS: Final = ("all", "waiting", *(each.value for each in Answer), "withdrawn")


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
        meeting = meetings.get_to_arrange(uow.session, actor, MeetingId(meeting_id))
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
    """Return a meeting seen from the host's side. To those invited: NoSuchMeeting."""
    meeting = meetings.get_to_see(session, actor, MeetingId(meeting_id))
    if not meeting_rules.is_of_host(actor, meeting):
        raise NoSuchMeeting
    return meeting


def _answers(session: Any, actor: Actor, meeting: Meeting) -> ResponseReturnValue:
    now = runtime().clock()
    asked = request.args.get("show", FILTERS[0])
    asked = asked if asked in FILTERS else FILTERS[0]
    invitations = _those_withdrawn_last(queries.ever_of_meeting(session, meeting.id))
    template = "invitations/_answers.html" if is_fragment() else "invitations/of_meeting.html"
    is_open = rules.why_closed(meeting, now) is None
    return render_template(
        template,
        meeting=meeting,
        invitations=[each for each in invitations if _fits(each, asked)],
        counts=queries.counts(session, meeting.id),
        any_withdrawn=any(each.withdrawn_at for each in invitations),
        asked=asked,
        is_open=is_open,
        may_arrange=meeting_rules.may_arrange(actor, meeting) and is_open,
        may_chair=meeting_rules.may_chair(actor, meeting),
        chaseable={each.id for each in invitations if rules.can_chase(each, now)},
        waits={each.id for each in invitations if rules.waits_for_chair(each)},
        without_address=_without_address(session, invitations),
    )


def _recipients(session: Any, actor: Actor, meeting: Meeting) -> ResponseReturnValue:
    members = [each for each in meeting.sites if not each.is_main]
    readers = queries.readers_of(session, {each.unit_id for each in members})
    title = directory.title_of(session, meeting.chair_id, meeting.host_unit_id)
    now = runtime().clock()
    return render_template(
        "invitations/recipients.html",
        meeting=meeting,
        members=members,
        readers=readers,
        when=notices.when(meeting),
        chair_title=title,
        may_send=meeting_rules.may_arrange(actor, meeting)
        and meeting_rules.can_invite(meeting, now),
        is_short_notice=meeting_rules.is_short_notice(meeting.starts_at, now, settings().holidays),
        has_mail=bool(settings().smtp_host),
    )


def _those_withdrawn_last(invitations: list[Invitation]) -> list[Invitation]:
    return sorted(invitations, key=lambda each: each.withdrawn_at is not None)


def _fits(invitation: Invitation, asked: str) -> bool:
    if asked == "all":
        return True
    if invitation.withdrawn_at is not None or asked == "withdrawn":
        return invitation.withdrawn_at is not None and asked == "withdrawn"
    if asked == "waiting":
        return invitation.answer is None
    return invitation.answer == Answer(asked)


def _without_address(session: Any, invitations: list[Invitation]) -> set[InvitationId]:
    readers = queries.readers_of(session, {each.unit_id for each in invitations})
    return {
        each.id
        for each in invitations
        if not each.unit.email and not any(one.email for one in readers.get(each.unit_id, ()))
    }


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".of_meeting", meeting_id=meeting_id))
