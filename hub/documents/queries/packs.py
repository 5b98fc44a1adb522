"""What an offline pack holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, VersionId
from hub.core.unit_of_work import Actor
from hub.documents import rules
from hub.documents.errors import PackNotForUnit
from hub.documents.models import Document, DocumentVersion, Rendition, RenditionState
from hub.documents.queries.keys import SignatureMade, signatures_of
from hub.documents.queries.lists import of_meeting
from hub.documents.queries.lookups import latest
from hub.documents.rules import LeftOut
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting


@dataclass(frozen=True)
class PackedDocument:
    """A document that goes in, its present version and the signatures made in the hub."""

    document: Document
    version: DocumentVersion
    signatures: Sequence[SignatureMade]

    @property
    def rendition(self) -> Rendition | None:
        """The PDF/A of an Office file, once it is made."""
        found = self.version.rendition
        return found if found and found.state is RenditionState.MADE else None


@dataclass(frozen=True)
class PackContents:
    """What a unit may carry away of a meeting at one moment, and what stays out and why."""

    meeting: Meeting
    unit: str
    documents: Sequence[PackedDocument]
    left_out: Sequence[tuple[Document, LeftOut]]

    @property
    def size(self) -> int:
        """The bytes of the documents together."""
        renditions = (each.rendition for each in self.documents)
        return sum(each.version.size for each in self.documents) + sum(
            each.size for each in renditions if each is not None
        )

    @property
    def versions(self) -> frozenset[VersionId]:
        """The versions that go in."""
        return frozenset(each.version.id for each in self.documents)


def pack_of(session: Session, actor: Actor, meeting_id: MeetingId, now: datetime) -> PackContents:
    """Return what the actor's unit may carry away now, in the order of the agenda.

    Raises NoSuchMeeting, PackNotForUnit.
    """
    meeting = meetings.get_to_see(session, actor, meeting_id)
    if not rules.may_take_pack(actor, meeting):
        raise PackNotForUnit
    issued = [
        each
        for each in of_meeting(session, actor, meeting_id)
        if each.issued_at is not None and each.state in rules.OUTSIDE
    ]
    order = {item.id: item.position for item in meeting.agenda}
    issued.sort(key=lambda each: order.get(each.agenda_item_id, 0) if each.agenda_item_id else 0)
    reasons = [(each, rules.why_left_out(each, meeting, now)) for each in issued]
    return PackContents(
        meeting=meeting,
        unit=next(site.unit.name for site in meeting.sites if site.unit_id == actor.unit_id),
        documents=[
            PackedDocument(each, latest(each), signatures_of(session, each.id))
            for each, reason in reasons
            if reason is None
        ],
        left_out=[(each, reason) for each, reason in reasons if reason is not None],
    )
