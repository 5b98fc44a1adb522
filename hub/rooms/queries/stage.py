"""The room as everybody in it sees it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.documents import rules as documents
from hub.documents.models import Document, DocumentVersion
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries as quality
from hub.quality.models import LineMode
from hub.rooms.models import AgendaRun, FloorRequest, Room, Seat, Showing
from hub.rooms.queries.floor import current_run, find_speech_going_on, spent_before, waiting
from hub.rooms.queries.seats import find_room


@dataclass(frozen=True, slots=True)
class Stage:
    """The room as everybody in it sees it. Sites are in place order."""

    meeting: Meeting
    room: Room | None
    seats: dict[MeetingSiteId, Seat]
    queue: list[FloorRequest]
    speech: FloorRequest | None
    run: AgendaRun | None
    spent_before: timedelta
    showing: Showing | None
    modes: dict[MeetingSiteId, LineMode]  # of sites not in full

    @property
    def speaker_id(self) -> MeetingSiteId | None:
        """The site that has the floor."""
        return self.room.speaker_id if self.room else None

    def number_of(self, site: MeetingSite) -> int | None:
        """Return the site's place in the queue, from 1; None when its hand is down."""
        places = [request.meeting_site_id for request in self.queue]
        return places.index(site.id) + 1 if site.id in places else None


@dataclass(frozen=True, slots=True)
class Shown:
    """The document that is shown, as far as the asking actor may read it."""

    showing: Showing
    title: str
    number: int
    pages: int | None
    may_read: bool


def stage_of(session: Session, meeting: Meeting) -> Stage:
    """Return the room of a meeting that is loaded with its sites."""
    seats = session.scalars(select(Seat).where(Seat.meeting_id == meeting.id))
    run = current_run(session, meeting.id)
    return Stage(
        meeting,
        find_room(session, meeting.id),
        {seat.meeting_site_id: seat for seat in seats},
        waiting(session, meeting.id),
        find_speech_going_on(session, meeting.id),
        run,
        spent_before(session, run) if run else timedelta(),
        session.get(Showing, meeting.id),
        quality.modes_of(session, meeting.id),
    )


def stage_to_see(session: Session, actor: Actor, meeting_id: MeetingId) -> Stage:
    """Return the room of a meeting the actor may see. Raises NoSuchMeeting."""
    return stage_of(session, meetings.get_to_see(session, actor, meeting_id))


def find_showing(session: Session, meeting_id: MeetingId) -> Showing | None:
    """Return what is shown to all sites."""
    return session.get(Showing, meeting_id)


def shown_to(session: Session, actor: Actor, stage: Stage) -> Shown | None:
    """Return what is shown, judged for the actor: to those who may not read it, no more than that.

    The bytes are asked for under the document's own address, which judges again.
    """
    showing = stage.showing
    if showing is None:
        return None
    document = session.get_one(Document, showing.document_id)
    version = session.get_one(DocumentVersion, showing.version_id)
    may_read = documents.may_see(actor, stage.meeting, document) and documents.may_read(
        actor, stage.meeting, document
    )
    title = document.title if may_read else ""
    return Shown(showing, title, version.number, version.pages, may_read)
