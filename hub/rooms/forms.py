"""What pages of the room send."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from hub.attendance.forms import HeadCount
from hub.core.forms import Form
from hub.core.ids import MeetingId, MeetingSiteId
from hub.gateways.media.interface import Feed, Kind, Layer
from hub.quality.models import LineMode

#: Offers of three m-lines are about 8 kB; what is longer is no offer.
LONGEST_SDP: Final = 60_000
MOST_FEEDS: Final = 40

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SDP)]
EventKey = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z\-]{8,60}$")]


class MeetingForm(Form):
    """A message about a meeting."""

    meeting: MeetingId


class KeyedForm(MeetingForm):
    """A message that a page keeps until it is acknowledged, under a key of its own."""

    event_key: EventKey | None = None


class ModeForm(KeyedForm):
    """What the site takes part with; `chosen` by its people or by the page itself."""

    mode: LineMode
    chosen: bool = False


class LeavingForm(Form):
    """A page that went out while its line was lost; `connection` is the one it had."""

    connection: Annotated[str, StringConstraints(max_length=60)] = ""


class SiteForm(MeetingForm):
    """A message about one site of a meeting."""

    site: MeetingSiteId


class JoinForm(MeetingForm):
    """The way in from the lobby; the same key when the answer was missed."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    event_key: EventKey


class RollAnswerForm(MeetingForm):
    """The site is there, and so many people sit in its room."""

    head_count: HeadCount


class DevicesForm(MeetingForm):
    """What is switched on."""

    microphone: bool
    camera: bool


class DescriptionForm(MeetingForm):
    """A session description of the browser."""

    sdp: Sdp


class FeedForm(Form):
    """What one slot shows; no site keeps it empty."""

    kind: Kind
    site: MeetingSiteId | None = None
    layer: Layer = Layer.MAIN

    def feed(self) -> Feed:
        """Return it as the engine knows it."""
        return Feed(self.kind, str(self.site) if self.site else "", self.layer)


class WatchForm(MeetingForm):
    """The slots of a page, in order."""

    feeds: Annotated[list[FeedForm], Field(min_length=1, max_length=MOST_FEEDS)]


class ShowForm(MeetingForm):
    """Something else in one slot."""

    slot: Annotated[int, Field(ge=0, lt=MOST_FEEDS)]
    feed: FeedForm


class LayerForm(SiteForm):
    """The picture of a site that the line can carry."""

    layer: Layer
