"""What a count means: which share must agree, of whom, and how the result is sealed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from hub.attendance.rules import MORE_THAN_HALF, TWO_THIRDS, Share
from hub.votes.models import Choice, Motion, Outcome, Threshold, Voter

SHARES: Final[Mapping[Threshold, Share]] = {
    Threshold.MAJORITY_OF_PRESENT: MORE_THAN_HALF,
    Threshold.MAJORITY_OF_ALL: MORE_THAN_HALF,
    Threshold.TWO_THIRDS_OF_PRESENT: TWO_THIRDS,
    Threshold.TWO_THIRDS_OF_ALL: TWO_THIRDS,
}
OF_PRESENT: Final = frozenset({Threshold.MAJORITY_OF_PRESENT, Threshold.TWO_THIRDS_OF_PRESENT})
#: Fewer secret ballots than this are not counted: the count would tell whose they are.
FEWEST_SECRET: Final = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ballots say what."""

    agree: int = 0
    disagree: int = 0
    other: int = 0

    @property
    def cast(self) -> int:
        """How many ballots there are."""
        return self.agree + self.disagree + self.other


def tally_of(choices: Iterable[Choice | None]) -> Tally:
    """Count ballots; None is no ballot."""
    given = list(choices)
    return Tally(given.count(Choice.AGREE), given.count(Choice.DISAGREE), given.count(Choice.OTHER))


def whole_of(threshold: Threshold, *, entitled: int, present: int) -> int:
    """Return of how many the share is taken."""
    return present if threshold in OF_PRESENT else entitled


def needed(threshold: Threshold, *, entitled: int, present: int) -> int:
    """Return how many must agree."""
    whole = whole_of(threshold, entitled=entitled, present=present)
    return SHARES[threshold].needed(whole)


def outcome_of(threshold: Threshold, tally: Tally, *, entitled: int, present: int) -> Outcome:
    """Return what a count decides."""
    whole = whole_of(threshold, entitled=entitled, present=present)
    passed = SHARES[threshold].is_reached(tally.agree, whole)
    return Outcome.PASSED if passed else Outcome.FAILED


def content_of(motion: Motion, voters: Sequence[Voter]) -> dict[str, Any]:
    """Return the record of a vote as plain values; of a secret one only who voted, not how.

    The SHA-256 of its canonical JSON (names sorted, no spaces, UTF-8) is kept with the result.
    """
    return {
        "motion": str(motion.id),
        "number": motion.number,
        "title": motion.title,
        "text": motion.text,
        "secrecy": motion.secrecy.value,
        "basis": motion.basis.value,
        "threshold": motion.threshold.value,
        "opened_at": _moment(motion.opened_at),
        "opened_by": motion.opened_by_name,
        "closed_at": _moment(motion.closed_at),
        "closed_by": motion.closed_by_name,
        "quorum": motion.quorum,
        "quorum_reason": motion.quorum_reason,
        "entitled": motion.entitled,
        "present": motion.present,
        "cast": motion.cast,
        "agree": motion.agree,
        "disagree": motion.disagree,
        "other": motion.other,
        "outcome": motion.outcome.value if motion.outcome else None,
        "voters": [_voter(voter) for voter in voters],
    }


def sealed_content(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a record's canonical JSON; anyone can repeat it on the export."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _voter(voter: Voter) -> dict[str, Any]:
    return {
        "name": voter.name,
        "voted_at": _moment(voter.voted_at),
        "voted_by": voter.voted_by_name,
        "by_telephone": voter.by_telephone,
        "choice": voter.choice.value if voter.choice else None,
        "opinion": voter.opinion,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
