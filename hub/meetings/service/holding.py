"""The meeting is held, is over, and goes to the archive. Called by rooms and archive."""

from typing import Protocol

from hub.core.errors import NotAllowed
from hub.core.ids import AgendaItemId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import rules
from hub.meetings.errors import MeetingSettled, NotThisStep, TooEarlyToOpen
from hub.meetings.events import MeetingArchived, MeetingClosed, MeetingOpened
from hub.meetings.models import AgendaItem, Meeting, MeetingState


def open_meeting(uow: UnitOfWork, meeting: Meeting) -> None:
    """Begin the meeting (khai mạc). Raises NotAllowed, MeetingSettled, TooEarlyToOpen."""
    if not rules.may_open(uow.actor, meeting):
        raise NotAllowed
    if meeting.state is not MeetingState.INVITED:
        raise MeetingSettled
    if not rules.can_open(meeting, uow.now):
        raise TooEarlyToOpen
    meeting.state, meeting.opened_at = MeetingState.LIVE, uow.now
    uow.emit(MeetingOpened(meeting.id))


def close_meeting(uow: UnitOfWork, meeting: Meeting) -> None:
    """End the meeting for all (bế mạc). Raises NotAllowed, NotThisStep."""
    if not rules.may_open(uow.actor, meeting):
        raise NotAllowed
    if not rules.is_open(meeting):
        raise NotThisStep
    meeting.state, meeting.closed_at = MeetingState.ENDED, uow.now
    uow.emit(MeetingClosed(meeting.id))


def archive(uow: UnitOfWork, meeting: Meeting) -> None:
    """Note that the dossier is sealed; the caller has judged the permission. Raises NotThisStep."""
    if meeting.state is not MeetingState.ENDED:
        raise NotThisStep
    meeting.state = MeetingState.ARCHIVED
    uow.emit(MeetingArchived(meeting.id))


class OfItem(Protocol):
    """An event of an agenda item."""

    @property
    def agenda_item_id(self) -> AgendaItemId: ...  # noqa: D102


def note_item_reached(uow: UnitOfWork, event: OfItem) -> None:
    """Note when the meeting first turned to an agenda item: a reaction."""
    item = uow.session.get_one(AgendaItem, event.agenda_item_id)
    if item.reached_at is None:
        item.reached_at = uow.now
