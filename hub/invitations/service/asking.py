"""Asking units to a meeting, and telling them what became of it."""

from hub.core.errors import NotAllowed
from hub.core.ids import MeetingId
from hub.core.unit_of_work import UnitOfWork
from hub.invitations import notices, queries, rules
from hub.invitations.errors import ChasedRecently, NobodyToChase
from hub.invitations.events import InvitationsChased
from hub.invitations.models import Invitation
from hub.invitations.notices import Desk, Invitee
from hub.invitations.service.portions import (
    ask_missing,
    desk_for,
    forget_answer,
    invitees_of,
    stop_asking,
    withdraw,
)
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings.events import (
    MeetingAnnounced,
    MeetingCancelled,
    MeetingInvited,
    MeetingMoved,
    MeetingOpened,
    MeetingPostponed,
)
from hub.meetings.models import Meeting


def ask_everyone(uow: UnitOfWork, invited: MeetingInvited) -> None:
    """Ask the unit of every member site, or begin to. A reaction to MeetingInvited."""
    ask_missing(uow, meetings.get_alone(uow.session, invited.meeting_id))


def ask_again(uow: UnitOfWork, moved: MeetingMoved) -> None:
    """Forget answers to the old time and ask for new ones. A reaction to MeetingMoved.

    Links sent before stop working: nobody should agree to a time they did not read.
    """
    _withdraw_those_taken_out(uow, moved.meeting_id)
    meeting, desk, invitees = _mailing(uow, moved.meeting_id)
    notices.withdraw_all(uow, invitees)
    for invitee in invitees:
        forget_answer(invitee.invitation)
        notices.tell_moved(uow, desk, invitee, meeting, moved.was_at)
        notices.remind_first(uow, desk, invitee, meeting)
    ask_missing(uow, meeting)


def tell_update(uow: UnitOfWork, announced: MeetingAnnounced) -> None:
    """Tell units of a change that leaves the time as it was. A reaction to MeetingAnnounced.

    When sites were only taken out, the others have nothing to hear: their mail would say nothing.
    """
    withdrawn = _withdraw_those_taken_out(uow, announced.meeting_id)
    meeting, desk, invitees = _mailing(uow, announced.meeting_id)
    members = sum(not each.is_main for each in meeting.sites)
    if withdrawn and announced.changed == "sites" and members == len(invitees):
        return
    notices.stop_reminding_all(uow, [each.invitation.id for each in invitees])
    for invitee in invitees:
        notices.tell_changed(uow, desk, invitee, meeting)
        notices.remind_first(uow, desk, invitee, meeting)
    ask_missing(uow, meeting)


def put_off(uow: UnitOfWork, postponed: MeetingPostponed) -> None:
    """Tell units that there is no date for now. A reaction to MeetingPostponed."""
    stop_asking(uow, postponed.meeting_id)
    meeting, desk, invitees = _mailing(uow, postponed.meeting_id)
    notices.withdraw_all(uow, invitees)
    for invitee in invitees:
        notices.tell_postponed(uow, desk, invitee, meeting)


def call_off(uow: UnitOfWork, cancelled: MeetingCancelled) -> None:
    """Tell units that the meeting will not be held. A reaction to MeetingCancelled."""
    stop_asking(uow, cancelled.meeting_id)
    meeting, desk, invitees = _mailing(uow, cancelled.meeting_id)
    notices.withdraw_all(uow, invitees)
    for invitee in invitees:
        notices.tell_cancelled(uow, desk, invitee, meeting)


def stop_reminding(uow: UnitOfWork, opened: MeetingOpened) -> None:
    """Withdraw reminders of a meeting that has begun early. A reaction to MeetingOpened."""
    notices.stop_reminding_all(uow, queries.ids_of_meeting(uow.session, opened.meeting_id))


def chase(uow: UnitOfWork, meeting: Meeting) -> int:
    """Ask everyone who has not answered for certain, at most once an hour each; return how many.

    Raises NotAllowed, NobodyToChase, ChasedRecently and what `rules.why_closed` returns.
    """
    waiting = [
        invitation
        for invitation in queries.of_meeting(uow.session, meeting.id)
        if rules.is_unsettled(invitation)
    ]
    return _chase(uow, meeting, waiting)


def chase_one(uow: UnitOfWork, meeting: Meeting, invitation: Invitation) -> None:
    """Ask one unit for its answer. Raises what `chase` raises."""
    _chase(uow, meeting, [invitation] if rules.is_unsettled(invitation) else [])


def _chase(uow: UnitOfWork, meeting: Meeting, waiting: list[Invitation]) -> int:
    if not meeting_rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    closed = rules.why_closed(meeting, uow.now)
    if closed:
        raise closed
    if not waiting:
        raise NobodyToChase
    chased = [each for each in waiting if rules.can_chase(each, uow.now)]
    if not chased:
        raise ChasedRecently
    desk = desk_for(uow, meeting)
    for invitee in invitees_of(uow, chased):
        invitee.invitation.chased_at = uow.now
        notices.ask_for_answer(uow, desk, invitee, meeting)
    uow.emit(InvitationsChased(meeting.id, len(chased)))
    return len(chased)


def _withdraw_those_taken_out(uow: UnitOfWork, meeting_id: MeetingId) -> int:
    """Tell units whose site left the meeting that they need not come; return how many."""
    meeting = meetings.get(uow.session, meeting_id)
    leaving = [
        each
        for each in queries.of_meeting(uow.session, meeting_id)
        if each.meeting_site.withdrawn_at is not None
    ]
    desk = desk_for(uow, meeting)
    for invitee in invitees_of(uow, leaving):
        withdraw(uow, desk, invitee, meeting)
    return len(leaving)


def _mailing(uow: UnitOfWork, meeting_id: MeetingId) -> tuple[Meeting, Desk, list[Invitee]]:
    meeting = meetings.get(uow.session, meeting_id)
    invitees = invitees_of(uow, queries.of_meeting(uow.session, meeting_id))
    return meeting, desk_for(uow, meeting), invitees
