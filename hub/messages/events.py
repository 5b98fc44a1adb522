"""What messages and incidents announce. The audit log keeps that one was sent, not its words."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import ChatMessageId, IncidentId, MeetingId, MeetingSiteId, UnitId


@dataclass(frozen=True)
class MessageSent(Event):
    """A message was sent; `to_unit_id` is the unit it is for, None when for more than one."""

    name = "messages:sent"
    meeting_id: MeetingId
    message_id: ChatMessageId
    number: int
    audience: str
    unit_id: UnitId
    host_unit_id: UnitId
    to_unit_id: UnitId | None


@dataclass(frozen=True)
class MessageRemoved(Event):
    """A message was taken out of sight by those who run the meeting."""

    name = "messages:removed"
    meeting_id: MeetingId
    message_id: ChatMessageId


@dataclass(frozen=True)
class WritingSwitched(Event):
    """Whether sites may write to everybody was switched."""

    name = "messages:switched"
    meeting_id: MeetingId
    only_host: bool


@dataclass(frozen=True)
class TechnicianCalled(Event):
    """A site called for the technician."""

    name = "messages:incident:called"
    meeting_id: MeetingId
    incident_id: IncidentId
    number: int
    meeting_site_id: MeetingSiteId
    site_name: str
    unit_id: UnitId
    host_unit_id: UnitId
    kind: str


@dataclass(frozen=True)
class IncidentNoted(Event):
    """The hub noted a line that is lost for long, or how many are; `sites` counts them."""

    name = "messages:incident:noted"
    meeting_id: MeetingId
    incident_id: IncidentId
    number: int
    meeting_site_id: MeetingSiteId | None
    site_name: str
    unit_id: UnitId
    host_unit_id: UnitId
    sites: int


@dataclass(frozen=True)
class IncidentTaken(Event):
    """A technician looks after an incident."""

    name = "messages:incident:taken"
    meeting_id: MeetingId
    incident_id: IncidentId
    unit_id: UnitId
    host_unit_id: UnitId


@dataclass(frozen=True)
class IncidentSolved(Event):
    """An incident is over; `cause` is empty when it ended by itself."""

    name = "messages:incident:solved"
    meeting_id: MeetingId
    incident_id: IncidentId
    unit_id: UnitId
    host_unit_id: UnitId
    cause: str
