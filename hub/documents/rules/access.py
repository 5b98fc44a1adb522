"""Who may know of a document, read it, prepare it, issue it."""

from typing import Final

from hub.core.unit_of_work import Actor, Role
from hub.documents.models import AccessFrom, Document, DocumentState
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
    return document.state in OUTSIDE and meetings.may_see(actor, meeting)


def may_read(actor: Actor, meeting: Meeting, document: Document) -> bool:
    """Tell whether the actor may have the bytes now; they already may see the document.

    What was recalled is frozen: its bytes are for those who audit (NĐ 30, Annex VI, III.8).
    """
    if actor.has(*READING_ALL):
        return True
    if document.state is DocumentState.RECALLED:
        return False
    if may_prepare(actor, meeting):
        return True
    return document.state is DocumentState.ISSUED and is_open_to_readers(document, meeting)


def is_open_to_readers(document: Document, meeting: Meeting) -> bool:
    """Tell whether the time from which invited units may read has come."""
    if document.access_from is AccessFrom.OPENING:
        return meeting.state in HELD
    if document.access_from is AccessFrom.CLOSING:
        return meeting.state in OVER
    return True
