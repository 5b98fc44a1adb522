"""Who may know of a document, read it, prepare it, issue it; from when and until when."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hub.core.errors import HubError
from hub.core.unit_of_work import Actor, Role
from hub.documents.errors import DocumentRecalled, NoLongerReadable, NotYetReadable
from hub.documents.models import (
    AccessFrom,
    AccessUntil,
    Document,
    DocumentState,
    DocumentVersion,
)
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting, MeetingState

#: Posts of the host that put documents together.
PREPARING: Final = (Role.SCHEDULER, Role.SECRETARY, Role.REGISTRY_CLERK, Role.CHAIR)
#: Posts of the host that number, issue, recall.
ISSUING: Final = (Role.SCHEDULER, Role.REGISTRY_CLERK)
#: Posts that read everything and change nothing.
READING_ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SYSTEM)
#: What is known outside the host's office.
OUTSIDE: Final = frozenset({DocumentState.ISSUED, DocumentState.RECALLED})
HELD: Final = frozenset({MeetingState.LIVE, MeetingState.ENDED, MeetingState.ARCHIVED})
OVER: Final = frozenset({MeetingState.ENDED, MeetingState.ARCHIVED})


class Access(StrEnum):
    """How the time in which invited units may read a document stands."""

    NOT_YET = "not-yet"
    OPEN = "open"
    OVER = "over"


def may_prepare(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor adds and changes documents of the meeting."""
    own = actor.unit_id == meeting.host_unit_id and actor.has(*PREPARING)
    return own or actor.person_id in {meeting.chair_id, meeting.secretary_id}


def takes_documents(meeting: Meeting) -> bool:
    """Tell whether documents can still be added: not once the dossier is sealed."""
    return meeting.state is not MeetingState.ARCHIVED


def may_issue(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor numbers, issues and recalls documents of the meeting."""
    return actor.unit_id == meeting.host_unit_id and actor.has(*ISSUING)


def may_watch_receipts(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may know who got the documents of the meeting."""
    return may_prepare(actor, meeting) or actor.has(*READING_ALL)


def may_see(actor: Actor, meeting: Meeting, document: Document) -> bool:
    """Tell whether the actor may know that the document exists. Needs the meeting's sites."""
    if may_prepare(actor, meeting) or actor.has(*READING_ALL):
        return True
    return (
        document.state in OUTSIDE and meetings.may_see(actor, meeting) and gets_any(actor, meeting)
    )


def gets_any(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether what is issued is for the actor too: for all but guests who get no documents.

    Needs the meeting's sites.
    """
    return not any(
        site.unit_id == actor.unit_id and site.gets_documents is False for site in meeting.sites
    )


def may_read(actor: Actor, meeting: Meeting, document: Document, now: datetime) -> bool:
    """Tell whether the actor may have the bytes now; they already may see the document.

    Needs the agenda item loaded.

    What was recalled is frozen: its bytes are for those who audit (NĐ 30, Annex VI, III.8).
    """
    if actor.has(*READING_ALL):
        return True
    if document.state is DocumentState.RECALLED:
        return False
    if may_prepare(actor, meeting):
        return True
    return is_readable(document, meeting, now)


def is_readable(document: Document, meeting: Meeting, now: datetime) -> bool:
    """Tell whether invited units may read a document now. Needs the agenda item loaded."""
    return document.state is DocumentState.ISSUED and is_open_to_readers(document, meeting, now)


def versions_for(actor: Actor, meeting: Meeting, document: Document) -> list[DocumentVersion]:
    """Return the versions that the actor may have, in order; they already may read the document.

    Who prepares or audits has all. To others belong the one that was issued and those that took
    its place since: drafts and unsigned copies were never given to them. Needs the versions loaded.
    """
    if may_prepare(actor, meeting) or actor.has(*READING_ALL):
        return list(document.versions)
    issued_at = document.issued_at
    if issued_at is None:
        return []
    before = [each.number for each in document.versions if each.made_at <= issued_at]
    first = max(before, default=0)
    return [each for each in document.versions if each.number >= first]


def why_not_read(document: Document, meeting: Meeting, now: datetime) -> HubError:
    """Return the refusal for somebody who may know of a document and not read it now."""
    if document.state is DocumentState.RECALLED:
        return DocumentRecalled(reason=document.recall_reason.rstrip("."))
    over = access_of(document, meeting, now) is Access.OVER
    return NoLongerReadable() if over else NotYetReadable()


def is_open_to_readers(document: Document, meeting: Meeting, now: datetime) -> bool:
    """Tell whether invited units may read what is issued: the time has come and is not over."""
    return access_of(document, meeting, now) is Access.OPEN


def access_of(document: Document, meeting: Meeting, now: datetime) -> Access:
    """Return how the time in which invited units may read stands. Needs the agenda item loaded."""
    if not has_opened(document, meeting):
        return Access.NOT_YET
    if document.access_until is AccessUntil.CLOSING and meeting.state in OVER:
        return Access.OVER
    end = access_ends_at(document, meeting)
    return Access.OVER if end is not None and now >= end else Access.OPEN


def has_opened(document: Document, meeting: Meeting) -> bool:
    """Tell whether the time from which invited units may read has come."""
    if document.access_from is AccessFrom.OPENING:
        return meeting.state in HELD
    if document.access_from is AccessFrom.AGENDA_ITEM:
        item = document.agenda_item
        return meeting.state in HELD and item is not None and item.reached_at is not None
    if document.access_from is AccessFrom.CLOSING:
        return meeting.state in OVER
    return True


def opened_at(document: Document, meeting: Meeting) -> datetime | None:
    """Return when the meeting let the document be read; None: it did not have to, or has not."""
    item = document.agenda_item
    return {
        AccessFrom.OPENING: meeting.opened_at,
        AccessFrom.AGENDA_ITEM: item.reached_at if item else None,
        AccessFrom.CLOSING: meeting.closed_at,
    }.get(document.access_from)


def access_ends_at(document: Document, meeting: Meeting) -> datetime | None:
    """Return the first moment at which a document is not read any more; None: not known, or never.

    Days are counted from the end of the meeting, 24 hours each.
    """
    if meeting.closed_at is None or meeting.state not in OVER:
        return None
    if document.access_until is AccessUntil.CLOSING:
        return meeting.closed_at
    if document.access_until is AccessUntil.DAYS:
        return meeting.closed_at + timedelta(days=document.access_days or 0)
    return None
