"""Receipt is acknowledged on the same day (Nghị định 30/2020/NĐ-CP, article 21.2c)."""

from hub.core.ids import DocumentId
from hub.core.text import LOCALES, ngettext, use_locale
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries as directory
from hub.documents import notices, queries, rules
from hub.documents.events import AcknowledgementsOverdue
from hub.documents.models import Document
from hub.documents.rules import Step, UnitReceipts
from hub.outbox import queries as outbox

#: Who hears at the sending office that units have not acknowledged in time.
WATCHING = (Role.REGISTRY_CLERK, Role.SCHEDULER)


def watch_acknowledgements(uow: UnitOfWork) -> int:
    """Tell office and units what was not acknowledged by the end of the working day.

    Once for each version. Returns for how many documents.
    """
    told = 0
    since = uow.now - rules.WATCHED_FOR
    for document_id in queries.issued_since(uow.session, since):
        told += _watch(uow, document_id)
    return told


def _watch(uow: UnitOfWork, document_id: DocumentId) -> bool:
    document = queries.get(uow.session, document_id)
    receipts = queries.receipts_of(uow.session, document_id)
    due = rules.acknowledgement_due(
        document,
        document.meeting,
        receipts,
        uow.settings.holidays,
        uow.settings.working_day_ends,
    )
    if due is None or uow.now < due:
        return False
    if not rules.is_open_to_readers(document, document.meeting, uow.now):
        return False  # what is not read any more can't be acknowledged either
    late = [each for each in queries.units_of(receipts) if each.step is not Step.ACKNOWLEDGED]
    version = queries.latest(document)
    if not late or outbox.was_posted(uow.session, notices.overdue_key(document.id, version.id)):
        return False
    for unit in late:
        notices.remind_overdue(
            uow, document, unit.receipts[0].unit, [r.person for r in unit.receipts]
        )
        for receipt in unit.receipts:
            receipt.chased_at = uow.now
    _tell_office(uow, document, late)
    uow.emit(AcknowledgementsOverdue(document.id, document.meeting_id, len(late)))
    return True


def _tell_office(uow: UnitOfWork, document: Document, late: list[UnitReceipts]) -> None:
    people = {
        person.id
        for role in WATCHING
        for person in directory.people_with_role(uow.session, document.owner_unit_id, role)
    }
    version = queries.latest(document)
    with use_locale(LOCALES[0]):
        said = ngettext(
            "%(num)s unit has not acknowledged by the end of the working day: %(names)s",
            "%(num)s units have not acknowledged by the end of the working day: %(names)s",
            len(late),
            names=", ".join(each.name for each in late),
        )
    for person_id in sorted(people):
        notices.tell_overdue(uow, document, version.id, person_id, said)
    if not people:
        notices.tell_overdue(uow, document, version.id, document.meeting.secretary_id, said)
