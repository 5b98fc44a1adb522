"""Pure decisions about votes: who may, what a count means, how a ballot is sealed."""

from hub.votes.rules.access import (
    can_prepare,
    is_due,
    is_taking_ballots,
    may_cast,
    may_conduct,
    may_prepare,
)
from hub.votes.rules.results import (
    FEWEST_SECRET,
    Tally,
    content_of,
    needed,
    outcome_of,
    sealed_content,
    tally_of,
    whole_of,
)
from hub.votes.rules.sealing import SEALED_BYTES, seal, unseal
from hub.votes.rules.templates import TEMPLATES
from hub.votes.rules.words import word

__all__ = [
    "FEWEST_SECRET", "SEALED_BYTES", "TEMPLATES", "Tally", "can_prepare", "content_of", "is_due",
    "is_taking_ballots", "may_cast", "may_conduct", "may_prepare", "needed", "outcome_of", "seal",
    "sealed_content", "tally_of", "unseal", "whole_of", "word",
]  # fmt: skip
