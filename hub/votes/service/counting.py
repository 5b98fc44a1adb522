"""Ending a vote: counting its ballots, or calling it off."""

from cryptography.exceptions import InvalidTag
from sqlalchemy import delete, update

from hub.attendance import queries as attendance
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting
from hub.votes import queries, rules
from hub.votes.errors import KeyOfVoteMissing, MayNotConduct, VotingOver
from hub.votes.events import VotingCancelled, VotingClosed
from hub.votes.models import Motion, MotionState, Outcome, SealedBallot, Voter


def close_voting(
    uow: UnitOfWork,
    meeting: Meeting,
    motion: Motion,
    *,
    private_key: bytes | None = None,
) -> None:
    """End the vote, count and keep the result. `motion` was read with a lock.

    Raises MayNotConduct, VotingOver, KeyOfVoteMissing.
    """
    if not rules.may_conduct(uow.actor, meeting):
        raise MayNotConduct
    count(uow, meeting, motion, private_key=private_key)


def count(
    uow: UnitOfWork,
    meeting: Meeting,
    motion: Motion,
    *,
    private_key: bytes | None = None,
) -> None:
    """Count the ballots and keep the result; sealed ballots are gone with it.

    Of secret ballots only the totals are kept, and of fewer than `rules.FEWEST_SECRET` nothing.
    Raises VotingOver, KeyOfVoteMissing.
    """
    if motion.state is not MotionState.OPEN:
        raise VotingOver
    voters = queries.voters_of(uow.session, motion.id)
    there = attendance.sites_there(uow.session, meeting.id)
    motion.entitled = len(voters)
    motion.present = sum(
        voter.voted_at is not None or voter.meeting_site_id in there for voter in voters
    )
    _keep_counts(motion, _tally(uow, motion, private_key))
    motion.state, motion.closed_at = MotionState.CLOSED, uow.now
    motion.closed_by_name = uow.actor.name
    uow.session.execute(delete(SealedBallot).where(SealedBallot.motion_id == motion.id))
    motion.sha256 = rules.sealed_content(rules.content_of(motion, voters))
    uow.emit(_closed(motion))


def cancel(uow: UnitOfWork, meeting: Meeting, motion: Motion, *, reason: str) -> None:
    """Call an open vote off; its ballots are destroyed uncounted.

    Raises MayNotConduct, VotingOver.
    """
    if not rules.may_conduct(uow.actor, meeting):
        raise MayNotConduct
    if motion.state is not MotionState.OPEN:
        raise VotingOver
    motion.state, motion.closed_at = MotionState.CANCELLED, uow.now
    motion.closed_by_name, motion.cancel_reason = uow.actor.name, reason
    uow.session.execute(delete(SealedBallot).where(SealedBallot.motion_id == motion.id))
    uow.session.execute(
        update(Voter).where(Voter.motion_id == motion.id).values(choice=None, opinion="")
    )
    uow.emit(VotingCancelled(meeting.id, motion.id, reason))


def _tally(uow: UnitOfWork, motion: Motion, private_key: bytes | None) -> rules.Tally:
    if not motion.is_secret:
        return rules.tally_of(queries.choices_of(uow.session, motion.id))
    if private_key is None:
        raise KeyOfVoteMissing
    try:
        return rules.tally_of(
            rules.unseal(sealed, private_key, motion.id)
            for sealed in queries.sealed_of(uow.session, motion.id)
        )
    except InvalidTag:
        raise KeyOfVoteMissing from None


def _keep_counts(motion: Motion, tally: rules.Tally) -> None:
    motion.cast = tally.cast
    if motion.is_secret and tally.cast < rules.FEWEST_SECRET:
        motion.outcome = Outcome.WITHHELD
        return
    motion.agree, motion.disagree, motion.other = tally.agree, tally.disagree, tally.other
    motion.outcome = rules.outcome_of(
        motion.threshold, tally, entitled=motion.entitled or 0, present=motion.present or 0
    )


def _closed(motion: Motion) -> VotingClosed:
    return VotingClosed(
        motion.meeting_id,
        motion.id,
        motion.outcome.value if motion.outcome else "",
        motion.entitled or 0,
        motion.present or 0,
        motion.cast or 0,
        motion.agree,
        motion.disagree,
        motion.other,
        motion.sha256,
    )
