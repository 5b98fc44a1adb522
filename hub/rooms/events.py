"""What rooms announce."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import MeetingId, MeetingSiteId


@dataclass(frozen=True)
class SeatTaken(Event):
    """A connection of a site holds its seat now; `moved` when another one held it before."""

    name = "room:seat-taken"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    connection: str
    moved: bool


@dataclass(frozen=True)
class SeatLeft(Event):
    """The connection that held the seat left, or its line was lost. The seat is kept."""

    name = "room:seat-left"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    lost: bool


@dataclass(frozen=True)
class DevicesSwitched(Event):
    """A site switched its microphone or camera."""

    name = "room:devices-switched"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    microphone_on: bool
    camera_on: bool


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
class SiteMuted(Event):
    """The chair closed the microphone of a site."""

    name = "room:site-muted"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SiteUnmuted(Event):
    """The chair opened the microphone of a site again."""

    name = "room:site-unmuted"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SiteRemoved(Event):
    """The chair removed a site from the room."""

    name = "room:site-removed"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SiteReadmitted(Event):
    """A site that was removed may come in again."""

    name = "room:site-readmitted"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
