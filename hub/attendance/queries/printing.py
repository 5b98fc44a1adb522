"""Sheets whose printed form is still to be made."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from hub.attendance.errors import NoSuchSheet
from hub.attendance.models import AttendanceSheet, SheetPrinting
from hub.core.ids import MeetingId, SheetId


def printing_of(session: Session, sheet_id: SheetId) -> SheetPrinting | None:
    """Return how far the printing of a sheet is; None when it is printed, or nobody asked."""
    return session.get(SheetPrinting, sheet_id)


def next_to_print(session: Session, now: datetime) -> SheetPrinting | None:
    """Return what is due to be printed, the longest due first."""
    return session.scalar(
        select(SheetPrinting)
        .where(SheetPrinting.due_at <= now)
        .order_by(SheetPrinting.due_at)
        .limit(1)
    )


def get_sheet_line(session: Session, meeting_id: MeetingId, number: int) -> AttendanceSheet:
    """Return one sheet of a meeting without its content. Raises NoSuchSheet."""
    found = session.scalar(
        select(AttendanceSheet)
        .filter_by(meeting_id=meeting_id, number=number)
        .options(defer(AttendanceSheet.content, raiseload=True))
    )
    if found is None:
        raise NoSuchSheet
    return found
