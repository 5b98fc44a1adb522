"""Opening a vote and casting ballots. A ballot is final once cast."""

from datetime import timedelta

from sqlalchemy import insert

from hub.attendance import queries as attendance
from hub.attendance.rules import DEFAULT, Limits
from hub.core.clock import format_time
from hub.core.ids import VoterId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import rules as meetings
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting
from hub.votes import queries, rules
from hub.votes.errors import (
    AlreadyVoted,
    AnotherVoteOpen,
    MayNotConduct,
    MeetingNotOpen,
    MotionSettled,
    NobodyEntitled,
    NoQuorumForVote,
    NoTelephoneInSecret,
    NotEntitled,
    OpinionMissing,
    TooFewForSecrecy,
    VotingOver,
)
from hub.votes.events import BallotCast, VotingOpened, VotingStopped
from hub.votes.models import Choice, Motion, MotionState, SealedBallot, Voter


def open_voting(
    uow: UnitOfWork,
    meeting: Meeting,
    motion: Motion,
    *,
    public_key: bytes = b"",
    reason: str = "",
    limits: Limits = DEFAULT,
) -> None:
    """Put a motion to the vote and fix who has a ballot; late joiners may still vote.

    A secret vote needs the public part of its key. `reason`: why it is held without a quorum.
    Raises MayNotConduct, MeetingNotOpen, MotionSettled, AnotherVoteOpen, NobodyEntitled,
    TooFewForSecrecy, NoQuorumForVote.
    """
    _ensure_can_open(uow, meeting, motion)
    voters = queries.entitled(uow.session, meeting, motion)
    if not voters:
        raise NobodyEntitled
    if motion.is_secret and len(voters) < rules.FEWEST_SECRET:
        raise TooFewForSecrecy(needed=rules.FEWEST_SECRET, entitled=len(voters))
    quorum = attendance.quorum_now(uow.session, meeting, limits)
    if not quorum.is_met and not reason:
        raise NoQuorumForVote(units=quorum.units_present, needed=quorum.units_needed)
    motion.state, motion.opened_at = MotionState.OPEN, uow.now
    motion.opened_by_id, motion.opened_by_name = uow.actor.person_id, uow.actor.name
    motion.closes_at = uow.now + timedelta(minutes=motion.minutes) if motion.minutes else None
    motion.quorum, motion.quorum_reason = quorum.figures, "" if quorum.is_met else reason
    motion.public_key = public_key if motion.is_secret else b""
    rows = [{**each._asdict(), "id": VoterId(new_id()), "motion_id": motion.id} for each in voters]
    uow.session.execute(insert(Voter), rows)
    uow.emit(
        VotingOpened(
            meeting.id,
            motion.id,
            motion.secrecy.value,
            motion.basis.value,
            motion.threshold.value,
            len(voters),
            quorum.is_met,
            motion.quorum_reason,
        )
    )


def _ensure_can_open(uow: UnitOfWork, meeting: Meeting, motion: Motion) -> None:
    if not rules.may_conduct(uow.actor, meeting):
        raise MayNotConduct
    if not meetings.is_open(meeting):
        raise MeetingNotOpen
    if motion.state is not MotionState.DRAFT:
        raise MotionSettled
    if queries.find_open(uow.session, meeting.id) is not None:
        raise AnotherVoteOpen


def cast(
    uow: UnitOfWork,
    meeting: Meeting,
    motion: Motion,
    *,
    choice: Choice,
    opinion: str = "",
    event_key: str,
) -> Voter:
    """Cast the actor's ballot; the same `event_key` again changes nothing.

    `motion` was read with a lock. In a secret vote the mark that the voter voted and the sealed
    ballot are written in one transaction, and nothing of the choice goes anywhere else.
    Raises VotingOver, NotEntitled, AlreadyVoted, OpinionMissing.
    """
    voter = queries.find_own(uow.session, uow.actor, meeting, motion)
    if voter is None:
        raise NotEntitled
    if voter.voted_at is not None and voter.event_key == event_key:
        return voter
    _cast(uow, meeting, motion, voter, choice, opinion)
    voter.event_key = event_key
    return voter


def cast_by_telephone(
    uow: UnitOfWork, meeting: Meeting, motion: Motion, voter: Voter, *, choice: Choice, opinion: str
) -> None:
    """Write down the ballot that a voter without a line gives by telephone, marked as such.

    Raises MayNotConduct, NoTelephoneInSecret, VotingOver, AlreadyVoted, OpinionMissing.
    """
    if not rules.may_conduct(uow.actor, meeting):
        raise MayNotConduct
    if motion.is_secret:
        raise NoTelephoneInSecret
    voter.by_telephone = True
    _cast(uow, meeting, motion, voter, choice, opinion)


def _cast(
    uow: UnitOfWork, meeting: Meeting, motion: Motion, voter: Voter, choice: Choice, opinion: str
) -> None:
    if not rules.is_taking_ballots(motion, uow.now):
        raise VotingOver
    if voter.voted_at is not None:
        raise AlreadyVoted(by=voter.voted_by_name, name=voter.name, at=format_time(voter.voted_at))
    if not motion.is_secret and choice is Choice.OTHER and not opinion:
        raise OpinionMissing({"opinion": OpinionMissing().sentence})
    voter.voted_at = uow.now
    voter.voted_by_id, voter.voted_by_name = uow.actor.person_id, uow.actor.name
    if motion.is_secret:
        sealed = rules.seal(choice, motion.public_key, motion.id)
        uow.session.add(SealedBallot(motion_id=motion.id, sealed=sealed))
    else:
        voter.choice, voter.opinion = choice, opinion if choice is Choice.OTHER else ""
    uow.emit(
        BallotCast(
            meeting.id,
            motion.id,
            voter.id,
            voter.unit_id,
            meeting.host_unit_id,
            None if motion.is_secret else choice.value,
            voter.by_telephone,
        )
    )


def stop_with_meeting(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """Take no more ballots once the meeting is over; they are counted by the timetable."""
    motion = queries.find_open(uow.session, closed.meeting_id)
    if motion is not None and rules.is_taking_ballots(motion, uow.now):
        motion.closes_at = uow.now
        uow.emit(VotingStopped(closed.meeting_id, motion.id))
