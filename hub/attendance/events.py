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
class StaysEnded(Event):
    """The meeting was closed, and with it every stay that went on: one word for all of them."""

    name = "attendance:stays-ended"
    meeting_id: MeetingId
    stays: int


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
class RollCallStarted(Event):
    """The secretary asks every site to answer."""

    name = "attendance:roll:started"
    meeting_id: MeetingId
    number: int


@dataclass(frozen=True)
class RollCallEnded(Event):
    """The call of the roll is over."""

    name = "attendance:roll:ended"
    meeting_id: MeetingId
    number: int
    answered: int


@dataclass(frozen=True)
class QuorumChecked(Event):
    """The quorum was looked at when the meeting was opened; `reason` when there was none."""

    name = "attendance:quorum:checked"
    meeting_id: MeetingId
    met: bool
    units_present: int
    units_needed: int
    reason: str


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
    """The attendance was frozen; the hash is that of its content. Number 1 is the first sheet."""

    name = "attendance:frozen"
    meeting_id: MeetingId
    sha256: str
    number: int = 1


@dataclass(frozen=True)
class AttendanceSigned(Event):
    """Who froze a sheet signed its printed form; the hashes are those of the PDFs."""

    name = "attendance:signed"
    meeting_id: MeetingId
    number: int
    before_sha256: str
    after_sha256: str


@dataclass(frozen=True)
class RulesSet(Event):
    """The limits of a type of meeting were set; None: those of the installation hold again."""

    name = "attendance:rules:set"
    type: str
    late_minutes: int | None
    early_minutes: int | None
    line_grace_s: int | None
    least_share_pct: int | None
    quorum_units: str | None = None
    quorum_persons: str | None = None
