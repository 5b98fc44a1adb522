"""What waits for the reader: each thing with the one page where it is done."""

from datetime import datetime

from sqlalchemy.orm import Session

from hub.core.unit_of_work import Actor
from hub.dashboard.queries import waiting_meetings, waiting_opinions, waiting_papers
from hub.dashboard.queries.waiting_item import Waiting

__all__ = ["Waiting", "waiting"]


def waiting(session: Session, actor: Actor, now: datetime) -> list[Waiting]:
    """Return everything that waits for the actor in their post, most urgent first."""
    found: list[Waiting] = []
    for ask in (
        *waiting_meetings.QUESTIONS,
        *waiting_papers.QUESTIONS,
        *waiting_opinions.QUESTIONS,
    ):
        found += ask(session, actor, now)
    return sorted(found, key=lambda each: (each.rank, each.due_at or now))
