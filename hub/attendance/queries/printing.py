"""Sheets whose printed form is still to be made."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.attendance.models import SheetPrinting
from hub.core.ids import SheetId


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
