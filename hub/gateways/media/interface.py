"""What the hub asks of a media engine, whichever engine it is.

Browsers never speak to the engine's control side: signalling goes browser, hub, engine, so the
name a site publishes or watches under is always the one the hub vouches for.

A site publishes at most three feeds over one connection, in the order of its offer: sound, the
picture, and a small picture. A viewer has numbered slots over one connection; slot `n` is the
m-line with mid `n` of the offer. What a slot shows changes without a new offer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from hub.core.errors import Conflict, InvalidInput, NotFound, Unavailable
from hub.core.text import N_
from hub.gateways.media.places import Places


class Kind(StrEnum):
    """What a feed or a slot carries."""

    AUDIO = "audio"
    VIDEO = "video"


class Layer(StrEnum):
    """Which of a site's pictures. `OFF` keeps the slot and sends nothing: for a very poor line.

    A site that does not send the one asked for is shown in its next smaller picture, or in its
    only one.
    """

    MAIN = "main"
    MIDDLE = "middle"
    THUMB = "thumb"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Feed:
    """What one slot shows. An empty site is a slot kept free for later."""

    kind: Kind
    site: str = ""
    layer: Layer = Layer.MAIN


@dataclass(frozen=True, slots=True)
class FeedStats:
    """What arrives from a site. Counters run since its present connection began."""

    name: str  # audio, main or thumb
    packets: int
    lost: int
    jitter_ms: float
    kbps: float  # over the last second
    silent_s: float | None  # since the last packet; None before the first
    watched: int  # slots that show it


@dataclass(frozen=True, slots=True)
class SiteStats:
    """One publishing site."""

    site: str
    state: str  # new, connecting, connected, failed, closed
    muted: frozenset[Kind]
    feeds: tuple[FeedStats, ...]


@dataclass(frozen=True, slots=True)
class ViewerStats:
    """One watching connection, as the viewer itself reports it. None is not known yet."""

    viewer: str
    state: str
    rtt_ms: float | None
    lost_pct: float | None  # worst slot, last report
    packets: int
    resent: int  # packets sent again because the viewer missed them


@dataclass(frozen=True, slots=True)
class RoomStats:
    """Everything a room carries at this moment."""

    room: str
    sites: tuple[SiteStats, ...]
    viewers: tuple[ViewerStats, ...]


@dataclass(frozen=True, slots=True)
class WitnessSample:
    """What the engine itself measured of one site's line: the second witness beside the page.

    Up is from the site to the engine, down from the engine to the site. None: not known, or no
    packets flowed in that direction; never 0 in its place. Losses are those of the line, before
    repair, over the time since the sample before.
    """

    room: str
    site: str
    at: datetime
    #: Whether anything arrives from the site. None: it has no connection, or nothing came yet.
    receiving: bool | None
    rtt_ms: float | None
    up_lost_pct: float | None
    down_lost_pct: float | None
    up_jitter_ms: float | None
    down_jitter_ms: float | None
    up_kbps: float | None
    down_kbps: float | None


#: Takes what was measured of all sites at about the same moment, outside any unit of work.
MeasuredListener: TypeAlias = Callable[[Sequence[WitnessSample]], None]


#: Takes the rooms whose engine came back empty, outside any unit of work.
RestartListener: TypeAlias = Callable[[Collection[str]], None]


class MediaUnavailable(Unavailable):
    """The engine does not answer, or does not answer in time."""

    code = "media-unavailable"
    text = N_("Sound and picture are not available at the moment. The meeting itself goes on.")


class NoSuchRoom(NotFound):
    """The room was never opened, or has been closed."""

    code = "media-no-room"
    text = N_("The meeting room is not open.")


class NoSuchViewer(NotFound):
    """The connection is not known any more; the page has to watch again."""

    code = "media-no-viewer"
    text = N_("The connection to the meeting room has ended. Please join again.")


class RoomFull(Conflict):
    """The room has as many publishing sites as the engine takes."""

    code = "media-room-full"
    text = N_(
        "The room is full: no further site can send sound and picture now. You still see and hear "
        "the others and can answer, vote and write; sending begins by itself once there is room."
    )


class BadDescription(InvalidInput):
    """The browser's session description, or the slots asked for, cannot be used."""

    code = "media-bad-description"
    text = N_("The browser's offer of sound and picture could not be read.")


class MediaGateway(Protocol):
    """A media engine. Every call raises MediaUnavailable when the engine does not answer."""

    @property
    def takes_simulcast(self) -> bool:
        """Whether a site may send its main picture in two sizes over one m-line, large first."""

    def create_room(self, room: str) -> None:
        """Open a room. Opening an open room changes nothing."""

    def close(self, room: str) -> None:
        """Close a room and every connection in it. Closing a closed room changes nothing."""

    def publish(self, room: str, site: str, offer: str) -> str:
        """Take a site's offer (SDP) and return the answer. The site's former connection ends.

        Viewers whose slots show the site see the new connection without doing anything.
        Raises NoSuchRoom, RoomFull, BadDescription.
        """

    def watch(self, room: str, viewer: str, feeds: Sequence[Feed]) -> str:
        """Return an offer (SDP) with one slot per feed. The viewer's former connection ends.

        A feed may name a site that does not publish yet. Raises NoSuchRoom, BadDescription.
        """

    def answer(self, room: str, viewer: str, sdp: str) -> None:
        """Take the browser's answer to `watch`. Raises NoSuchRoom, NoSuchViewer, BadDescription."""

    def show(self, room: str, viewer: str, slot: int, feed: Feed) -> None:
        """Show something else in a slot, at the next key frame and without a new offer.

        Raises NoSuchRoom, NoSuchViewer, and BadDescription when there is no such slot or its
        kind differs.
        """

    def layer(self, room: str, viewer: str, site: str, layer: Layer) -> None:
        """Send the viewer this picture of the site in every slot that shows the site's picture.

        Raises NoSuchRoom, NoSuchViewer.
        """

    def mute(self, room: str, site: str, muted: Collection[Kind]) -> None:
        """Forward none of these kinds from the site; forward the others. Survives rejoining.

        Raises NoSuchRoom.
        """

    def kick(self, room: str, site: str) -> None:
        """End what this name publishes and watches. Raises NoSuchRoom."""

    def echo(self, offer: str) -> str:
        """Take the offer of a data channel whose messages come back, and return the answer.

        For line tests: it ends by itself after half a minute. Raises RoomFull, BadDescription.
        """

    def stats(self, room: str) -> RoomStats:
        """Return what the room carries. Raises NoSuchRoom."""

    def nodes(self) -> Mapping[str, bool]:
        """Return the address of every machine a room can be held on, and whether it answers.

        Empty for an engine that is no more than a part of this hub.
        """

    def keep_places_in(self, places: Places) -> None:
        """Share with the hub's other processes where meetings are; before any is opened."""

    def follow(self, room: str, left: Collection[str]) -> None:
        """Hold a room where its places say from now on, and end it on the nodes it left.

        The listeners of `when_restarted` are told: its sites have to publish and watch again.
        """

    def alive(self) -> bool:
        """Tell whether the engine answers. Never raises."""

    def when_restarted(self, listener: RestartListener) -> None:
        """Call the listener when an engine came back empty, or a meeting moved to another one.

        It gets the rooms whose sites have to publish and watch again.
        """

    def when_measured(self, listener: MeasuredListener) -> None:
        """Call the listener about every ten seconds with what the engine measured of each site.

        Only sites that publish or watch are in it. Samples of a site that goes silent or leaves
        come sooner, so that somebody can be told within three seconds.
        """
