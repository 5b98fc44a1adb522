"""The times of access, for the database: the condition of `rules.is_open_to_readers`."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from hub.documents.models import AccessFrom, AccessUntil, Document
from hub.documents.rules.access import HELD, OVER
from hub.meetings.models import AgendaItem, Meeting


def open_to_readers(session: Session, now: datetime) -> ColumnElement[bool]:
    """Return the condition for a SELECT of documents joined with their meetings."""
    reached = exists(
        select(AgendaItem.id).where(
            AgendaItem.id == Document.agenda_item_id, AgendaItem.reached_at.is_not(None)
        )
    )
    opened = or_(
        Document.access_from == AccessFrom.ISSUE,
        and_(Document.access_from == AccessFrom.OPENING, Meeting.state.in_(HELD)),
        and_(Document.access_from == AccessFrom.AGENDA_ITEM, Meeting.state.in_(HELD), reached),
        and_(Document.access_from == AccessFrom.CLOSING, Meeting.state.in_(OVER)),
    )
    return and_(opened, or_(Document.access_until == AccessUntil.ALWAYS, _not_over(session, now)))


def _not_over(session: Session, now: datetime) -> ColumnElement[bool]:
    """Days are few numbers: each is compared by itself, as databases add days differently."""
    counted = Document.access_until == AccessUntil.DAYS
    known = session.scalars(select(Document.access_days).where(counted).distinct())
    running = [
        and_(Document.access_days == days, Meeting.closed_at > now - timedelta(days=days))
        for days in known
        if days is not None
    ]
    return or_(
        Meeting.state.not_in(OVER), and_(counted, or_(Meeting.closed_at.is_(None), *running))
    )
