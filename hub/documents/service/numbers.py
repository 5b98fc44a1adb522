"""Giving numbers (Decree 30/2020/NĐ-CP, article 15): one row of numbers a year, no gaps."""

from hub.core import locks
from hub.core.clock import wall_date
from hub.core.errors import NotAllowed
from hub.core.ids import UnitId
from hub.core.locks import Lock
from hub.core.unit_of_work import UnitOfWork
from hub.documents import rules
from hub.documents.errors import DocumentSettled, NotNumbered
from hub.documents.events import DocumentNumbered
from hub.documents.models import Document, DocumentState, NumberSeries


def take_number(uow: UnitOfWork, unit_id: UnitId, series: str, year: int) -> int:
    """Return the next number of a row, from 1 on; it is given when the unit of work commits.

    Common to electronic documents and paper (article 15.1). Safe under concurrency: SQLite has
    one writer at a time, PostgreSQL an advisory lock, which is held until the commit.
    """
    locks.take(uow.session, Lock.DOCUMENT_NUMBER)
    row = uow.session.get(NumberSeries, (unit_id, series, year), populate_existing=True)
    if row is None:
        row = NumberSeries(unit_id=unit_id, series=series, year=year, last=0)
        uow.session.add(row)
    row.last += 1
    uow.session.flush()
    return row.last


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
    document.ordinal = take_number(uow, document.owner_unit_id, document.type.value, day.year)
    document.number_year = day.year
    document.issued_on = day
    document.number = rules.as_printed(document.ordinal)
    document.notation = rules.notation_of(document.type, document.meeting.host.abbreviation)
    uow.session.flush()
    uow.emit(DocumentNumbered(document.id, document.meeting_id, document.number, document.notation))
    return document.number
