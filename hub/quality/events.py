"""What line quality announces."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import LineTestId, MeetingId, MeetingSiteId


@dataclass(frozen=True)
class LineTested(Event):
    """A site tested its line in the lobby."""

    name = "quality:tested"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    line_test_id: LineTestId
    grade: str


@dataclass(frozen=True)
class TestSignedOff(Event):
    """A technician looked at a line test and took responsibility for it."""

    name = "quality:test:signed-off"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    line_test_id: LineTestId


@dataclass(frozen=True)
class LineChanged(Event):
    """The grade of a site's line changed. Samples that change nothing are no news."""

    name = "quality:changed"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    was: str
    became: str


@dataclass(frozen=True)
class StatementMade(Event):
    """A site said how picture and sound were."""

    name = "quality:stated"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    picture: int
    sound: int


@dataclass(frozen=True)
class LinesSummarised(Event):
    """The lines of a meeting were summed up at its close."""

    name = "quality:summarised"
    meeting_id: MeetingId
    sites: int
