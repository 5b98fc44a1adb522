"""Reminding those who run a meeting: chair, secretary, technicians of the host."""

from typing import Final

from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.invitations import notices
from hub.meetings import queries as meetings
from hub.meetings import rules as meeting_rules
from hub.meetings.events import (
    MeetingCancelled,
    MeetingEdited,
    MeetingInvited,
    MeetingMoved,
    MeetingOpened,
    MeetingPostponed,
)
from hub.meetings.models import Meeting

#: Changes of an invited meeting after which its reminders would go wrong or say what is not so.
REMINDED_ANEW: Final = frozenset({"title", "chair_id", "secretary_id", "location"})


def remind_host(uow: UnitOfWork, event: MeetingInvited | MeetingMoved) -> None:
    """Remind those who run the meeting from now on, at its present time."""
    _remind(uow, meetings.get_alone(uow.session, event.meeting_id))


def remind_host_anew(uow: UnitOfWork, edited: MeetingEdited) -> None:
    """Remind the new chair or secretary instead of the old one. A reaction to MeetingEdited."""
    if REMINDED_ANEW.isdisjoint(edited.changed.split(",")):
        return
    meeting = meetings.get(uow.session, edited.meeting_id)
    if meeting_rules.was_invited(meeting):
        # loaded before the edit, so they may still be the former two
        uow.session.refresh(meeting, ["chair", "secretary"])
        _remind(uow, meeting)


def stop_reminding_host(
    uow: UnitOfWork, event: MeetingPostponed | MeetingCancelled | MeetingOpened
) -> None:
    """Withdraw the reminders of a meeting that is off, put off, or has begun early."""
    notices.stop_reminding_host(uow, event.meeting_id)


def _remind(uow: UnitOfWork, meeting: Meeting) -> None:
    technicians = directory.people_with_role(uow.session, meeting.host_unit_id, Role.TECHNICIAN)
    title = directory.title_of(uow.session, meeting.chair_id, meeting.host_unit_id)
    desk = notices.desk_of(uow.settings, title)
    people = [meeting.chair, meeting.secretary, *technicians]
    notices.remind_host(uow, desk, meeting, people)
