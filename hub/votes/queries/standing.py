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
from hub.votes.queries.records import VoteRecord, record_of
from hub.votes.queries.voters import find_own, progress

#: A vote has a record once it is over.
OVER: Final = frozenset({MotionState.CLOSED, MotionState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OpenVote:
    """The vote that is open: the looker's own ballot, and how far it is.

    `record` is for those who conduct it only: in an open vote it shows who voted how.
    """

    motion: Motion
    own: Voter | None
    voted: int
    entitled: int
    record: VoteRecord | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The motions of a meeting: prepared ones for those who prepare it, the newest first."""

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
        [record_of(session, each) for each in reversed(motions) if each.state in OVER],
    )


def _open_vote(session: Session, actor: Actor, meeting: Meeting, motion: Motion) -> OpenVote:
    voted, entitled = progress(session, motion.id)
    conducts = rules.may_conduct(actor, meeting)
    return OpenVote(
        motion,
        find_own(session, actor, meeting, motion),
        voted,
        entitled,
        record_of(session, motion) if conducts else None,
    )
