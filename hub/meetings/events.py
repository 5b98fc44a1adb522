"""What meetings announce."""

from dataclasses import dataclass
from datetime import datetime

from hub.core.events import Event
from hub.core.ids import MeetingId, MeetingSiteId


@dataclass(frozen=True)
class MeetingCreated(Event):
    """A draft was written."""

    name = "meeting:created"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingEdited(Event):
    """What the meeting says was changed; `changed` names the fields, with commas."""

    name = "meeting:edited"
    meeting_id: MeetingId
    changed: str


@dataclass(frozen=True)
class MeetingSubmitted(Event):
    """The meeting waits for its chair."""

    name = "meeting:submitted"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingApproved(Event):
    """The chair agreed."""

    name = "meeting:approved"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingReturned(Event):
    """The chair wants something changed first."""

    name = "meeting:returned"
    meeting_id: MeetingId
    reason: str


@dataclass(frozen=True)
class MeetingInvited(Event):
    """The sites are asked to the meeting."""

    name = "meeting:invited"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingMoved(Event):
    """Those invited are asked to another time."""

    name = "meeting:moved"
    meeting_id: MeetingId
    was_at: datetime
    starts_at: datetime


@dataclass(frozen=True)
class MeetingAnnounced(Event):
    """Those invited are told of a change that leaves the time as it was."""

    name = "meeting:announced"
    meeting_id: MeetingId
    changed: str


@dataclass(frozen=True)
class MeetingPostponed(Event):
    """The meeting will be held later; nobody knows when yet."""

    name = "meeting:postponed"
    meeting_id: MeetingId
    reason: str


@dataclass(frozen=True)
class MeetingCancelled(Event):
    """The meeting will not be held."""

    name = "meeting:cancelled"
    meeting_id: MeetingId
    reason: str


@dataclass(frozen=True)
class MeetingOpened(Event):
    """The meeting has begun."""

    name = "meeting:opened"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingClosed(Event):
    """The meeting is over."""

    name = "meeting:closed"
    meeting_id: MeetingId


@dataclass(frozen=True)
class MeetingArchived(Event):
    """The dossier of the meeting is sealed."""

    name = "meeting:archived"
    meeting_id: MeetingId


@dataclass(frozen=True)
class GuestAdded(Event):
    """Somebody from outside was asked to the meeting."""

    name = "meeting:guest:added"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    guest_name: str


@dataclass(frozen=True)
class GuestRemoved(Event):
    """A guest was taken out of the meeting."""

    name = "meeting:guest:removed"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    guest_name: str


@dataclass(frozen=True)
class GuestReturned(Event):
    """A guest that was taken out was asked again."""

    name = "meeting:guest:returned"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    guest_name: str
