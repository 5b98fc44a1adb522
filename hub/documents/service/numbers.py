"""Giving numbers (Decree 30/2020/NĐ-CP, article 15): one row of numbers a year, no gaps."""

from hub.core.clock import wall_date
from hub.core.errors import NotAllowed
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries, rules
from hub.documents.errors import DocumentSettled, NotNumbered
from hub.documents.events import DocumentNumbered
from hub.documents.models import Document, DocumentState


def assign_number(uow: UnitOfWork, document: Document) -> str:
    """Give a draft the next number of its unit, type and year, and today's date.

    Returns the number as printed. A document that has its number keeps it. Raises NotAllowed,
    NotNumbered, DocumentSettled.
    """
    if not rules.may_prepare(uow.actor, document.meeting):
        raise NotAllowed
    if document.number:
        return document.number
    if not rules.is_numbered(document.type):
        raise NotNumbered
    if document.state is not DocumentState.DRAFT:
        raise DocumentSettled
    day = wall_date(uow.now)
    document.ordinal = queries.next_ordinal(
        uow.session, document.owner_unit_id, document.type, day.year
    )
    document.number_year = day.year
    document.issued_on = day
    document.number = rules.as_printed(document.ordinal)
    document.notation = rules.notation_of(document.type, document.meeting.host.abbreviation)
    uow.session.flush()
    uow.emit(DocumentNumbered(document.id, document.meeting_id, document.number, document.notation))
    return document.number
