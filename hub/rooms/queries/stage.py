"""The room as one of its pages sees it: a window of the sites, and those that matter to all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.documents import rules as documents
from hub.documents.models import Document, DocumentVersion
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.quality import queries as quality
from hub.quality.models import LineMode
from hub.rooms import rules
from hub.rooms.models import AgendaRun, FloorRequest, Room, Seat, Showing
from hub.rooms.queries.floor import current_run, find_speech_going_on, spent_before, waiting
from hub.rooms.queries.seats import find_room, seats_at

#: Sites a page knows at a time: a meeting of so many is known whole, of a larger one a part.
WINDOW: Final = 100
#: Raised hands that are listed; those behind them are counted.
HANDS: Final = 50


@dataclass(frozen=True, slots=True)
class Stage:
    """The room as a page sees it.

    `sites` are the `WINDOW` sites from place `first` on (0 is the first of all), then those
    elsewhere that matter to everybody: main site, speaker, pinned, sharing, raised hands, one's
    `own`. Seats and modes are those of these sites. `total` is how many sites there are.
    """

    meeting: Meeting
    own: MeetingSite | None
    main: MeetingSite | None
    sites: list[MeetingSite]
    first: int
    total: int
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

    @property
    def own_seat(self) -> Seat | None:
        """The seat of the actor's site, if it ever came in or asked to."""
        return self.seats.get(self.own.id) if self.own else None

    @property
    def is_whole(self) -> bool:
        """Whether every site of the meeting is known."""
        return self.total <= WINDOW

    def number_of(self, site: MeetingSite) -> int | None:
        """Return the site's place in the queue, from 1; None when its hand is down."""
        places = [request.meeting_site_id for request in self.queue]
        return places.index(site.id) + 1 if site.id in places else None

    def places(self) -> dict[MeetingSiteId, int]:
        """Return the fixed places of the sites of the window, from 0."""
        return {
            site.id: place
            for place, site in enumerate(self.sites[:WINDOW], self.first)
            if place < self.total
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """The document that is shown, as far as the asking actor may read it."""

    showing: Showing
    title: str
    number: int
    pages: int | None
    may_read: bool


def stage_to_see(session: Session, actor: Actor, meeting_id: MeetingId, first: int = 0) -> Stage:
    """Return the room of a meeting the actor may see, its sites from a place on.

    The number of rows read does not grow with the meeting. Raises NoSuchMeeting.
    """
    glimpse = meetings.glimpse_of_room(session, actor, meeting_id)
    own = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
    return _stage(session, glimpse.meeting, own, first, WINDOW)


def stage_aside(session: Session, actor: Actor, meeting_id: MeetingId) -> Stage:
    """Return the same without a window of sites: those that matter to all, and one's own.

    For what stands beside the pictures: lobby, panels, the reader. Raises NoSuchMeeting.
    """
    glimpse = meetings.glimpse_of_room(session, actor, meeting_id)
    own = rules.seat_among(actor, glimpse.meeting, glimpse.sites)
    return _stage(session, glimpse.meeting, own, 0, 0)


def stage_for_all(session: Session, meeting_id: MeetingId) -> Stage:
    """Return the room as far as all its pages see the same: no window, no site of one's own."""
    found = select(Meeting).where(Meeting.id == meeting_id).options(selectinload(Meeting.agenda))
    return _stage(session, session.scalars(found).one(), None, 0, 0)


def _stage(
    session: Session, meeting: Meeting, own: MeetingSite | None, first: int, window: int
) -> Stage:
    meeting_id = meeting.id
    room, hands = find_room(session, meeting_id), waiting(session, meeting_id)
    total = meetings.count_sites(session, meeting_id)
    first = 0 if total <= WINDOW else max(0, min(first, total - 1))
    sites = list(meetings.sites_from(session, meeting_id, first, most=window)) if window else []
    main = meetings.main_sites(session, meeting_id)
    sites += _elsewhere(session, meeting_id, sites, {
        *(each.id for each in main),
        *((own.id,) if own else ()),
        *((room.speaker_id, room.pinned_id, room.sharer_id) if room else ()),
        *(each.meeting_site_id for each in hands[:HANDS]),
        *(each.asked_id for each in hands[:HANDS]),
    })  # fmt: skip
    known = [site.id for site in sites]
    run = current_run(session, meeting_id)
    return Stage(
        meeting, own, next(iter(main), None), sites, first, total, room,
        seats_at(session, known), hands, find_speech_going_on(session, meeting_id), run,
        spent_before(session, run) if run else timedelta(), session.get(Showing, meeting_id),
        quality.modes_at(session, known),
    )  # fmt: skip


def _elsewhere(
    session: Session,
    meeting_id: MeetingId,
    sites: Collection[MeetingSite],
    wanted: Collection[MeetingSiteId | None],
) -> list[MeetingSite]:
    missing = {each for each in wanted if each} - {site.id for site in sites}
    return list(meetings.sites_among(session, meeting_id, missing)) if missing else []


def find_showing(session: Session, meeting_id: MeetingId) -> Showing | None:
    """Return what is shown to all sites."""
    return session.get(Showing, meeting_id)


def shown_to(session: Session, actor: Actor, stage: Stage, now: datetime) -> Shown | None:
    """Return what is shown, judged for the actor: to those who may not read it, no more than that.

    The bytes are asked for under the document's own address, which judges again.
    """
    return _shown(
        session, stage, lambda document: documents.may_read(actor, stage.meeting, document, now)
    )


def shown_to_invited(session: Session, stage: Stage, now: datetime) -> Shown | None:
    """Return what is shown as every invited unit alike sees it."""
    return _shown(
        session, stage, lambda document: documents.is_readable(document, stage.meeting, now)
    )


def _shown(session: Session, stage: Stage, judge: Callable[[Document], bool]) -> Shown | None:
    showing = stage.showing
    if showing is None:
        return None
    document = session.scalars(
        select(Document)
        .where(Document.id == showing.document_id)
        .options(joinedload(Document.agenda_item))
    ).one()
    version = session.get_one(DocumentVersion, showing.version_id)
    may_read = judge(document)
    title = document.title if may_read else ""
    return Shown(showing, title, version.number, version.pages, may_read)
