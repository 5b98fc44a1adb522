"""What happens to minutes."""

from dataclasses import dataclass
from typing import ClassVar

from hub.core.events import Event
from hub.core.ids import MeetingId, MinutesId, UnitId


@dataclass(frozen=True)
class MinutesDrafted(Event):
    """The secretary drafted the minutes from the facts."""

    name: ClassVar[str] = "minutes:drafted"
    minutes_id: MinutesId
    meeting_id: MeetingId


@dataclass(frozen=True)
class MinutesSaved(Event):
    """A new revision was saved. `restored_from` is the revision it was taken from, if any."""

    name: ClassVar[str] = "minutes:saved"
    minutes_id: MinutesId
    meeting_id: MeetingId
    revision: int
    restored_from: int | None = None


@dataclass(frozen=True)
class MinutesNumbered(Event):
    """The minutes got their number."""

    name: ClassVar[str] = "minutes:numbered"
    minutes_id: MinutesId
    meeting_id: MeetingId
    number: str


@dataclass(frozen=True)
class MinutesSubmitted(Event):
    """The text was submitted; its PDF was made."""

    name: ClassVar[str] = "minutes:submitted"
    minutes_id: MinutesId
    meeting_id: MeetingId
    revision: int
    pdf_sha256: str


@dataclass(frozen=True)
class MinutesTakenBack(Event):
    """The secretary took the minutes back before anybody signed."""

    name: ClassVar[str] = "minutes:taken-back"
    minutes_id: MinutesId
    meeting_id: MeetingId


@dataclass(frozen=True)
class MinutesReturned(Event):
    """The chair sent the minutes back."""

    name: ClassVar[str] = "minutes:returned"
    minutes_id: MinutesId
    meeting_id: MeetingId
    reason: str


@dataclass(frozen=True)
class MinutesVoided(Event):
    """The chair returned minutes that the secretary had signed: that PDF counts no more."""

    name: ClassVar[str] = "minutes:voided"
    minutes_id: MinutesId
    meeting_id: MeetingId
    pdf_sha256: str
    reason: str


@dataclass(frozen=True)
class MinutesSigned(Event):
    """The secretary, the chair or the office signed."""

    name: ClassVar[str] = "minutes:signed"
    minutes_id: MinutesId
    meeting_id: MeetingId
    role: str
    before_sha256: str
    after_sha256: str


@dataclass(frozen=True)
class MinutesPracticeSet(Event):
    """An office said whether it signs its minutes."""

    name: ClassVar[str] = "minutes:practice:set"
    unit_id: UnitId
    seals: bool


@dataclass(frozen=True)
class MinutesSealDecided(Event):
    """Complete minutes wait for the office's signature, or no longer do."""

    name: ClassVar[str] = "minutes:seal:decided"
    minutes_id: MinutesId
    meeting_id: MeetingId
    awaits: bool


@dataclass(frozen=True)
class MinutesCompleted(Event):
    """Both signatures are there."""

    name: ClassVar[str] = "minutes:completed"
    minutes_id: MinutesId
    meeting_id: MeetingId
    pdf_sha256: str
