"""What attendance announces."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import MeetingId, MeetingSiteId


@dataclass(frozen=True)
class SiteArrived(Event):
    """A connection of a site came into the room."""

    name = "attendance:arrived"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    connection: str
    person_name: str


@dataclass(frozen=True)
class SiteLeft(Event):
    """A connection of a site left the room, or its line was lost."""

    name = "attendance:left"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    connection: str
    lost: bool
    estimated: bool = False


@dataclass(frozen=True)
class RollCalled(Event):
    """The roll of a site was called; `source` says by whom."""

    name = "attendance:roll:called"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    status: str
    source: str
    head_count: int | None


@dataclass(frozen=True)
class AttendanceCorrected(Event):
    """The roll of a site was corrected, with a reason."""

    name = "attendance:roll:corrected"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    status: str
    head_count: int | None
    reason: str
    after_freeze: bool


@dataclass(frozen=True)
class SheetFrozen(Event):
    """The attendance was frozen; the hash is that of its content."""

    name = "attendance:frozen"
    meeting_id: MeetingId
    sha256: str
