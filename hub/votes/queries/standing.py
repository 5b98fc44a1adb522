"""How the votes of a meeting stand at this moment, for one who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from hub.core.unit_of_work import Actor
from hub.meetings.models import Meeting
from hub.votes import rules
from hub.votes.models import Motion, MotionState, Voter
from hub.votes.queries.motions import of_meeting
from hub.votes.queries.records import VoteRecord
from hub.votes.queries.voters import find_own, progress, tally_so_far, voters_listed

#: A vote has a record once it is over.
OVER: Final = frozenset({MotionState.CLOSED, MotionState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OpenVote:
    """The vote that is open: the looker's own ballot, and how far it is.

    `voters` and, in an open vote, `tally` are for those who conduct it only. Of many voters the
    first are listed, who has not voted yet before the others.
    """

    motion: Motion
    own: Voter | None
    voted: int
    entitled: int
    voters: Sequence[Voter] = ()
    tally: rules.Tally | None = None

    @property
    def unlisted(self) -> int:
        """How many voters are not listed."""
        return self.entitled - len(self.voters)


@dataclass(frozen=True, slots=True)
class Standing:
    """The motions of a meeting: prepared ones for those who prepare it, the newest first.

    Of the finished ones (`done`) the result is known, not the voters.
    """

    drafts: Sequence[Motion]
    voting: OpenVote | None
    done: Sequence[VoteRecord]


def standing(session: Session, actor: Actor, meeting: Meeting) -> Standing:
    """Return how the votes of a meeting stand, as the actor may see them."""
    motions = of_meeting(session, meeting.id)
    voting = next((each for each in motions if each.state is MotionState.OPEN), None)
    drafts = [each for each in motions if each.state is MotionState.DRAFT]
    return Standing(
        drafts if rules.may_prepare(actor, meeting) else [],
        _open_vote(session, actor, meeting, voting) if voting else None,
        [VoteRecord(each, ()) for each in reversed(motions) if each.state in OVER],
    )


def _open_vote(session: Session, actor: Actor, meeting: Meeting, motion: Motion) -> OpenVote:
    voted, entitled = progress(session, motion.id)
    own = find_own(session, actor, meeting, motion)
    if not rules.may_conduct(actor, meeting):
        return OpenVote(motion, own, voted, entitled)
    voters = voters_listed(session, motion.id, entitled)
    tally = None if motion.is_secret else tally_so_far(session, motion.id)
    return OpenVote(motion, own, voted, entitled, voters, tally)
