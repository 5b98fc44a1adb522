"""Asking guests, and telling them that they need not come."""

from datetime import timedelta
from typing import Final

from hub.core.unit_of_work import UnitOfWork
from hub.invitations import notices, queries
from hub.invitations.service.portions import (
    STILL_ASKED,
    ask_missing,
    desk_for,
    invitees_of,
    withdraw,
)
from hub.meetings import queries as meetings
from hub.meetings.events import GuestAdded, GuestRemoved, GuestReturned
from hub.outbox import queries as outbox_queries

#: A guest taken out by mistake and asked again so soon never hears of it.
TOLD_AFTER: Final = timedelta(seconds=60)


def ask_guest(uow: UnitOfWork, added: GuestAdded) -> None:
    """Ask a guest, if the meeting has been announced. A reaction to GuestAdded.

    One asked earlier is asked together with the sites; one of a postponed meeting with its date.
    """
    meeting = meetings.get_alone(uow.session, added.meeting_id)
    if meeting.state in STILL_ASKED:
        ask_missing(uow, meeting)


def withdraw_guest(uow: UnitOfWork, removed: GuestRemoved) -> None:
    """Tell a guest, a minute later, that they need not come. A reaction to GuestRemoved."""
    meeting = meetings.get_alone(uow.session, removed.meeting_id)
    desk = desk_for(uow, meeting)
    asked = queries.at_sites(uow.session, meeting.id, [removed.meeting_site_id])
    for invitee in invitees_of(uow, [each for each in asked if each.withdrawn_at is None]):
        withdraw(uow, desk, invitee, meeting, due_at=uow.now + TOLD_AFTER)


def welcome_guest_back(uow: UnitOfWork, returned: GuestReturned) -> None:
    """Ask a guest again who was taken out. A reaction to GuestReturned.

    Who has the link and has not been told of its end keeps link and answer, and hears nothing. A
    mail that never left was taken back with the rest, so such a guest is asked anew.
    """
    meeting = meetings.get_alone(uow.session, returned.meeting_id)
    desk = desk_for(uow, meeting)
    asked = queries.at_sites(uow.session, meeting.id, [returned.meeting_site_id])
    for invitee in invitees_of(uow, asked):
        withdrawal = notices.withdrawal_key(invitee)
        was_told = not outbox_queries.is_waiting(uow.session, withdrawal)
        has_link = invitee.invitation.answered_by_link or outbox_queries.any_sent(
            uow.session, invitee.key
        )
        notices.withdraw(uow, invitee)
        if has_link and not was_told:
            invitee.invitation.withdrawn_at = None
            uow.session.flush()
            notices.remind(uow, desk, invitee, meeting)
    if meeting.state in STILL_ASKED:
        ask_missing(uow, meeting)
