"""A new document takes the place of one that was issued (Nghị định 30/2020/NĐ-CP, art. 18)."""

from hub.core.clock import format_date
from hub.core.errors import NotAllowed
from hub.core.text import gettext as _
from hub.core.text import use_locale
from hub.core.unit_of_work import UnitOfWork
from hub.documents import queries, rules
from hub.documents.errors import CannotReplace, NotIssued
from hub.documents.events import DocumentReplaced, ReplacementChosen
from hub.documents.models import Document, DocumentState
from hub.documents.service.distribution import issue as issue_alone
from hub.documents.service.distribution import recall


def choose_replacement(uow: UnitOfWork, old: Document, new: Document | None) -> None:
    """Say which document will take the place of an issued one when it is issued itself.

    None: none, after all. Raises NotAllowed, NotIssued, CannotReplace.
    """
    if not rules.may_issue(uow.actor, old.meeting):
        raise NotAllowed
    if old.state is not DocumentState.ISSUED:
        raise NotIssued
    if new is not None and not rules.can_take_the_place_of(new, old):
        raise CannotReplace
    for each in queries.replacements_of(uow.session, old.id):
        each.replaces_id = None
    if new is not None:
        new.replaces_id = old.id
    uow.emit(ReplacementChosen(old.id, old.meeting_id, new.id if new else None))


def issue(uow: UnitOfWork, document: Document) -> int:
    """Give a document to every invited unit; what it replaces is recalled with it.

    Returns how many readers got it. Raises what issuing raises.
    """
    readers = issue_alone(uow, document)
    if document.replaces_id is not None:
        old = queries.get(uow.session, document.replaces_id)
        if old.state is DocumentState.ISSUED:
            with use_locale("vi"):
                reason = _(
                    "Replaced by %(document)s of %(day)s",
                    document=named(document),
                    day=format_date(uow.now),
                )
            recall(uow, old, reason=reason)
            uow.emit(DocumentReplaced(old.id, document.id, document.meeting_id))
    return readers


def named(document: Document) -> str:
    """Return number and notation of a document, or its title when it has none."""
    return f"{document.number}/{document.notation}" if document.number else document.title
