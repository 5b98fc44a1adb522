"""What can be done with a document in its present state."""

from collections.abc import Collection
from datetime import date, datetime

from hub.core.errors import HubError
from hub.documents.errors import AlreadyIssued, NumberMissing, SignaturesMissing
from hub.documents.models import Document, DocumentState, DocumentType
from hub.documents.rules.access import HELD
from hub.documents.rules.numbers import is_numbered
from hub.meetings.models import Meeting
from hub.meetings.rules import is_short_notice


def needs_signatures(kind: DocumentType) -> bool:
    """Tell whether documents of this type are issued signed only; material may go unsigned."""
    return is_numbered(kind)


def can_edit(document: Document) -> bool:
    """Tell whether type and title can change: nothing is numbered or signed yet."""
    return document.state is DocumentState.DRAFT and not document.number


def can_place(document: Document) -> bool:
    """Tell whether agenda item, order, access and download can change."""
    return document.state is not DocumentState.RECALLED


def can_delete(document: Document) -> bool:
    """Tell whether a draft can be removed: a number that was given is never given again."""
    return document.state is DocumentState.DRAFT and not document.number


def can_be_replaced(document: Document) -> bool:
    """Tell whether new bytes can be put in: a draft, or issued material that bears no signature.

    Initials on the bytes before count no more then.
    """
    if document.state is DocumentState.ISSUED:
        return not needs_signatures(document.type)
    return document.state in {DocumentState.DRAFT, DocumentState.INITIALLED}


def can_take_the_place_of(new: Document, old: Document) -> bool:
    """Tell whether a document can replace an issued one when it is issued itself."""
    waiting = new.state not in {DocumentState.ISSUED, DocumentState.RECALLED}
    return waiting and new.id != old.id and new.meeting_id == old.meeting_id


def why_not_issue(document: Document, *, arrived_signed: bool) -> HubError | None:
    """Return what stands in the way of issuing, or None.

    `arrived_signed`: the file was uploaded with signatures that were found in order.
    """
    if document.state in {DocumentState.ISSUED, DocumentState.RECALLED}:
        return AlreadyIssued()
    if not needs_signatures(document.type) or arrived_signed:
        return None
    if not document.number:
        return NumberMissing()
    return None if document.state is DocumentState.SEALED else SignaturesMissing()


def is_late(meeting: Meeting, now: datetime, holidays: Collection[date] = ()) -> bool:
    """Tell whether fewer than three working days are left (QĐ 45/2018/QĐ-TTg).

    What is issued during a meeting or after it, such as its conclusion, is not late.
    """
    return meeting.state not in HELD and is_short_notice(meeting.starts_at, now, holidays)
