"""The printed form of a frozen sheet: asked for, begun, kept, given up."""

from datetime import timedelta
from typing import Final

from hub.attendance import queries, rules
from hub.attendance.errors import NotTheSecretary
from hub.attendance.models import AttendanceSheet, SheetPrinting
from hub.core.errors import HubError
from hub.core.ids import SheetId
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting

#: A short sheet is printed by the request that froze it; when that was killed, by the timetable.
LEFT_TO_THE_REQUEST: Final = timedelta(minutes=2)
TRY_AGAIN_AFTER: Final = timedelta(minutes=1)
MOST_ATTEMPTS: Final = 3


def print_later(uow: UnitOfWork, sheet: AttendanceSheet) -> None:
    """Note in the transaction that freezes a sheet that it is to be printed."""
    wait = timedelta() if rules.is_long(sheet.content) else LEFT_TO_THE_REQUEST
    uow.session.add(
        SheetPrinting(
            sheet_id=sheet.id, due_at=uow.now + wait, attempts=0, done=0, total=0, problem=""
        )
    )


def ask_for_print(uow: UnitOfWork, meeting: Meeting, number: int) -> None:
    """Have a sheet printed that has no printed form; what is under way goes on.

    Raises NotTheSecretary, NoSuchSheet.
    """
    if not rules.may_record(uow.actor, meeting):
        raise NotTheSecretary
    sheet = queries.get_sheet(uow.session, meeting.id, number)
    printing = queries.printing_of(uow.session, sheet.id)
    if sheet.pdf_sha256 or (printing is not None and printing.due_at is not None):
        return
    if printing is not None:
        uow.session.delete(printing)
        uow.session.flush()
    print_later(uow, sheet)


def begin_print(uow: UnitOfWork) -> SheetId | None:
    """Begin with the sheet that is due, from its first piece; None when none is.

    A try that is cut off counts.
    """
    printing = queries.next_to_print(uow.session, uow.now)
    if printing is None:
        return None
    printing.attempts += 1
    printing.done = printing.total = 0
    printing.problem = ""
    return printing.sheet_id


def note_pieces(uow: UnitOfWork, sheet_id: SheetId, done: int, total: int) -> None:
    """Note how many pieces of a sheet are set."""
    printing = queries.printing_of(uow.session, sheet_id)
    if printing is not None:
        printing.done, printing.total = done, total


def keep_print(uow: UnitOfWork, sheet: AttendanceSheet, *, pdf_sha256: str) -> None:
    """Note the printed form of a sheet, which is stored. A second one changes nothing."""
    if not sheet.pdf_sha256:
        sheet.pdf_sha256 = pdf_sha256
    printing = queries.printing_of(uow.session, sheet.id)
    if printing is not None:
        uow.session.delete(printing)


def fail_print(uow: UnitOfWork, sheet_id: SheetId, refusal: HubError) -> None:
    """Try once more in a while, or give up and keep the reason."""
    printing = queries.printing_of(uow.session, sheet_id)
    if printing is None:
        return
    printing.problem = refusal.sentence[:500]
    gives_up = printing.attempts >= MOST_ATTEMPTS
    printing.due_at = None if gives_up else uow.now + printing.attempts * TRY_AGAIN_AFTER


def print_sheet(uow: UnitOfWork, meeting: Meeting, number: int, *, pdf_sha256: str) -> None:
    """Note the printed form that the secretary has waited for.

    Raises NotTheSecretary, NoSuchSheet.
    """
    if not rules.may_record(uow.actor, meeting):
        raise NotTheSecretary
    keep_print(uow, queries.get_sheet(uow.session, meeting.id, number), pdf_sha256=pdf_sha256)
