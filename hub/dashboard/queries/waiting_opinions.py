"""What waits around opinions in writing: answering, issuing the result."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from hub.core.text import gettext as _
from hub.core.unit_of_work import Actor
from hub.dashboard.queries.waiting_item import Waiting
from hub.opinions import queries as opinions


def to_answer(session: Session, actor: Actor, now: datetime) -> Iterable[Waiting]:
    """Forms that the actor's unit was sent and has not answered."""
    for each in opinions.to_answer(session, actor, now):
        yield Waiting(
            _("Give an opinion in writing"),
            each.title,
            _("Read and answer"),
            "opinions.show",
            {"consultation_id": each.id},
            "mail-question",
            "gold",
            rank=1,
            due_at=each.due_at,
        )


def to_issue(session: Session, actor: Actor, _now: datetime) -> Iterable[Waiting]:
    """List the counted results of the unit of the actor that wait to be issued."""
    for each in opinions.to_issue(session, actor):
        yield Waiting(
            _("Issue the result"),
            each.title,
            _("Look and issue"),
            "opinions.show",
            {"consultation_id": each.id},
            "clipboard-check",
            "info",
        )


QUESTIONS: Final[tuple[Callable[[Session, Actor, datetime], Iterable[Waiting]], ...]] = (
    to_answer,
    to_issue,
)
