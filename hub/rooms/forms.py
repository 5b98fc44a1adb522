"""What pages of the room send."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from hub.attendance.forms import HeadCount
from hub.core.forms import EmptyIsNone, Form, OptionalLine, Reason
from hub.core.ids import AgendaItemId, DocumentId, FloorRequestId, MeetingId, MeetingSiteId
from hub.gateways.media.interface import Feed, Kind, Layer
from hub.quality.models import LineMode
from hub.rooms.models import Layout, Turn

#: Offers of three m-lines are about 8 kB; what is longer is no offer.
LONGEST_SDP: Final = 60_000
MOST_FEEDS: Final = 40
MOST_PAGES: Final = 10_000

Sdp = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SDP)]
PageNumber = Annotated[int, Field(ge=1, le=MOST_PAGES)]
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


class NodeForm(MeetingForm):
    """A media node to hold the meeting on, by its address."""

    node: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class JoinForm(MeetingForm):
    """The way in from the lobby; the same key when the answer was missed.

    `back`: the page was in the room before and lost its line.
    """

    token: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    event_key: EventKey
    back: bool = False


class RollAnswerForm(KeyedForm):
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


class LayoutForm(MeetingForm):
    """What all pages are to show."""

    layout: Layout
    pinned: MeetingSiteId | None = None
    size: Literal[9, 16, 25] = 9
    page: Annotated[int, Field(ge=0, le=500)] | None = None


class AdmissionForm(MeetingForm):
    """Whether sites are let in one by one."""

    admission: bool


class RefusalForm(SiteForm):
    """Words to a site that does not get what it asked for."""

    reason: Reason


class HandForm(KeyedForm):
    """A raised hand; a question may say whom it asks."""

    turn: Literal[Turn.SPEECH, Turn.QUESTION] = Turn.SPEECH
    subject: Annotated[OptionalLine, Field(max_length=300)] = ""
    asked: Annotated[MeetingSiteId | None, EmptyIsNone] = None
    asked_name: OptionalLine = ""


class PlaceForm(SiteForm):
    """Where in the queue a hand is to stand."""

    place: Annotated[int, Field(ge=1, le=1000)]


class AnswerForm(SiteForm):
    """The site that answers a question."""

    question: FloorRequestId


class ExtensionForm(MeetingForm):
    """More time for the speaker."""

    minutes: Annotated[int, Field(ge=1, le=60)]


class ItemForm(MeetingForm):
    """An item of the agenda."""

    item: AgendaItemId


class LimitForm(MeetingForm):
    """How long a speaker has; no item is the whole meeting, no minutes is as in the meeting."""

    item: Annotated[AgendaItemId | None, EmptyIsNone] = None
    minutes: Annotated[
        Annotated[int, Field(ge=1, le=180)] | None,
        EmptyIsNone,
    ] = None


class PresentForm(MeetingForm):
    """A document to be shown to all, from a page on."""

    document: DocumentId
    page: PageNumber = 1


class PageForm(MeetingForm):
    """A page of the document that is shown."""

    page: PageNumber


class ReaderPageForm(Form):
    """A page of the document that is shown, from 1, sent by its reader page."""

    page: PageNumber


class ReaderPresentForm(ReaderPageForm):
    """A document to be shown to all sites from a page on, sent by its reader page."""

    document: DocumentId
