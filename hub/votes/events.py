"""What votes announce. Of a secret vote no event says how anybody voted."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import MeetingId, MotionId, UnitId, VoterId


@dataclass(frozen=True)
class MotionDrafted(Event):
    """A motion was written."""

    name = "votes:drafted"
    meeting_id: MeetingId
    motion_id: MotionId


@dataclass(frozen=True)
class MotionEdited(Event):
    """A motion that was not yet put to the vote was changed."""

    name = "votes:edited"
    meeting_id: MeetingId
    motion_id: MotionId


@dataclass(frozen=True)
class MotionDiscarded(Event):
    """A motion that was not put to the vote was taken away."""

    name = "votes:discarded"
    meeting_id: MeetingId
    motion_id: MotionId


@dataclass(frozen=True)
class VotingOpened(Event):
    """A motion was put to the vote; `quorum_reason` when there was no quorum."""

    name = "votes:opened"
    meeting_id: MeetingId
    motion_id: MotionId
    secrecy: str
    basis: str
    threshold: str
    entitled: int
    quorum_met: bool
    quorum_reason: str


@dataclass(frozen=True)
class BallotCast(Event):
    """A voter voted. `choice` is None in a secret vote, whatever it was."""

    name = "votes:cast"
    meeting_id: MeetingId
    motion_id: MotionId
    voter_id: VoterId
    unit_id: UnitId
    host_unit_id: UnitId
    choice: str | None
    by_telephone: bool


@dataclass(frozen=True)
class VotingStopped(Event):
    """No more ballots are taken, as the meeting ended; they are counted next."""

    name = "votes:stopped"
    meeting_id: MeetingId
    motion_id: MotionId


@dataclass(frozen=True)
class VotingClosed(Event):
    """The ballots were counted. The counts are None when they would tell who voted how."""

    name = "votes:closed"
    meeting_id: MeetingId
    motion_id: MotionId
    outcome: str
    entitled: int
    present: int
    cast: int
    agree: int | None
    disagree: int | None
    other: int | None
    sha256: str


@dataclass(frozen=True)
class VotingCancelled(Event):
    """A vote was called off; its ballots are gone uncounted."""

    name = "votes:cancelled"
    meeting_id: MeetingId
    motion_id: MotionId
    reason: str
