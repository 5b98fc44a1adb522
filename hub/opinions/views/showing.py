"""The list of consultations and the page of one: for who asks, and for who is asked."""

from datetime import timedelta
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue

from hub.core.ids import ConsultationId
from hub.core.unit_of_work import Actor
from hub.documents.models import SignatureKind
from hub.documents.queries import errands, keys
from hub.gateways.signing.choices import level_choices
from hub.opinions import queries, rules, service
from hub.opinions.models import Respondent
from hub.opinions.views import pages
from hub.web.access import for_signed_in, runtime, settings

#: How long answers are kept for the form when their signature did not come.
KEPT_FOR: Final = timedelta(hours=1)


@pages.get("/opinions")
@for_signed_in
def index(actor: Actor) -> ResponseReturnValue:
    """List what waits for one's answer, and what one's unit asks or was asked."""
    now = runtime().clock()
    with runtime().read() as session:
        waiting = queries.to_answer(session, actor, now)
        every = queries.listed(session, actor)
    return render_template(
        "opinions/index.html",
        waiting=waiting,
        every=every,
        may_conduct=rules.may_conduct(actor, actor.unit_id),
        respondent_of=rules.respondent_of,
        word=rules.word,
        now=now,
    )


@pages.get("/opinions/<uuid:consultation_id>")
@for_signed_in
def show(actor: Actor, consultation_id: ConsultationId) -> ResponseReturnValue:
    """Show a consultation as the actor may see it."""
    return render_template("opinions/show.html", **context_of(actor, consultation_id))


def context_of(actor: Actor, consultation_id: ConsultationId) -> dict[str, Any]:
    """Return what the page of a consultation shows. Raises NoSuchConsultation."""
    now = runtime().clock()
    with runtime().read() as session:
        found = queries.get_to_see(session, actor, consultation_id)
        respondent = rules.respondent_of(actor, found.respondents)
        answers = rules.may_answer(actor, respondent) if respondent else False
        own = queries.opinions_of(session, respondent.id) if respondent else []
        record = queries.record_of(session, found)
        elsewhere = keys.keys_elsewhere(session, actor, SignatureKind.PERSON, now)
        expired = keys.keys_expired(session, actor, SignatureKind.PERSON, now)
        begun = errands.last_kept(session, actor, service.SUBJECT, now - KEPT_FOR)
    lines = rules.as_lines(own[-1].answers) if own else []
    takes = rules.is_taking_answers(found, now)
    can_answer = answers and takes and not (found.is_secret and _is_given(respondent))
    if can_answer and begun and begun["consultation"] == str(found.id):
        lines = rules.as_lines(begun["answers"])  # their signature has not come
    return {
        "consultation": found,
        "record": record,
        "respondent": respondent,
        "own": own,
        "given": {each.question_id: each for each in lines},
        "can_answer": can_answer,
        "may_answer": answers,
        "can_chase": rules.can_chase(found, now),
        "conducts": rules.may_conduct(actor, found.unit_id),
        "may_issue": rules.may_issue(actor, found),
        "sees_answers": rules.may_see_answers(actor, found),
        "sees_count": rules.may_see_count(actor, found),
        "keys": [each for each in elsewhere if each.is_here] if can_answer else [],
        "elsewhere": elsewhere if can_answer else [],
        "expired": expired,
        "level_choices": level_choices(settings()),
        "longest": rules.LONGEST_WORDS,
        "word": rules.word,
        "now": now,
    }


def _is_given(respondent: Respondent | None) -> bool:
    """Tell whether a unit has answered."""
    return respondent is not None and respondent.answered_at is not None
