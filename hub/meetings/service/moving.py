"""Another time, no time yet, or not at all."""

from datetime import datetime

from hub.core.errors import NotAllowed
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import rules
from hub.meetings.errors import MeetingChanged, MeetingSettled
from hub.meetings.events import MeetingCancelled, MeetingMoved, MeetingPostponed
from hub.meetings.models import Meeting, MeetingState
from hub.meetings.service.planning import ensure_time


def move(
    uow: UnitOfWork, meeting: Meeting, *, starts_at: datetime, ends_at: datetime, version: int
) -> None:
    """Ask those invited to another time; a postponed meeting gets its new date.

    Raises NotAllowed, MeetingChanged, MeetingSettled, StartsInThePast, EndsBeforeItStarts.
    """
    if not rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_move(meeting, uow.now):
        raise MeetingSettled
    if meeting.version != version:
        raise MeetingChanged
    ensure_time(starts_at, ends_at, uow.now)
    same = (starts_at, ends_at) == (meeting.starts_at, meeting.ends_at)
    if same and meeting.state is MeetingState.INVITED:
        return
    was_at = meeting.starts_at
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.state, meeting.cancel_reason = MeetingState.INVITED, ""
    meeting.sequence += 1
    uow.emit(MeetingMoved(meeting.id, was_at, starts_at))


def postpone(uow: UnitOfWork, meeting: Meeting, *, reason: str) -> None:
    """Put the meeting off without a new date. Raises NotAllowed, MeetingSettled."""
    if not rules.may_call_off(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_postpone(meeting, uow.now):
        raise MeetingSettled
    meeting.invited_at = meeting.invited_at or uow.now
    meeting.state, meeting.cancel_reason = MeetingState.POSTPONED, reason
    meeting.sequence += 1
    uow.emit(MeetingPostponed(meeting.id, reason))


def cancel(uow: UnitOfWork, meeting: Meeting, *, reason: str) -> None:
    """Call the meeting off; its record stays. Raises NotAllowed, MeetingSettled."""
    if not rules.may_call_off(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_cancel(meeting):
        raise MeetingSettled
    if rules.was_invited(meeting):
        meeting.invited_at = meeting.invited_at or uow.now  # so that the sites still see it
        meeting.sequence += 1
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, reason
    uow.emit(MeetingCancelled(meeting.id, reason))
