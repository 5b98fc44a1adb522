"""Hands, speeches, and the agenda as it runs."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import AgendaItemId, MeetingId, MeetingSiteId


@dataclass(frozen=True)
class HandRaised(Event):
    """A site asks for the floor and has a number in the queue."""

    name = "room:hand-raised"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int


@dataclass(frozen=True)
class HandLowered(Event):
    """A site no longer asks for the floor."""

    name = "room:hand-lowered"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int


@dataclass(frozen=True)
class HandLetPass(Event):
    """A site let the next in the queue speak first."""

    name = "room:hand-let-pass"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int


@dataclass(frozen=True)
class HandRefused(Event):
    """The chair did not give the floor, and said why."""

    name = "room:hand-refused"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int
    reason: str


@dataclass(frozen=True)
class HandMoved(Event):
    """The chair moved a site to another place in the queue, counted from 1."""

    name = "room:hand-moved"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int
    place: int


@dataclass(frozen=True)
class FloorGranted(Event):
    """A site has the floor: large picture, open microphone."""

    name = "room:floor-granted"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    number: int


@dataclass(frozen=True)
class FloorEnded(Event):
    """The speech of a site is over."""

    name = "room:floor-ended"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SpeechExtended(Event):
    """The chair gave the speaker more time."""

    name = "room:speech-extended"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    allotted_s: int


@dataclass(frozen=True)
class SpeechLimitSet(Event):
    """How long a speaker has, in the meeting or during one agenda item. None: as in the meeting."""

    name = "room:speech-limit-set"
    meeting_id: MeetingId
    agenda_item_id: AgendaItemId | None
    minutes: int | None


@dataclass(frozen=True)
class AgendaItemBegan(Event):
    """The meeting turned to an item of its agenda."""

    name = "room:agenda-item-began"
    meeting_id: MeetingId
    agenda_item_id: AgendaItemId


@dataclass(frozen=True)
class AgendaItemEnded(Event):
    """The meeting is done with an item, for now."""

    name = "room:agenda-item-ended"
    meeting_id: MeetingId
    agenda_item_id: AgendaItemId
