"""Who may answer and until when, what an answer needs, when to remind and to chase."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hub.core.errors import HubError
from hub.core.text import N_
from hub.core.unit_of_work import Actor, Role
from hub.invitations.errors import (
    InvitationWasWithdrawn,
    MeetingWasCancelled,
    MeetingWasPostponed,
    TooLateToAnswer,
)
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import Meeting, MeetingState

#: Posts that speak for an invited unit.
SPEAKING: Final = (Role.SITE_LEADER, Role.SITE_CLERK)
#: Answers with which nobody is expected at the site (yet), and no people are counted.
NOBODY_YET: Final = frozenset({Answer.TENTATIVE, Answer.ABSENT})
#: What a guest answers; nobody comes in a guest's place, and nobody gives them leave.
GUEST_ANSWERS: Final = (Answer.ATTENDING, Answer.TENTATIVE, Answer.ABSENT)
MOST_DELEGATES: Final = 10
MOST_HEADS: Final = 500
CHASE_AGAIN_AFTER: Final = timedelta(hours=1)
#: How long after a meeting its links still open, to show what was answered.
LINKS_LAST: Final = timedelta(days=30)

NEEDS_REASON: Final = N_("Give the reason.")
NEEDS_DEPUTY: Final = N_("Name the deputy.")
NEEDS_DEPUTY_TITLE: Final = N_("Give the post of the deputy.")
NEEDS_NAME: Final = N_("Write your name, so that the office knows who answered.")
NEEDS_HEADS: Final = N_("Say how many people will be at the site.")
FEWER_HEADS: Final = N_("Fewer people than the delegates named above.")


class Reminder(StrEnum):
    """The reminders of a meeting, by how long before it they come."""

    THREE_DAYS = "3d"
    ONE_DAY = "1d"
    SIXTY_MINUTES = "60m"
    TEN_MINUTES = "10m"


AHEAD: Final = {
    Reminder.THREE_DAYS: timedelta(days=3),
    Reminder.ONE_DAY: timedelta(days=1),
    Reminder.SIXTY_MINUTES: timedelta(minutes=60),
    Reminder.TEN_MINUTES: timedelta(minutes=10),
}
#: Reminders that also go out by mail; the others are read in the hub.
BY_MAIL: Final = frozenset({Reminder.THREE_DAYS, Reminder.ONE_DAY})


@dataclass(frozen=True)
class DelegateLine:
    """One person named in an answer."""

    name: str
    title: str = ""
    phone: str = ""
    is_deputy: bool = False


@dataclass(frozen=True)
class Reply:
    """What a unit says: its answer and what goes with it. `by_name` is who wrote it."""

    answer: Answer
    delegates: tuple[DelegateLine, ...] = ()
    head_count: int | None = None
    reason: str = ""
    by_name: str = ""

    @property
    def deputy(self) -> DelegateLine | None:
        """The one sent in place of the head."""
        return next((each for each in self.delegates if each.is_deputy), None)


def may_answer(actor: Actor, invitation: Invitation) -> bool:
    """Tell whether the actor speaks for the invited unit."""
    return actor.unit_id == invitation.unit_id and actor.has(*SPEAKING)


def why_closed(meeting: Meeting, now: datetime) -> HubError | None:
    """Return why answers no longer count; None while they do (until the meeting starts)."""
    if meeting.state is MeetingState.CANCELLED:
        return MeetingWasCancelled()
    if meeting.state is MeetingState.POSTPONED:
        return MeetingWasPostponed()
    if meeting.state is not MeetingState.INVITED or meeting.starts_at <= now:
        return TooLateToAnswer()
    return None


def why_closed_to(invitation: Invitation, meeting: Meeting, now: datetime) -> HubError | None:
    """Return why this unit can no longer answer; None while it can."""
    if invitation.withdrawn_at is not None:
        return InvitationWasWithdrawn(title=meeting.title)
    return why_closed(meeting, now)


def gaps(reply: Reply) -> dict[str, str]:
    """Return what an answer lacks: field and sentence (msgid)."""
    if reply.answer is Answer.ABSENT:
        return {} if reply.reason else {"reason": NEEDS_REASON}
    if reply.answer is Answer.TENTATIVE:
        return {}
    found = {}
    if reply.answer is Answer.SENDING_DEPUTY:
        found.update(_gaps_of_deputy(reply))
    if reply.head_count is None:
        found["head_count"] = NEEDS_HEADS
    elif reply.head_count < len(reply.delegates):
        found["head_count"] = FEWER_HEADS
    return found


def _gaps_of_deputy(reply: Reply) -> dict[str, str]:
    found = {}
    deputy = reply.deputy
    if deputy is None or not deputy.name:
        found["deputy_name"] = NEEDS_DEPUTY
    if deputy is None or not deputy.title:
        found["deputy_title"] = NEEDS_DEPUTY_TITLE
    if not reply.reason:
        found["reason"] = NEEDS_REASON
    return found


def reminders_due(meeting: Meeting, now: datetime) -> dict[Reminder, datetime]:
    """Return the reminders that are still to come, and when."""
    due = {kind: meeting.starts_at - ahead for kind, ahead in AHEAD.items()}
    return {kind: at for kind, at in due.items() if now < at}


def is_unsettled(invitation: Invitation) -> bool:
    """Tell whether the host still waits to hear: no answer yet, or "not sure yet"."""
    return invitation.answer in {None, Answer.TENTATIVE} and invitation.withdrawn_at is None


def can_chase(invitation: Invitation, now: datetime) -> bool:
    """Tell whether a unit can be asked for its answer now."""
    latest = invitation.chased_at
    asked_lately = latest is not None and now < latest + CHASE_AGAIN_AFTER
    return is_unsettled(invitation) and not asked_lately


def waits_for_chair(invitation: Invitation) -> bool:
    """Tell whether an absence waits for the chair's word."""
    if invitation.withdrawn_at is not None:
        return False
    return invitation.answer is Answer.ABSENT and invitation.absence_approved is None
