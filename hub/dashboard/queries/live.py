"""A meeting that is being held, as the overview shows it: a tile per site, in fixed places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.attendance.models import Presence, PresenceEvent, PresenceEventKind, RollEntry, RollStatus
from hub.core.ids import MeetingId, MeetingSiteId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.quality.models import Grade, LineState
from hub.rooms.models import FloorRequest, Room

#: A line state older than this says nothing of now (samples come each 10 s).
FRESH: Final = timedelta(seconds=35)
HAPPENED_SHOWN: Final = 3


@dataclass(frozen=True)
class Tile:
    """A site now. state: good, fair, poor, lost, here (not measured), site, absent, waiting."""

    name: str
    state: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Happened:
    """The latest thing heard of a site."""

    at: datetime
    site: str
    kind: PresenceEventKind


@dataclass(frozen=True)
class LiveMeeting:
    """A meeting being held, with its tiles in place order."""

    meeting: Meeting
    tiles: Sequence[Tile]
    speaker: str
    speaking_since: datetime | None
    queue: int
    happened: Sequence[Happened]

    @property
    def here(self) -> int:
        """Sites that are in the room, or present in person."""
        return sum(tile.state not in {"waiting", "absent", "lost"} for tile in self.tiles)

    @property
    def weak(self) -> int:
        """Sites with a poor line or none."""
        return sum(tile.state in {"poor", "lost"} for tile in self.tiles)


def live_meetings(session: Session, actor: Actor, now: datetime) -> list[LiveMeeting]:
    """Return the meetings being held that the actor may see."""
    return [_live(session, meeting, now) for meeting in meetings.live_ones(session, actor)]


def _live(session: Session, meeting: Meeting, now: datetime) -> LiveMeeting:
    sites = meetings.sites_of(session, meeting.id)
    names = {site.id: _name(site) for site in sites}
    states = _states(session, meeting.id, now)
    room = session.get(Room, meeting.id)
    speaker = names.get(room.speaker_id, "") if room and room.speaker_id else ""
    return LiveMeeting(
        meeting,
        [Tile(names[site.id], states.get(site.id, "waiting")) for site in _members(sites)],
        speaker,
        room.speaking_since if room else None,
        _hands_up(session, meeting.id),
        _happened(session, meeting.id, names),
    )


def _name(site: MeetingSite) -> str:
    """Return the short name of a site; the main site keeps its own, its unit has others."""
    return site.site.name if site.is_main else site.unit.place or site.unit.short_name


def _members(sites: Sequence[MeetingSite]) -> list[MeetingSite]:
    return [site for site in sites if site.is_member]


def _states(session: Session, meeting_id: MeetingId, now: datetime) -> dict[MeetingSiteId, str]:
    """Return the state of every site heard of: the roll first, then presence and line."""
    states = dict(_of_roll(session, meeting_id))
    states |= _of_presence(session, meeting_id)
    present = {site for site, state in states.items() if state == "here"}
    lines = session.scalars(select(LineState).where(LineState.meeting_id == meeting_id))
    for line in lines:
        site = line.meeting_site_id
        if site in present and now - line.at <= FRESH:
            states[site] = line.grade.value
        elif site in present and line.grade is Grade.LOST:
            states[site] = "lost"
    return states


def _of_roll(session: Session, meeting_id: MeetingId) -> list[tuple[MeetingSiteId, str]]:
    drawn = {RollStatus.ONSITE: "site", RollStatus.EXCUSED: "absent", RollStatus.ABSENT: "absent"}
    entries = session.scalars(select(RollEntry).where(RollEntry.meeting_id == meeting_id))
    return [
        (entry.meeting_site_id, drawn[entry.status]) for entry in entries if entry.status in drawn
    ]


def _of_presence(session: Session, meeting_id: MeetingId) -> dict[MeetingSiteId, str]:
    """Return "here" for sites in the room, "lost" for those whose last stay broke off."""
    found: dict[MeetingSiteId, str] = {}
    stays = session.scalars(
        select(Presence).where(Presence.meeting_id == meeting_id).order_by(Presence.joined_at)
    )
    open_sites = set()
    for stay in stays:
        if stay.left_at is None:
            open_sites.add(stay.meeting_site_id)
        found[stay.meeting_site_id] = "lost" if stay.lost else "waiting"
    return found | dict.fromkeys(open_sites, "here")


def _hands_up(session: Session, meeting_id: MeetingId) -> int:
    waiting = select(func.count()).where(
        FloorRequest.meeting_id == meeting_id,
        FloorRequest.granted_at.is_(None),
        FloorRequest.withdrawn_at.is_(None),
        FloorRequest.refused_at.is_(None),
        FloorRequest.ended_at.is_(None),
    )
    return session.scalar(waiting) or 0


def _happened(
    session: Session, meeting_id: MeetingId, names: dict[MeetingSiteId, str]
) -> list[Happened]:
    events = session.scalars(
        select(PresenceEvent)
        .where(PresenceEvent.meeting_id == meeting_id)
        .order_by(PresenceEvent.at.desc())
        .limit(HAPPENED_SHOWN)
    )
    return [
        Happened(each.at, names[each.meeting_site_id], each.kind)
        for each in events
        if each.meeting_site_id in names
    ]
