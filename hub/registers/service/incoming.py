"""The register of incoming documents: arrival numbers, whom they were handed to, the outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hub.core.clock import format_date, wall_date
from hub.core.errors import InvalidInput, NotAllowed
from hub.core.fold import fold
from hub.core.ids import DocumentId, EntryId, UnitId, new_id
from hub.core.text import N_, use_locale
from hub.core.text import gettext as _
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.documents import queries as documents
from hub.documents import rules as document_rules
from hub.documents import service as document_service
from hub.documents.errors import DocumentRecalled as DocumentGone
from hub.documents.events import DocumentRecalled, VersionAdded
from hub.documents.models import Document, DocumentState
from hub.documents.service import take_number
from hub.outbox import service as outbox
from hub.registers import queries, rules
from hub.registers.errors import (
    AlreadyRegistered,
    EntryChanged,
    NotReceivedHere,
    PossibleDuplicate,
)
from hub.registers.events import EntryCorrected, IncomingEntered, IncomingVoided
from hub.registers.models import ARRIVALS, IncomingEntry

IN_THE_FUTURE = N_("This day has not come yet.")
NOT_OF_THE_UNIT = N_("Choose a person of your unit.")


@dataclass(frozen=True)
class Arrival:
    """A document that came in: whose, which, about what, when."""

    author: str
    code: str
    issued_on: date | None
    type_name: str
    subject: str
    arrived_on: date


def enter_arrival(
    uow: UnitOfWork, arrival: Arrival, columns: Mapping[str, object], *, confirmed: bool
) -> IncomingEntry:
    """Give a document from outside the hub its arrival number.

    Raises NotAllowed, InvalidInput, and PossibleDuplicate unless `confirmed`.
    """
    unit_id = uow.actor.unit_id
    if not rules.may_keep(uow.actor, unit_id):
        raise NotAllowed
    if arrival.arrived_on > wall_date(uow.now):
        raise InvalidInput({"arrived_on": _(IN_THE_FUTURE)})
    entry = _enter(uow, unit_id, arrival, confirmed=confirmed)
    _fill_in(uow, entry, columns)
    entry.fold = _fold(entry)
    return entry


def register_document(
    uow: UnitOfWork, document_id: DocumentId, *, confirmed: bool = False
) -> IncomingEntry:
    """Give a document issued to the actor's unit its arrival number, and acknowledge it.

    One that opens later is acknowledged when it is read. Raises NotAllowed, NotReceivedHere,
    AlreadyRegistered, DocumentRecalled, PossibleDuplicate unless `confirmed`.
    """
    unit_id = uow.actor.unit_id
    if not rules.may_keep(uow.actor, unit_id):
        raise NotAllowed
    if not queries.was_received(uow.session, unit_id, document_id):
        raise NotReceivedHere
    known = queries.entry_of_document(uow.session, unit_id, document_id)
    if known is not None:
        raise AlreadyRegistered(number=known.number)
    document = documents.get(uow.session, document_id)
    if document.state is DocumentState.RECALLED:
        raise DocumentGone(reason=document.recall_reason.rstrip("."))
    own = documents.receipt_of(uow.session, uow.actor.person_id, document_id)
    if own is not None and document_rules.is_open_to_readers(document, document.meeting, uow.now):
        document_service.acknowledge(uow, document)
    entry = _enter(
        uow, unit_id, arrival_of(uow, document), document_id=document_id, confirmed=confirmed
    )
    entry.fold = _fold(entry)
    return entry


def register_many(
    uow: UnitOfWork, wanted: Iterable[DocumentId]
) -> tuple[list[IncomingEntry], list[Document]]:
    """Register several; return the new lines, and the documents that look registered already.

    Those are left waiting. Raises what registering one raises.
    """
    entered, doubtful = [], []
    waiting = {each.id: each for each in queries.waiting(uow.session, uow.actor.unit_id, most=500)}
    for document_id in wanted:
        document = waiting.get(document_id)
        if document is None:
            continue
        code, author = _code_of(document), document.meeting.host.name
        if queries.same_as(uow.session, uow.actor.unit_id, code, author):
            doubtful.append(document)
        else:
            entered.append(register_document(uow, document_id))
    return entered, doubtful


def correct_incoming(
    uow: UnitOfWork, entry: IncomingEntry, columns: Mapping[str, object], *, read_version: int
) -> None:
    """Say whom a document was handed to, until when, what became of it.

    Who is handed a document is told. Raises NotAllowed, EntryChanged, InvalidInput.
    """
    if not rules.may_keep(uow.actor, entry.unit_id):
        raise NotAllowed
    if entry.version != read_version:
        raise EntryChanged
    changed = _fill_in(uow, entry, columns)
    if changed:
        entry.fold = _fold(entry)
        uow.emit(EntryCorrected(entry.id, entry.unit_id, ",".join(changed)))


def void_recalled(uow: UnitOfWork, recalled: DocumentRecalled) -> None:
    """Void the copies of a recalled document: the lines stay, with the reason (article 18.4b)."""
    lines = queries.lines_of_document(uow.session, recalled.document_id)
    for entry in lines:
        entry.voided_at, entry.void_reason = uow.now, recalled.reason
    if lines:
        uow.emit(IncomingVoided(recalled.document_id, len(lines), recalled.reason))


def note_update(uow: UnitOfWork, added: VersionAdded) -> None:
    """Write into the lines of an issued document that its sender sent another version."""
    document = documents.get(uow.session, added.document_id)
    if document.state is not DocumentState.ISSUED:
        return
    for entry in queries.lines_of_document(uow.session, document.id):
        with use_locale("vi"):
            said = _(
                "Version %(number)s came on %(day)s", number=added.number, day=format_date(uow.now)
            )
        entry.note = "; ".join(filter(None, (entry.note, said)))
        entry.fold = _fold(entry)


def arrival_of(uow: UnitOfWork, document: Document) -> Arrival:
    """Return what the register says of a document received through the hub."""
    with use_locale("vi"):
        kind = rules.type_name(document.type)
    issued = wall_date(document.issued_at) if document.issued_at else None
    return Arrival(
        document.meeting.host.name,
        _code_of(document),
        document.issued_on or issued,
        kind,
        document.title,
        wall_date(uow.now),
    )


def _code_of(document: Document) -> str:
    return f"{document.number}/{document.notation}" if document.number else ""


def _enter(
    uow: UnitOfWork,
    unit_id: UnitId,
    arrival: Arrival,
    *,
    document_id: DocumentId | None = None,
    confirmed: bool,
) -> IncomingEntry:
    same = queries.same_as(uow.session, unit_id, arrival.code, arrival.author)
    if same and not confirmed:
        raise PossibleDuplicate
    year = arrival.arrived_on.year
    entry = IncomingEntry(
        id=EntryId(new_id()),
        unit_id=unit_id,
        year=year,
        number=take_number(uow, unit_id, ARRIVALS, year),
        arrived_on=arrival.arrived_on,
        author=arrival.author,
        code=arrival.code,
        issued_on=arrival.issued_on,
        type_name=arrival.type_name,
        subject=arrival.subject,
        document_id=document_id,
        same_key=rules.same_key(arrival.code, arrival.author),
        entered_at=uow.now,
        entered_by_id=uow.actor.person_id,
    )
    uow.session.add(entry)
    uow.session.flush()
    uow.emit(IncomingEntered(entry.id, unit_id, entry.number, document_id, len(same)))
    return entry


def _fill_in(uow: UnitOfWork, entry: IncomingEntry, columns: Mapping[str, object]) -> list[str]:
    """Write the columns into a line; return the names of those that changed."""
    values = dict(columns)
    holder = values.get("handed_to_id")
    if holder is not None:
        names = {each.id: each.name for each in directory.people_of(uow.session, entry.unit_id)}
        if holder not in names:
            raise InvalidInput({"handed_to_id": _(NOT_OF_THE_UNIT)})
        values["handed_to"] = names[holder]  # type: ignore[index]
        values["handed_on"] = values.get("handed_on") or wall_date(uow.now)
    changed = [name for name, value in values.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, values[name])
    if "handed_to_id" in changed and entry.handed_to_id is not None:
        _tell(uow, entry)
    return changed


def _tell(uow: UnitOfWork, entry: IncomingEntry) -> None:
    if entry.handed_to_id is None:
        return
    with use_locale("vi"):
        until = format_date(entry.deadline) if entry.deadline else "–"
        outbox.post_notice(
            uow,
            key=f"handed:{entry.id}:{entry.handed_to_id}:{uow.now:%Y%m%dT%H%M%S}",
            to_person_id=entry.handed_to_id,
            subject=_("A document was handed to you: %(subject)s", subject=entry.subject)[:300],
            body=_("Arrival number %(number)s, to be settled by %(day)s.",
                   number=entry.number, day=until),
            link=f"/registers/incoming/{entry.id}",
            icon="file-text",
        )  # fmt: skip


def _fold(entry: IncomingEntry) -> str:
    said = (str(entry.number), entry.code, entry.author, entry.type_name, entry.subject,
            entry.handed_to, entry.reply_code, entry.note)  # fmt: skip
    return fold(" ".join(filter(None, said)))
