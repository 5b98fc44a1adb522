"""The register of outgoing documents: written when a number is given, filled in as it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.clock import format_date, wall_date
from hub.core.errors import InvalidInput, NotAllowed
from hub.core.fold import fold
from hub.core.ids import EntryId, UnitId, new_id
from hub.core.text import N_, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.documents import queries as documents
from hub.documents import rules as document_rules
from hub.documents.events import (
    DocumentIssued,
    DocumentNumbered,
    DocumentRecalled,
    DocumentReopened,
    DocumentSigned,
)
from hub.documents.models import Document, DocumentType, SignatureKind
from hub.documents.service import take_number
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.minutes import queries as minutes_queries
from hub.minutes.events import MinutesCompleted, MinutesNumbered
from hub.registers import queries, rules
from hub.registers.errors import EntryChanged
from hub.registers.events import EntryCorrected, OutgoingEntered
from hub.registers.models import OutgoingEntry

NOT_NUMBERED = N_("Documents of this type carry no number.")


@dataclass(frozen=True)
class Paper:
    """A document on paper that goes out."""

    type: DocumentType
    subject: str
    signer: str


def number_paper(
    uow: UnitOfWork, unit_id: UnitId, paper: Paper, columns: Mapping[str, object]
) -> OutgoingEntry:
    """Give a paper the next number of its type and today's date. Raises NotAllowed, InvalidInput.

    Paper and electronic documents share one row of numbers (article 15.1).
    """
    if not rules.may_keep(uow.actor, unit_id):
        raise NotAllowed
    if not document_rules.is_numbered(paper.type):
        raise InvalidInput({"type": _(NOT_NUMBERED)})
    day = wall_date(uow.now)
    ordinal = take_number(uow, unit_id, paper.type.value, day.year)
    unit = directory.unit(uow.session, unit_id)
    notation = document_rules.notation_of(paper.type, unit.abbreviation)
    entry = _entry(uow, unit_id, paper.type, day, ordinal)
    entry.code = f"{document_rules.as_printed(ordinal)}/{notation}"
    entry.subject, entry.signer = paper.subject, paper.signer
    for name, value in columns.items():
        setattr(entry, name, value)
    return _write(uow, entry)


def correct_outgoing(
    uow: UnitOfWork, entry: OutgoingEntry, columns: Mapping[str, object], *, read_version: int
) -> None:
    """Fill in or correct what the clerk writes. Raises NotAllowed, EntryChanged."""
    if not rules.may_keep(uow.actor, entry.unit_id):
        raise NotAllowed
    if entry.version != read_version:
        raise EntryChanged
    changed = [name for name, value in columns.items() if getattr(entry, name) != value]
    if changed:
        for name in changed:
            setattr(entry, name, columns[name])
        entry.fold = _fold(entry)
        uow.emit(EntryCorrected(entry.id, entry.unit_id, ",".join(changed)))


def enter_document(uow: UnitOfWork, numbered: DocumentNumbered) -> None:
    """Write the line of a document that got its number, in the same transaction."""
    document = documents.get(uow.session, numbered.document_id)
    if document.issued_on is None or document.ordinal is None:
        return
    entry = _entry(uow, document.owner_unit_id, document.type, document.issued_on, document.ordinal)
    entry.code = f"{document.number}/{document.notation}"
    entry.subject, entry.document_id = document.title, document.id
    _write(uow, entry)


def enter_minutes(uow: UnitOfWork, numbered: MinutesNumbered) -> None:
    """Write the line of minutes that got their number, in the same transaction."""
    meeting = meetings.get(uow.session, numbered.meeting_id)
    minutes = minutes_queries.of_meeting(uow.session, numbered.meeting_id)
    if minutes is None or minutes.ordinal is None:
        return
    day = wall_date(uow.now)
    entry = _entry(uow, meeting.host_unit_id, DocumentType.MINUTES, day, minutes.ordinal)
    entry.code, entry.subject, entry.minutes_id = minutes.number, meeting.title, minutes.id
    _write(uow, entry)


def sign_document(uow: UnitOfWork, signed: DocumentSigned) -> None:
    """Note who signed."""
    entry = queries.line_of_document(uow.session, signed.document_id)
    if entry is not None and signed.kind == SignatureKind.PERSON.value:
        entry.signer = uow.actor.name
        entry.fold = _fold(entry)


def unsign_document(uow: UnitOfWork, reopened: DocumentReopened) -> None:
    """Note that nobody has signed it after all: it was taken back to be corrected."""
    entry = queries.line_of_document(uow.session, reopened.document_id)
    if entry is not None:
        entry.signer = ""
        entry.fold = _fold(entry)


def sign_minutes(uow: UnitOfWork, completed: MinutesCompleted) -> None:
    """Note who signed minutes last, the chair, and whose they are from then on: all who met."""
    entry = queries.entry_of_minutes(uow.session, completed.minutes_id)
    if entry is None:
        return
    entry.signer, entry.sent_on = uow.actor.name, wall_date(uow.now)
    _sent_to(entry, meetings.get(uow.session, completed.meeting_id))
    entry.fold = _fold(entry)


def write_dispatch(uow: UnitOfWork, issued: DocumentIssued) -> None:
    """Note to whom a document went, in how many copies, on which day."""
    entry = queries.line_of_document(uow.session, issued.document_id)
    if entry is None:
        return
    document = documents.get(uow.session, issued.document_id)
    entry.sent_on = wall_date(uow.now)
    entry.signer = entry.signer or _signer_of(document)
    _sent_to(entry, document.meeting)
    entry.fold = _fold(entry)


def take_back_document(uow: UnitOfWork, recalled: DocumentRecalled) -> None:
    """Note that a document was recalled, and why; its number stays used."""
    entry = queries.line_of_document(uow.session, recalled.document_id)
    if entry is not None:
        with use_locale("vi"):
            said = _(
                "Recalled on %(day)s: %(reason)s",
                day=format_date(uow.now),
                reason=recalled.reason.rstrip("."),
            )
        entry.note = "; ".join(filter(None, (entry.note, said)))
        entry.fold = _fold(entry)


def _sent_to(entry: OutgoingEntry, meeting: Meeting) -> None:
    """Note the units that get it, and that the registry keeps one."""
    units = [site.unit.short_name for site in meeting.sites if site.is_member]
    entry.recipients, entry.copies = ", ".join(units), len(units)
    with use_locale("vi"):
        entry.kept_by = entry.kept_by or _("Kept: registry")


def _signer_of(document: Document) -> str:
    return document.meeting.chair.name


def _entry(
    uow: UnitOfWork, unit_id: UnitId, series: DocumentType, day: date, ordinal: int
) -> OutgoingEntry:
    return OutgoingEntry(
        id=EntryId(new_id()),
        unit_id=unit_id,
        series=series,
        year=day.year,
        ordinal=ordinal,
        issued_on=day,
        entered_at=uow.now,
        entered_by_id=uow.actor.person_id,
    )


def _write(uow: UnitOfWork, entry: OutgoingEntry) -> OutgoingEntry:
    entry.fold = _fold(entry)
    uow.session.add(entry)
    uow.session.flush()
    uow.emit(OutgoingEntered(entry.id, entry.unit_id, entry.code, entry.on_paper))
    return entry


def _fold(entry: OutgoingEntry) -> str:
    said = (entry.code, entry.subject, entry.signer, entry.recipients, entry.note)
    return fold(" ".join(filter(None, said)))
