"""The speaking queue, the speeches that were held, the agenda as it ran."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.ids import AgendaItemId, FloorRequestId, MeetingId, MeetingSiteId
from hub.directory.models import Site
from hub.meetings.models import AgendaItem, Meeting, MeetingSite
from hub.rooms.errors import NoSuchItem, NoSuchRequest
from hub.rooms.models import AgendaRun, FloorRequest, Room, SpeechLimit, Turn


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech: for the minutes. `question` is what an answer answers, `item` its agenda item."""

    id: FloorRequestId
    meeting_site_id: MeetingSiteId
    site_name: str
    speaker_name: str
    turn: Turn
    subject: str
    asked: str
    question_id: FloorRequestId | None
    item: str
    started_at: datetime
    ended_at: datetime | None
    allotted_s: int | None

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None while it goes on."""
        return self.ended_at - self.started_at if self.ended_at else None


@dataclass(frozen=True, slots=True)
class ItemTime:
    """How long an agenda item was to take, and took so far, in all its stretches."""

    item: AgendaItem
    began_at: datetime | None
    spent: timedelta
    is_current: bool
    speech_minutes: int | None

    @property
    def planned(self) -> timedelta:
        """The time the agenda gives it."""
        return timedelta(minutes=self.item.minutes)


def waiting(session: Session, meeting_id: MeetingId) -> list[FloorRequest]:
    """Return the raised hands in the order they are to be called."""
    return list(
        session.scalars(
            select(FloorRequest)
            .where(FloorRequest.meeting_id == meeting_id, *_WAITS)
            .order_by(FloorRequest.position, FloorRequest.number)
        )
    )


def find_waiting(session: Session, meeting_site_id: MeetingSiteId) -> FloorRequest | None:
    """Return the raised hand of a site."""
    return session.scalar(
        select(FloorRequest).where(FloorRequest.meeting_site_id == meeting_site_id, *_WAITS)
    )


def request_in(session: Session, meeting: Meeting, request_id: FloorRequestId) -> FloorRequest:
    """Return a raised hand or a speech of this meeting. Raises NoSuchRequest."""
    request = session.get(FloorRequest, request_id)
    if request is None or request.meeting_id != meeting.id:
        raise NoSuchRequest
    return request


def find_speech_going_on(session: Session, meeting_id: MeetingId) -> FloorRequest | None:
    """Return the speech that has not ended."""
    return session.scalar(
        select(FloorRequest).where(
            FloorRequest.meeting_id == meeting_id,
            FloorRequest.granted_at.is_not(None),
            FloorRequest.ended_at.is_(None),
        )
    )


def next_number(session: Session, meeting_id: MeetingId) -> int:
    """Return the number of the next raised hand."""
    highest = session.scalar(
        select(func.max(FloorRequest.number)).where(FloorRequest.meeting_id == meeting_id)
    )
    return (highest or 0) + 1


def next_position(session: Session, meeting_id: MeetingId) -> int:
    """Return the place behind everybody who waits."""
    highest = session.scalar(
        select(func.max(FloorRequest.position)).where(FloorRequest.meeting_id == meeting_id)
    )
    return (highest or 0) + 1


def last_refusal(session: Session, meeting_site_id: MeetingSiteId) -> FloorRequest | None:
    """Return the newest hand of a site if it was refused."""
    newest = session.scalar(
        select(FloorRequest)
        .where(FloorRequest.meeting_site_id == meeting_site_id)
        .order_by(FloorRequest.number.desc())
        .limit(1)
    )
    return newest if newest is not None and newest.refused_at is not None else None


def speeches(session: Session, meeting_id: MeetingId) -> list[Speech]:
    """Return who spoke, in order, with the names of sites and agenda items."""
    asked = select(Site.name).join(MeetingSite, MeetingSite.site_id == Site.id)
    asked_name = asked.where(MeetingSite.id == FloorRequest.asked_id).scalar_subquery()
    rows = session.execute(
        select(FloorRequest, Site.name, AgendaItem.title, asked_name)
        .join(MeetingSite, MeetingSite.id == FloorRequest.meeting_site_id)
        .join(Site, Site.id == MeetingSite.site_id)
        .outerjoin(AgendaItem, AgendaItem.id == FloorRequest.agenda_item_id)
        .where(FloorRequest.meeting_id == meeting_id, FloorRequest.granted_at.is_not(None))
        .order_by(FloorRequest.granted_at)
    ).tuples()
    return [
        Speech(
            request.id, request.meeting_site_id, name, request.speaker_name, request.turn,
            request.subject, asked or request.asked_name, request.question_id, item or "",
            request.granted_at, request.ended_at, request.allotted_s,
        )
        for request, name, item, asked in rows
        if request.granted_at is not None
    ]  # fmt: skip


def current_run(session: Session, meeting_id: MeetingId) -> AgendaRun | None:
    """Return the agenda item that is dealt with now."""
    return session.scalar(
        select(AgendaRun).where(AgendaRun.meeting_id == meeting_id, AgendaRun.ended_at.is_(None))
    )


def spent_before(session: Session, run: AgendaRun) -> timedelta:
    """Return how long the item of a stretch took in its earlier stretches."""
    earlier = session.scalars(
        select(AgendaRun).where(
            AgendaRun.agenda_item_id == run.agenda_item_id, AgendaRun.ended_at.is_not(None)
        )
    )
    return sum((each.ended_at - each.began_at for each in earlier if each.ended_at), timedelta())


def item_of(session: Session, meeting_id: MeetingId, item_id: AgendaItemId) -> AgendaItem:
    """Return an item of a meeting's agenda. Raises NoSuchItem."""
    item = session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting_id:
        raise NoSuchItem
    return item


def speech_minutes(session: Session, room: Room, item_id: AgendaItemId | None) -> int:
    """Return how many minutes a speaker has now: during the item, or in the meeting."""
    limit = session.get(SpeechLimit, item_id) if item_id else None
    return limit.minutes if limit else room.speech_minutes


def item_times(session: Session, meeting: Meeting, now: datetime) -> list[ItemTime]:
    """Return planned and actual time of the agenda, in its order. Needs the agenda loaded."""
    runs = session.scalars(
        select(AgendaRun).where(AgendaRun.meeting_id == meeting.id).order_by(AgendaRun.began_at)
    ).all()
    wanted = [item.id for item in meeting.agenda]
    limits = {
        limit.agenda_item_id: limit.minutes
        for limit in session.scalars(
            select(SpeechLimit).where(SpeechLimit.agenda_item_id.in_(wanted))
        )
    }
    times = []
    for item in meeting.agenda:
        own = [run for run in runs if run.agenda_item_id == item.id]
        spent = sum(((run.ended_at or now) - run.began_at for run in own), timedelta())
        current = any(run.ended_at is None for run in own)
        began = own[0].began_at if own else None
        times.append(ItemTime(item, began, spent, current, limits.get(item.id)))
    return times


_WAITS = (
    FloorRequest.granted_at.is_(None),
    FloorRequest.withdrawn_at.is_(None),
    FloorRequest.refused_at.is_(None),
)
