"""Looking votes up. Each function says what it loads; nothing loads itself."""

from hub.votes.queries.motions import (
    counted_of,
    due,
    find_open,
    get,
    get_locked,
    is_key_needed,
    next_number,
    of_meeting,
)
from hub.votes.queries.records import Ballot, VoteRecord, record_of, records_of, summary_of
from hub.votes.queries.standing import OVER, OpenVote, Standing, standing
from hub.votes.queries.voters import (
    choices_of,
    deputies_of,
    entitled,
    find_own,
    get_voter,
    progress,
    sealed_of,
    silent_voters,
    sitting_at,
    tally_so_far,
    voters_listed,
    voters_of,
)

__all__ = [
    "OVER", "Ballot", "OpenVote", "Standing", "VoteRecord", "choices_of", "counted_of",
    "deputies_of", "due", "entitled", "find_open", "find_own", "get",
    "get_locked", "get_voter", "is_key_needed", "next_number", "of_meeting", "progress",
    "record_of", "records_of", "sealed_of", "silent_voters", "sitting_at", "standing",
    "summary_of", "tally_so_far", "voters_listed", "voters_of",
]  # fmt: skip
