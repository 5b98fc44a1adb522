"""Pure decisions about consultations: who may, what answers amount to, how one is sealed."""

from hub.opinions.rules.access import (
    COUNTED,
    LEADING,
    is_due,
    is_taking_answers,
    may_answer,
    may_conduct,
    may_issue,
    may_see,
    may_see_answers,
    may_see_count,
    respondent_of,
)
from hub.opinions.rules.results import (
    FEWEST_SECRET,
    LONGEST_WORDS,
    MOST_FILES,
    MOST_QUESTIONS,
    Line,
    Tally,
    as_kept,
    as_lines,
    content_of,
    gaps_of,
    hash_of,
    tally_of,
)
from hub.opinions.rules.sealed import seal, unseal
from hub.opinions.rules.words import word

__all__ = [
    "COUNTED", "FEWEST_SECRET", "LEADING", "LONGEST_WORDS", "MOST_FILES", "MOST_QUESTIONS", "Line",
    "Tally", "as_kept", "as_lines", "content_of", "gaps_of", "hash_of", "is_due",
    "is_taking_answers", "may_answer", "may_conduct", "may_issue", "may_see", "may_see_answers",
    "may_see_count", "respondent_of", "seal", "tally_of", "unseal", "word",
]  # fmt: skip
