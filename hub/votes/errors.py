"""What votes refuse."""

from hub.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unavailable
from hub.core.text import N_


class NoSuchMotion(NotFound):
    """There is no such motion in this meeting."""

    code = "no-such-motion"
    text = N_("There is no such motion in this meeting.")


class MayNotPrepare(NotAllowed):
    """Only those who prepare or run the meeting write motions."""

    code = "may-not-prepare-motions"
    text = N_("Only the chair, the secretary and the scheduler of the host write motions.")


class MayNotConduct(NotAllowed):
    """Only chair and secretary open and close a vote."""

    code = "may-not-conduct-votes"
    text = N_("Only the chair and the secretary open and close a vote.")


class NotEntitled(NotAllowed):
    """The actor has no ballot in this vote."""

    code = "not-entitled-to-vote"
    text = N_(
        "You have no ballot in this vote. The unit's leader, its deputy or whoever sits at its "
        "site votes."
    )


class MotionSettled(Conflict):
    """The motion was put to the vote already."""

    code = "motion-settled"
    text = N_("This motion was already put to the vote and can no longer be changed.")


class MeetingNotOpen(Conflict):
    """Votes are held in an open meeting only."""

    code = "meeting-not-open"
    text = N_("A vote is opened while the meeting is being held.")


class AnotherVoteOpen(Conflict):
    """One vote at a time."""

    code = "another-vote-open"
    text = N_("Another vote is still open. Close it first.")


class NobodyEntitled(Conflict):
    """A vote nobody could take part in."""

    code = "nobody-entitled"
    text = N_("Nobody has a ballot in this vote: no invitation names a person with an account.")


class TooFewForSecrecy(Conflict):
    """Among so few, a count tells who voted how."""

    code = "too-few-for-secrecy"
    text = N_(
        "A secret vote needs at least %(needed)s ballots; here only %(entitled)s are entitled."
    )


class NoQuorumForVote(Conflict):
    """Too few are present, and nobody gave a reason to vote all the same."""

    code = "no-quorum-for-vote"
    text = N_(
        "There is no quorum: %(units)s of %(needed)s units needed are present. "
        "Wait for the others, or write why the vote is held all the same."
    )


class VotingOver(Conflict):
    """The vote is not open (any more)."""

    code = "voting-over"
    text = N_("This vote is not open. Your ballot was not counted.")


class AlreadyVoted(Conflict):
    """A ballot is final once cast."""

    code = "already-voted"
    text = N_("%(by)s has already voted for %(name)s at %(at)s. A ballot cannot be changed.")


class OpinionMissing(InvalidInput):
    """Another opinion must say which."""

    code = "opinion-missing"
    text = N_("Write your other opinion.")


class NoTelephoneInSecret(Conflict):
    """Somebody else would learn the choice."""

    code = "no-telephone-in-secret"
    text = N_("A secret ballot cannot be given by telephone.")


class KeyOfVoteMissing(Unavailable):
    """The key of a secret vote is not on this machine, so its ballots cannot be opened."""

    code = "key-of-vote-missing"
    text = N_(
        "The key of this secret vote is not on this machine (it is never in a backup), so its "
        "ballots cannot be opened. Cancel the vote and hold it again."
    )
