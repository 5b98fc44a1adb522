"""Sites come in, go out, are let in, muted and sent out."""

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
class RoomEmptied(Event):
    """The meeting was closed: so many connections lost their seats, one word for all of them."""

    name = "room:emptied"
    meeting_id: MeetingId
    seats: int


@dataclass(frozen=True)
class DevicesSwitched(Event):
    """A site switched its microphone or camera."""

    name = "room:devices-switched"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    microphone_on: bool
    camera_on: bool


@dataclass(frozen=True)
class AdmissionSet(Event):
    """Sites come in one by one, or freely, from now on."""

    name = "room:admission-set"
    meeting_id: MeetingId
    admission: bool


@dataclass(frozen=True)
class SiteWaits(Event):
    """A site asks to be let in."""

    name = "room:site-waits"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SiteAdmitted(Event):
    """A site that waited may come in."""

    name = "room:site-admitted"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class SiteTurnedAway(Event):
    """A site that waited was not let in; it may ask again."""

    name = "room:site-turned-away"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    reason: str


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


@dataclass(frozen=True)
class UnmuteAsked(Event):
    """The chair asks a site to open its microphone; only the site does it."""

    name = "room:unmute-asked"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class UnmuteDeclined(Event):
    """A site that was asked keeps its microphone closed."""

    name = "room:unmute-declined"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId


@dataclass(frozen=True)
class OthersMuted(Event):
    """The chair closed the microphones of all sites but the speaker and the main site."""

    name = "room:others-muted"
    meeting_id: MeetingId
    count: int
