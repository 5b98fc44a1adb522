"""What can be done with a meeting in its present state."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from hub.core.clock import wall_date
from hub.core.workingdays import add_working_days
from hub.meetings.models import Meeting, MeetingState

#: Working days between an invitation and the meeting (Quyết định 45/2018/QĐ-TTg).
NOTICE_DAYS: Final = 3
#: Guests of one meeting; each has a site of their own.
MOST_GUESTS: Final = 50
OPENS_AHEAD: Final = timedelta(minutes=60)

BEFORE_INVITING: Final = frozenset(
    {MeetingState.DRAFT, MeetingState.SUBMITTED, MeetingState.APPROVED}
)
#: States that take the time of chair, secretary and sites.
TAKING_TIME: Final = BEFORE_INVITING | {MeetingState.INVITED, MeetingState.LIVE}
AFTER_INVITING: Final = frozenset(
    {MeetingState.INVITED, MeetingState.LIVE, MeetingState.ENDED, MeetingState.ARCHIVED}
)


def was_invited(meeting: Meeting) -> bool:
    """Tell whether the sites have heard of the meeting."""
    return meeting.invited_at is not None or meeting.state in AFTER_INVITING


def can_edit(meeting: Meeting, now: datetime) -> bool:
    """Tell whether what the meeting says can still be changed."""
    if meeting.state in BEFORE_INVITING:
        return True
    return meeting.state is MeetingState.INVITED and now < meeting.starts_at


def can_have_guests(meeting: Meeting) -> bool:
    """Tell whether guests can be asked or taken out: until the meeting is over, while held too."""
    return meeting.state in TAKING_TIME | {MeetingState.POSTPONED}


def can_submit(meeting: Meeting) -> bool:
    """Tell whether the meeting can be put before its chair."""
    return meeting.state is MeetingState.DRAFT


def can_decide(meeting: Meeting) -> bool:
    """Tell whether the chair's word is awaited."""
    return meeting.state is MeetingState.SUBMITTED


def can_invite(meeting: Meeting, now: datetime) -> bool:
    """Tell whether the sites can be asked: approved, and still to come."""
    return meeting.state is MeetingState.APPROVED and now < meeting.starts_at


def can_move(meeting: Meeting, now: datetime) -> bool:
    """Tell whether those invited can be asked to another time."""
    if meeting.state is MeetingState.POSTPONED:
        return True
    return meeting.state is MeetingState.INVITED and now < meeting.starts_at


def can_postpone(meeting: Meeting, now: datetime) -> bool:
    """Tell whether the meeting can be put off without a new date."""
    return meeting.state is MeetingState.INVITED and now < meeting.starts_at


def can_cancel(meeting: Meeting) -> bool:
    """Tell whether the meeting can be called off: nothing of it has been held."""
    return meeting.state in BEFORE_INVITING | {MeetingState.INVITED, MeetingState.POSTPONED}


def can_open(meeting: Meeting, now: datetime) -> bool:
    """Tell whether the meeting can begin."""
    return meeting.state is MeetingState.INVITED and meeting.starts_at - OPENS_AHEAD <= now


def is_open(meeting: Meeting) -> bool:
    """Tell whether the meeting is being held."""
    return meeting.state is MeetingState.LIVE


def is_to_come(meeting: Meeting, now: datetime) -> bool:
    """Tell whether invited sites still look forward to the meeting."""
    return meeting.state is MeetingState.INVITED and now < meeting.starts_at


def latest_sending(starts_at: datetime, holidays: Collection[date] = ()) -> date:
    """Return the last day on which invitations reach the sites in time."""
    return add_working_days(wall_date(starts_at), -NOTICE_DAYS, holidays)


def is_short_notice(starts_at: datetime, now: datetime, holidays: Collection[date] = ()) -> bool:
    """Tell whether the invitation leaves too late, so that the meeting counts as ad hoc."""
    return wall_date(now) > latest_sending(starts_at, holidays)
