"""Who writes to whom, who reads what, and when."""

from datetime import datetime
from typing import Final

from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.messages.models import Audience, ChatBoard

#: Posts that look at meetings without taking part.
ONLOOKERS: Final = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.UNIT_ADMIN, Role.SYSTEM})


def may_run(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor sits at the chair's table: chair, secretary, technician."""
    return meetings.may_open(actor, meeting)


def may_read_chairs(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor reads what is written to the chair: chair and secretary."""
    return meetings.may_chair(actor, meeting) or meetings.may_record(actor, meeting)


def may_write(actor: Actor, meeting: Meeting, own: MeetingSite | None) -> bool:
    """Tell whether the actor takes part and so may write; `own` is the site of their unit."""
    if may_run(actor, meeting):
        return True
    onlooker = actor.roles <= ONLOOKERS
    return not onlooker and own is not None


def may_write_to(
    actor: Actor, meeting: Meeting, audience: Audience, board: ChatBoard | None
) -> bool:
    """Tell whether the actor may write to these readers now."""
    if may_run(actor, meeting):
        return True
    if audience is Audience.SITE:
        return False
    return audience is Audience.CHAIR or board is None or not board.only_host


def can_write(meeting: Meeting, now: datetime) -> bool:
    """Tell whether it is the time for messages: the meeting, and the hour before it."""
    return meeting.state is MeetingState.LIVE or meetings.can_open(meeting, now)


def may_look_after(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor looks after incidents: a technician of the host."""
    return meetings.may_assist(actor, meeting)


def may_see_incidents(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor reads the incidents of all sites."""
    return meetings.is_of_host(actor, meeting)
