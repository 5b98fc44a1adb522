"""From invitation to stay: what was said beforehand, held against what happened."""

from enum import StrEnum
from typing import Final

from hub.invitations.models import Answer


class Outcome(StrEnum):
    """How the answer of a site and its coming fit together."""

    AS_CONFIRMED = "as-confirmed"
    UNCONFIRMED = "unconfirmed"
    DESPITE_ABSENCE = "despite-absence"
    NO_SHOW = "no-show"
    NO_ANSWER = "no-answer"
    ABSENT_AS_SAID = "absent-as-said"
    AWAITED = "awaited"


class PersonMark(StrEnum):
    """What is known of one person. AT_SITE: the site took part, the person has no own trace."""

    SEEN = "seen"
    AT_SITE = "at-site"
    NOT_THERE = "not-there"
    AWAITED = "awaited"
    UNNAMED = "unnamed"


CONFIRMED: Final = frozenset({Answer.ATTENDING, Answer.SENDING_DEPUTY})


def is_confirmed(answer: Answer | None) -> bool:
    """Tell whether a unit said that somebody will come."""
    return answer in CONFIRMED


def outcome_of(answer: Answer | None, *, joined: bool, over: bool) -> Outcome:
    """Return how the answer and the coming of a site fit together."""
    if joined:
        if answer is Answer.ABSENT:
            return Outcome.DESPITE_ABSENCE
        return Outcome.AS_CONFIRMED if is_confirmed(answer) else Outcome.UNCONFIRMED
    if answer is Answer.ABSENT:
        return Outcome.ABSENT_AS_SAID
    if not over:
        return Outcome.AWAITED
    return Outcome.NO_SHOW if is_confirmed(answer) else Outcome.NO_ANSWER


def mark_of(*, seen: bool, joined: bool, over: bool) -> PersonMark:
    """Return what is known of a person who was named in the answer of a site."""
    if seen:
        return PersonMark.SEEN
    if joined:
        return PersonMark.AT_SITE
    return PersonMark.NOT_THERE if over else PersonMark.AWAITED
