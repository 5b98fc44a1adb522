"""What goes into the offline pack of a unit: what its people may download at this moment."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from hub.core.errors import HubError
from hub.core.unit_of_work import Actor
from hub.documents.errors import NothingToPack, PackTooLarge
from hub.documents.models import Document, DocumentState
from hub.documents.rules.access import Access, access_of
from hub.meetings import rules as meetings
from hub.meetings.models import Meeting

MEGABYTE: Final = 1 << 20


class LeftOut(StrEnum):
    """Why a document that the unit knows of is not in its pack."""

    VIEW_ONLY = "view-only"
    NOT_YET = "not-yet"
    OVER = "over"
    RECALLED = "recalled"


def may_take_pack(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor's unit takes part in the meeting. Needs its sites loaded."""
    takes_part = any(site.unit_id == actor.unit_id for site in meeting.sites)
    return takes_part and meetings.may_see(actor, meeting)


def why_left_out(document: Document, meeting: Meeting, now: datetime) -> LeftOut | None:
    """Return why a document that was issued stays out of a pack; None: it goes in.

    The same for everyone: also who prepares the meeting carries away only what the units may.
    """
    if document.state is DocumentState.RECALLED:
        return LeftOut.RECALLED
    if not document.may_download:
        return LeftOut.VIEW_ONLY
    access = access_of(document, meeting, now)
    return {Access.NOT_YET: LeftOut.NOT_YET, Access.OVER: LeftOut.OVER}.get(access)


def why_no_pack(documents: int, size: int, most_mb: int) -> HubError | None:
    """Return the refusal when nothing can be packed, or more bytes than allowed."""
    if not documents:
        return NothingToPack()
    if size > most_mb * MEGABYTE:
        return PackTooLarge(size=-(-size // MEGABYTE), most=most_mb)
    return None
