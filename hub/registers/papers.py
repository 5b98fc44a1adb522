"""The registers as tables, in the columns of Annex IV of Decree 30/2020/NĐ-CP, and on paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hub.core import paper
from hub.core.clock import format_date
from hub.core.ids import DocumentId
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.directory.queries import Letterhead
from hub.documents.rules import ReceiptCounts
from hub.gateways.spreadsheets import Cell, Column, Kind, Sheet
from hub.registers import rules
from hub.registers.models import IncomingEntry, OutgoingEntry
from hub.registers.rules import Handling

#: How wide the columns are printed, in percent.
OUTGOING_WIDTHS: Final = (10, 8, 22, 11, 14, 9, 5, 8, 7, 6)
INCOMING_WIDTHS: Final = (8, 5, 14, 10, 8, 22, 12, 8, 7, 6)
HANDLING_WIDTHS: Final = (6, 34, 14, 10, 16, 10, 10)


@dataclass(frozen=True)
class Register:
    """A register as a table, with what its cover says."""

    sheet: Sheet
    widths: Sequence[int]
    first: str
    last: str
    start: date
    end: date


def outgoing_register(
    entries: Sequence[OutgoingEntry],
    receipts: Mapping[DocumentId, ReceiptCounts],
    start: date,
    end: date,
) -> Register:
    """Return the register of outgoing documents, ten columns."""
    with use_locale("vi"):
        columns = [
            Column(_("Number, notation (column)")),
            Column(_("Date of the document (column)"), Kind.DATE),
            Column(_("Type and abstract (column)")),
            Column(_("Signer (column)")),
            Column(_("Recipients (column)")),
            Column(_("Who keeps the file copy (column)")),
            Column(_("Copies (column)"), Kind.NUMBER),
            Column(_("Day sent (column)"), Kind.DATE),
            Column(_("Receipt signed (column)")),
            Column(_("Note (column)")),
        ]
        rows: list[Sequence[Cell]] = [
            [
                each.code,
                each.issued_on,
                _with_type(rules.type_name(each.series), each.subject),
                each.signer,
                each.recipients,
                each.kept_by,
                each.copies,
                each.sent_on,
                receipt_of(each, receipts),
                each.note,
            ]
            for each in entries
        ]
        sheet = Sheet(
            _("Register of outgoing documents"), columns, rows, heading=_about(start, end)
        )
    codes = [each.code for each in entries]
    of_one_row = len({each.series for each in entries}) == 1
    return _register(sheet, OUTGOING_WIDTHS, codes if of_one_row else [], start, end)


def incoming_register(entries: Sequence[IncomingEntry], start: date, end: date) -> Register:
    """Return the register of incoming documents, ten columns."""
    with use_locale("vi"):
        columns = [
            Column(_("Day of arrival (column)"), Kind.DATE),
            Column(_("Arrival number (column)"), Kind.NUMBER),
            Column(_("Author (column)")),
            Column(_("Number, notation (column)")),
            Column(_("Date of the document (column)"), Kind.DATE),
            Column(_("Type and abstract (column)")),
            Column(_("Unit or person that receives (column)")),
            Column(_("Day handed on (column)"), Kind.DATE),
            Column(_("Receipt signed (column)")),
            Column(_("Note (column)")),
        ]
        rows: list[Sequence[Cell]] = [
            [
                each.arrived_on,
                each.number,
                each.author,
                each.code,
                each.issued_on,
                _type_and_subject(each),
                each.handed_to,
                each.handed_on,
                each.receipt,
                _note(each),
            ]
            for each in entries
        ]
        sheet = Sheet(
            _("Register of incoming documents"), columns, rows, heading=_about(start, end)
        )
    numbers = [str(each.number) for each in entries]
    return _register(sheet, INCOMING_WIDTHS, numbers, start, end)


def handling_register(
    entries: Sequence[IncomingEntry], start: date, end: date, today: date
) -> Register:
    """Return the register of the handling of incoming documents, seven columns."""
    with use_locale("vi"):
        columns = [
            Column(_("Arrival number (column)"), Kind.NUMBER),
            Column(_("Type, number, date and issuer (column)")),
            Column(_("Unit or person that receives (column)")),
            Column(_("To be settled by (column)"), Kind.DATE),
            Column(_("Progress (column)")),
            Column(_("Number of the answer (column)")),
            Column(_("Note (column)")),
        ]
        rows: list[Sequence[Cell]] = [
            [
                each.number,
                _whole(each),
                each.handed_to,
                each.deadline,
                progress_of(each, today),
                each.reply_code,
                _note(each),
            ]
            for each in entries
        ]
        title = _("Register of the handling of incoming documents")
        sheet = Sheet(title, columns, rows, heading=_about(start, end))
    numbers = [str(each.number) for each in entries]
    return _register(sheet, HANDLING_WIDTHS, numbers, start, end)


def register_paper(register: Register, head: Letterhead) -> str:
    """Return a register as it is bound: a cover, then its pages (A4, landscape)."""
    with use_locale("vi"):
        return paper.render("papers/register.html", register=register, head=head, show=_shown)


def receipt_of(entry: OutgoingEntry, receipts: Mapping[DocumentId, ReceiptCounts]) -> str:
    """Return who has signed for a document: for electronic ones, how many units acknowledged."""
    counts = receipts.get(entry.document_id) if entry.document_id else None
    if counts is None:
        return entry.receipt
    told = _(
        "%(count)s of %(total)s units acknowledged",
        count=counts.acknowledged,
        total=counts.total,
    )
    return f"{told}; {entry.receipt}" if entry.receipt else told


def progress_of(entry: IncomingEntry, today: date) -> str:
    """Return how far a document has been dealt with, in words."""
    said = {
        Handling.VOID: _("Void"),
        Handling.OVERDUE: _("Overdue"),
        Handling.DUE_TODAY: _("Due today"),
        Handling.OPEN: "",
    }
    handling = rules.handling_of(entry, today)
    state = said.get(handling, "")
    if entry.settled_on is not None and entry.voided_at is None:
        state = _("Settled on %(day)s", day=format_date(entry.settled_on))
        if handling is Handling.SETTLED_LATE:
            state = _("%(settled)s (late)", settled=state)
    return ". ".join(filter(None, (entry.progress.rstrip("."), state)))


def _register(
    sheet: Sheet, widths: Sequence[int], names: Collection[str], start: date, end: date
) -> Register:
    inside = list(names)
    return Register(
        sheet, widths, inside[0] if inside else "", inside[-1] if inside else "", start, end
    )


def _type_and_subject(entry: IncomingEntry) -> str:
    return _with_type(entry.type_name, entry.subject)


def _with_type(type_name: str, subject: str) -> str:
    """Return type and abstract, the type once: titles often begin with it."""
    if not type_name or subject.casefold().startswith(type_name.casefold()):
        return subject
    return f"{type_name}: {subject}"


def _whole(entry: IncomingEntry) -> str:
    parts = [
        entry.type_name,
        entry.code,
        format_date(entry.issued_on) if entry.issued_on else "",
        entry.author,
    ]
    return f"{', '.join(filter(None, parts))}: {entry.subject}"


def _note(entry: IncomingEntry) -> str:
    if entry.voided_at is None:
        return entry.note
    void = _("Void since %(day)s: %(reason)s", day=format_date(entry.voided_at),
             reason=entry.void_reason)  # fmt: skip
    return "; ".join(filter(None, (entry.note, void)))


def _about(start: date, end: date) -> list[str]:
    return [_("From %(start)s to %(end)s", start=format_date(start), end=format_date(end))]


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return format_date(cell) if isinstance(cell, date | datetime) else str(cell)
