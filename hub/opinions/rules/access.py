"""Who prepares a consultation, who answers it, who sees what of it, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from hub.core.ids import UnitId
from hub.core.unit_of_work import Actor, Role
from hub.opinions.models import Consultation, ConsultationState, Respondent

#: Posts of the asking unit that write, send out, extend and close a consultation.
CONDUCTING: Final = (Role.SCHEDULER, Role.SECRETARY, Role.CHAIR)
#: Posts of the asking unit that issue the result.
ISSUING: Final = (*CONDUCTING, Role.REGISTRY_CLERK)
#: Who speaks for a unit that is asked.
LEADING: Final = (Role.SITE_LEADER, Role.CHAIR)
#: Posts that read everything and change nothing.
READING_ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SYSTEM)
#: There is a count.
COUNTED: Final = frozenset({ConsultationState.CLOSED, ConsultationState.ISSUED})

#: Who has not answered is not reminded by hand more than once an hour.
CHASE_AGAIN_AFTER: Final = timedelta(hours=1)


def may_conduct(actor: Actor, unit_id: UnitId) -> bool:
    """Tell whether the actor asks on behalf of a unit."""
    return actor.unit_id == unit_id and actor.has(*CONDUCTING)


def may_issue(actor: Actor, consultation: Consultation) -> bool:
    """Tell whether the actor issues the result."""
    return actor.unit_id == consultation.unit_id and actor.has(*ISSUING)


def may_see(actor: Actor, consultation: Consultation) -> bool:
    """Tell whether the actor may know of it: the asking unit, who is asked once it is out."""
    if may_issue(actor, consultation) or actor.has(*READING_ALL):
        return True
    is_out = consultation.state is not ConsultationState.DRAFT
    return is_out and respondent_of(actor, consultation.respondents) is not None


def may_see_answers(actor: Actor, consultation: Consultation) -> bool:
    """Tell whether the actor may see who answered what: the asking unit; all, once issued.

    Of a secret consultation nobody may: it is not known.
    """
    if consultation.is_secret:
        return False
    own = may_issue(actor, consultation) or actor.has(*READING_ALL)
    return own or consultation.state is ConsultationState.ISSUED


def may_see_count(actor: Actor, consultation: Consultation) -> bool:
    """Tell whether the actor may see the counts: the asking unit once counted, all once issued."""
    if consultation.state is ConsultationState.ISSUED:
        return True
    own = may_issue(actor, consultation) or actor.has(*READING_ALL)
    return own and consultation.state is ConsultationState.CLOSED


def respondent_of(actor: Actor, respondents: Iterable[Respondent]) -> Respondent | None:
    """Return the actor's unit among those that are asked."""
    return next((each for each in respondents if each.unit_id == actor.unit_id), None)


def may_answer(actor: Actor, respondent: Respondent) -> bool:
    """Tell whether the actor answers for a unit: its leader."""
    return actor.unit_id == respondent.unit_id and actor.has(*LEADING)


def is_taking_answers(consultation: Consultation, now: datetime) -> bool:
    """Tell whether it was sent out and its deadline has not passed."""
    return consultation.state is ConsultationState.OPEN and now < consultation.due_at


def can_chase(consultation: Consultation, now: datetime) -> bool:
    """Tell whether those who have not answered may be reminded: they were not just now."""
    latest = consultation.chased_at
    return latest is None or now - latest >= CHASE_AGAIN_AFTER


def is_due(consultation: Consultation, now: datetime) -> bool:
    """Tell whether its answers wait to be counted: the deadline has passed."""
    return consultation.state is ConsultationState.OPEN and now >= consultation.due_at
