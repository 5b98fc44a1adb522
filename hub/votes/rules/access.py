"""Who writes motions, who conducts a vote, who casts whose ballot, and when."""

from collections.abc import Collection
from datetime import datetime

from hub.core.fold import fold
from hub.core.ids import PersonId
from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting, MeetingState
from hub.votes.models import Motion, MotionState, Voter


def may_prepare(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor writes motions: the chair, the secretary, a scheduler of the host."""
    return may_conduct(actor, meeting) or meetings.may_arrange(actor, meeting)


def may_conduct(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor opens and closes votes: the chair, or the secretary for them."""
    return meetings.may_chair(actor, meeting) or meetings.may_record(actor, meeting)


def may_cast(
    actor: Actor,
    meeting: Meeting,
    voter: Voter,
    *,
    sitting: Collection[PersonId],
    deputies: Collection[str],
) -> bool:
    """Tell whether the actor casts this ballot.

    A person's own; the host's by the chair; a unit's by its leader, by the deputy its answer
    names, or by whoever of the unit sits at its site now (`sitting`).
    """
    if voter.person_id is not None:
        return actor.person_id == voter.person_id
    if voter.is_host:
        return meetings.may_chair(actor, meeting)
    if actor.unit_id != voter.unit_id:
        return False
    named = fold(actor.name) in {fold(name) for name in deputies}
    return actor.has(Role.SITE_LEADER) or named or actor.person_id in sitting


def can_prepare(meeting: Meeting) -> bool:
    """Tell whether motions can still be written: until the meeting is over."""
    return meeting.state not in {
        MeetingState.ENDED, MeetingState.ARCHIVED, MeetingState.CANCELLED,
    }  # fmt: skip


def is_taking_ballots(motion: Motion, now: datetime) -> bool:
    """Tell whether the vote is open and its time has not run out."""
    if motion.state is not MotionState.OPEN:
        return False
    return motion.closes_at is None or now < motion.closes_at


def is_due(motion: Motion, now: datetime) -> bool:
    """Tell whether the ballots wait to be counted: the time of the vote has run out."""
    return motion.state is MotionState.OPEN and not is_taking_ballots(motion, now)
