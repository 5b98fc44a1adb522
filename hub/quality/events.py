"""What line quality announces."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import LineAlertId, LineTestId, MeetingId, MeetingSiteId


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
class ModeChanged(Event):
    """A site takes part in another mode; `chosen` by its people, or by its page on a weak line."""

    name = "quality:mode-changed"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    was: str
    became: str
    chosen: bool


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


@dataclass(frozen=True)
class ScaleSet(Event):
    """The limits of the grades were set anew, for all samples from now on."""

    name = "quality:scale-set"
    version: int
    reason: str


@dataclass(frozen=True)
class AlertRaised(Event):
    """A line was lost while its meeting runs; `times` is more than 1 when it broke again."""

    name = "quality:alert"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    alert_id: LineAlertId
    times: int


@dataclass(frozen=True)
class AlertTakenOn(Event):
    """A technician looks after a line that was lost."""

    name = "quality:alert:taken-on"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    alert_id: LineAlertId


@dataclass(frozen=True)
class AlertOver(Event):
    """A line that was lost is back."""

    name = "quality:alert:over"
    meeting_id: MeetingId
    meeting_site_id: MeetingSiteId
    alert_id: LineAlertId


@dataclass(frozen=True)
class SamplesCondensed(Event):
    """Samples of some sites of a meeting long over were replaced by their minutes.

    `witnessed`: samples of the media engine, deleted with them.
    """

    name = "quality:samples:condensed"
    meeting_id: MeetingId
    sites: int
    samples: int
    witnessed: int = 0
