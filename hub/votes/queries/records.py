"""The record of a vote: for its page, the minutes and the dossier."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MotionId
from hub.core.text import gettext as _
from hub.votes import rules
from hub.votes.models import Choice, Motion, MotionState, Voter
from hub.votes.queries.motions import counted_of


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is known of one voter; `choice` None: not voted, or nobody may know."""

    voter: Voter
    choice: Choice | None
    opinion: str


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """A motion with its voters; the counts so far while it is open and not secret."""

    motion: Motion
    voters: Sequence[Voter]

    @property
    def voted(self) -> int:
        """How many have voted."""
        return sum(voter.voted_at is not None for voter in self.voters)

    @property
    def tally(self) -> rules.Tally | None:
        """The counts: final ones, or so far in an open vote; None when nobody may know."""
        motion = self.motion
        if motion.agree is not None:
            return rules.Tally(motion.agree, motion.disagree or 0, motion.other or 0)
        if motion.is_secret or motion.state in {MotionState.DRAFT, MotionState.CANCELLED}:
            return None
        return rules.tally_of(voter.choice for voter in self.voters)

    @property
    def needed(self) -> int | None:
        """How many had to agree; None before the count."""
        if self.motion.entitled is None or self.motion.present is None:
            return None
        return rules.needed(
            self.motion.threshold, entitled=self.motion.entitled, present=self.motion.present
        )

    @property
    def ballots(self) -> list[Ballot]:
        """What is known of each voter; after a vote was called off, who voted but not how."""
        called_off = self.motion.state is MotionState.CANCELLED
        return [
            Ballot(voter, None if called_off else voter.choice, voter.opinion)
            for voter in self.voters
        ]

    @property
    def opinions(self) -> list[Voter]:
        """Who wrote another opinion, in the order of the sites."""
        return [voter for voter in self.voters if voter.opinion]


def summary_of(record: VoteRecord) -> str:
    """Return the result in one sentence."""
    motion, tally = record.motion, record.tally
    if motion.state is MotionState.CANCELLED:
        return _("Called off, its ballots not counted: %(why)s", why=motion.cancel_reason)
    if tally is None:
        return _(
            "%(cast)s of %(entitled)s ballots cast; too few to count without telling whose.",
            cast=motion.cast or 0,
            entitled=motion.entitled or 0,
        )
    return _(
        "%(agree)s agree, %(disagree)s disagree, %(other)s other opinion; %(cast)s of %(entitled)s "
        "ballots cast; %(needed)s needed: %(outcome)s.",
        agree=tally.agree,
        disagree=tally.disagree,
        other=tally.other,
        cast=tally.cast,
        entitled=motion.entitled or 0,
        needed=record.needed,
        outcome=rules.word(motion.outcome).lower(),
    )


def record_of(session: Session, motion: Motion) -> VoteRecord:
    """Return the record of one motion."""
    return _records(session, [motion])[0]


def records_of(session: Session, meeting_id: MeetingId) -> list[VoteRecord]:
    """Return the records of the counted motions of a meeting, in their order."""
    return _records(session, counted_of(session, meeting_id))


def _records(session: Session, motions: Sequence[Motion]) -> list[VoteRecord]:
    found: dict[MotionId, list[Voter]] = {motion.id: [] for motion in motions}
    asked = select(Voter).where(Voter.motion_id.in_(found))
    for voter in session.scalars(asked.order_by(Voter.position, Voter.name)):
        found[voter.motion_id].append(voter)
    return [VoteRecord(motion, found[motion.id]) for motion in motions]
