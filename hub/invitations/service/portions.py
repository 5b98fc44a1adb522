"""Asking the units that were not asked yet: a few at once, ten thousand a few at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete

from hub.core.ids import InvitationId, MeetingId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.invitations import notices, queries
from hub.invitations.events import AskingEnded, InvitationSent, InvitationWithdrawn
from hub.invitations.models import Asking, Invitation
from hub.invitations.notices import Desk, Invitee
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite, MeetingState

#: A unit's mail, notices and reminders take some 10 ms; nobody else writes meanwhile.
AT_ONCE: Final = 25
#: Up to so many units are asked by the very click.
BY_THE_CLICK: Final = 50
#: A unit may still be asked when its meeting has begun before all were.
STILL_ASKED: Final = frozenset({MeetingState.INVITED, MeetingState.LIVE})


def ask_missing(uow: UnitOfWork, meeting: Meeting) -> None:
    """Invite the member sites that have no invitation, or whose was withdrawn before.

    When they are too many for one unit of work, it begins here and `ask_on` goes on.
    """
    missing = queries.not_asked(uow.session, meeting.id, most=BY_THE_CLICK + 1)
    if len(missing) <= BY_THE_CLICK:
        _ask(uow, meeting, missing)
    elif not queries.is_asking(uow.session, meeting.id):
        uow.session.add(Asking(meeting_id=meeting.id, begun_at=uow.now))


def ask_on(uow: UnitOfWork, meeting_id: MeetingId) -> bool:
    """Ask the next units; return whether there are more to ask."""
    if not queries.is_asking(uow.session, meeting_id):
        return False
    meeting = meetings.get_alone(uow.session, meeting_id)
    wanted = meeting.state in STILL_ASKED
    missing = queries.not_asked(uow.session, meeting_id, most=AT_ONCE + 1) if wanted else ()
    _ask(uow, meeting, missing[:AT_ONCE])
    if len(missing) > AT_ONCE:
        return True
    stop_asking(uow, meeting_id)
    uow.emit(AskingEnded(meeting_id, queries.counts(uow.session, meeting_id).invited))
    return False


def stop_asking(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """Ask nobody else: the meeting is off, put off, or everybody was asked."""
    uow.session.execute(delete(Asking).where(Asking.meeting_id == meeting_id))


def _ask(uow: UnitOfWork, meeting: Meeting, sites: Sequence[MeetingSite]) -> None:
    if not sites:
        return
    ids = [each.id for each in sites]
    earlier = {
        each.meeting_site_id: each for each in queries.at_sites(uow.session, meeting.id, ids)
    }
    for site in sites:
        before = earlier.get(site.id)
        if before is not None:
            forget_answer(before)
            before.withdrawn_at, before.sent_at = None, uow.now
            continue
        uow.session.add(
            Invitation(
                id=InvitationId(new_id()),
                meeting_id=meeting.id,
                meeting_site_id=site.id,
                unit_id=site.unit_id,
                link_serial=1,
                sent_at=uow.now,
            )
        )
    uow.session.flush()
    desk = desk_for(uow, meeting)
    for invitee in invitees_of(uow, queries.at_sites(uow.session, meeting.id, ids)):
        notices.ask(uow, desk, invitee, meeting)
        if meeting.state is not MeetingState.LIVE:
            notices.remind_first(uow, desk, invitee, meeting)
        uow.emit(InvitationSent(invitee.invitation.id, meeting.id, invitee.invitation.unit_id))


def withdraw(
    uow: UnitOfWork,
    desk: Desk,
    invitee: Invitee,
    meeting: Meeting,
    *,
    due_at: datetime | None = None,
) -> None:
    """Invite no more, and tell so: at once, or at `due_at`."""
    invitation = invitee.invitation
    notices.withdraw(uow, invitee)
    notices.tell_withdrawn(uow, desk, invitee, meeting, due_at=due_at)
    invitation.withdrawn_at = uow.now
    uow.session.flush()
    uow.emit(InvitationWithdrawn(invitation.id, meeting.id, invitation.unit_id))


def desk_for(uow: UnitOfWork, meeting: Meeting) -> Desk:
    """Return the desk that writes to those invited to a meeting."""
    title = directory.title_of(uow.session, meeting.chair_id, meeting.host_unit_id)
    return notices.desk_of(uow.settings, title)


def invitees_of(uow: UnitOfWork, invitations: Collection[Invitation]) -> list[Invitee]:
    """Return the invitations with the people who read their messages."""
    readers = queries.readers_of(uow.session, {each.unit_id for each in invitations})
    return [Invitee(each, tuple(readers.get(each.unit_id, ()))) for each in invitations]


def forget_answer(invitation: Invitation) -> None:
    """Ask anew: the answer is none any more, and links sent before stop working."""
    invitation.link_serial += 1
    invitation.answer = invitation.answered_at = invitation.answered_by_id = None
    invitation.absence_approved = invitation.head_count = invitation.chased_at = None
    invitation.reason = invitation.answered_by_name = ""
    invitation.answered_by_link = False
    invitation.delegates = []
