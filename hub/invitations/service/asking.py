"""Asking units to a meeting, and telling them what became of it."""

from collections.abc import Iterable

from hub.core.errors import NotAllowed
from hub.core.ids import InvitationId, MeetingId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.invitations import notices, queries, rules
from hub.invitations.errors import ChasedRecently, NobodyToChase
from hub.invitations.events import InvitationsChased, InvitationSent, InvitationWithdrawn
from hub.invitations.models import Invitation
from hub.invitations.notices import Desk, Invitee
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
    """Ask the unit of every member site. A reaction to MeetingInvited."""
    _ask_missing(uow, meetings.get(uow.session, invited.meeting_id), known=())


def ask_again(uow: UnitOfWork, moved: MeetingMoved) -> None:
    """Forget answers to the old time and ask for new ones. A reaction to MeetingMoved.

    Links sent before stop working: nobody should agree to a time they did not read.
    """
    _withdraw_those_taken_out(uow, moved.meeting_id)
    meeting, desk, invitees = _mailing(uow, moved.meeting_id)
    for invitee in invitees:
        _forget_answer(invitee.invitation)
        notices.withdraw(uow, invitee)
        notices.tell_moved(uow, desk, invitee, meeting, moved.was_at)
        notices.remind(uow, desk, invitee, meeting)
    _ask_missing(uow, meeting, known=[invitee.invitation for invitee in invitees])


def tell_update(uow: UnitOfWork, announced: MeetingAnnounced) -> None:
    """Tell units of a change that leaves the time as it was. A reaction to MeetingAnnounced.

    When sites were only taken out, the others have nothing to hear: their mail would say nothing.
    """
    withdrawn = _withdraw_those_taken_out(uow, announced.meeting_id)
    meeting, desk, invitees = _mailing(uow, announced.meeting_id)
    members = sum(not each.is_main for each in meeting.sites)
    if withdrawn and announced.changed == "sites" and members == len(invitees):
        return
    for invitee in invitees:
        notices.tell_changed(uow, desk, invitee, meeting)
        notices.remind(uow, desk, invitee, meeting)
    _ask_missing(uow, meeting, known=[invitee.invitation for invitee in invitees])


def put_off(uow: UnitOfWork, postponed: MeetingPostponed) -> None:
    """Tell units that there is no date for now. A reaction to MeetingPostponed."""
    meeting, desk, invitees = _mailing(uow, postponed.meeting_id)
    for invitee in invitees:
        notices.withdraw(uow, invitee)
        notices.tell_postponed(uow, desk, invitee, meeting)


def call_off(uow: UnitOfWork, cancelled: MeetingCancelled) -> None:
    """Tell units that the meeting will not be held. A reaction to MeetingCancelled."""
    meeting, desk, invitees = _mailing(uow, cancelled.meeting_id)
    for invitee in invitees:
        notices.withdraw(uow, invitee)
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
    desk = _desk(uow, meeting)
    for invitee in _invitees(uow, chased):
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
    desk = _desk(uow, meeting)
    for invitee in _invitees(uow, leaving):
        invitation = invitee.invitation
        notices.withdraw(uow, invitee)
        notices.tell_withdrawn(uow, desk, invitee, meeting)
        invitation.withdrawn_at = uow.now
        uow.emit(InvitationWithdrawn(invitation.id, meeting.id, invitation.unit_id))
    uow.session.flush()
    return len(leaving)


def _ask_missing(uow: UnitOfWork, meeting: Meeting, known: Iterable[Invitation]) -> None:
    """Invite the member sites that have no invitation yet, or whose was withdrawn before."""
    asked = {invitation.meeting_site_id for invitation in known}
    earlier = {
        each.meeting_site_id: each for each in queries.ever_of_meeting(uow.session, meeting.id)
    }
    new = []
    for taking_part in meeting.sites:
        if taking_part.is_main or taking_part.id in asked:
            continue
        before = earlier.get(taking_part.id)
        if before is not None:
            _forget_answer(before)
            before.withdrawn_at, before.sent_at = None, uow.now
            new.append(before.id)
            continue
        invitation = Invitation(
            id=InvitationId(new_id()),
            meeting_id=meeting.id,
            meeting_site_id=taking_part.id,
            unit_id=taking_part.unit_id,
            link_serial=1,
            sent_at=uow.now,
        )
        uow.session.add(invitation)
        new.append(invitation.id)
    uow.session.flush()
    desk = _desk(uow, meeting)
    invitations = [
        each for each in queries.of_meeting(uow.session, meeting.id) if each.id in set(new)
    ]
    for invitee in _invitees(uow, invitations):
        notices.ask(uow, desk, invitee, meeting)
        notices.remind(uow, desk, invitee, meeting)
        uow.emit(InvitationSent(invitee.invitation.id, meeting.id, invitee.invitation.unit_id))


def _mailing(uow: UnitOfWork, meeting_id: MeetingId) -> tuple[Meeting, Desk, list[Invitee]]:
    meeting = meetings.get(uow.session, meeting_id)
    invitees = _invitees(uow, queries.of_meeting(uow.session, meeting_id))
    return meeting, _desk(uow, meeting), invitees


def _desk(uow: UnitOfWork, meeting: Meeting) -> Desk:
    title = directory.title_of(uow.session, meeting.chair_id, meeting.host_unit_id)
    return notices.desk_of(uow.settings, title)


def _invitees(uow: UnitOfWork, invitations: list[Invitation]) -> list[Invitee]:
    readers = queries.readers_of(uow.session, {each.unit_id for each in invitations})
    return [Invitee(each, tuple(readers.get(each.unit_id, ()))) for each in invitations]


def _forget_answer(invitation: Invitation) -> None:
    invitation.link_serial += 1
    invitation.answer = invitation.answered_at = invitation.answered_by_id = None
    invitation.absence_approved = invitation.head_count = invitation.chased_at = None
    invitation.reason = invitation.answered_by_name = ""
    invitation.answered_by_link = False
    invitation.delegates = []
