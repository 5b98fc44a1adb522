"""The media engine Janus, as the hub sees it: one node, or several that share the meetings."""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.media.builtin import BuiltinMedia, EngineSettings
from hub.gateways.media.interface import (
    Feed,
    Kind,
    Layer,
    MeasuredListener,
    NoSuchViewer,
    RestartListener,
    RoomFull,
    RoomStats,
    SiteStats,
    ViewerStats,
    WitnessSample,
)
from hub.gateways.media.janus.configuration import NodeSettings
from hub.gateways.media.janus.descriptions import offered_feeds
from hub.gateways.media.janus.legs import Leg
from hub.gateways.media.janus.line import JanusRefuses
from hub.gateways.media.janus.listener import Listener
from hub.gateways.media.janus.measuring import Meter
from hub.gateways.media.janus.placing import Placing
from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.rooms import Room
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.janus.viewers import Viewer
from hub.gateways.media.places import Places
from hub.gateways.media.witness import Witness

#: How soon another process takes over what nodes report.
LISTEN_AGAIN_S: Final = 3.0
ROOM_IS_FULL: Final = 432

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JanusSettings:
    """How the hub uses Janus. Without nodes it runs one beside itself."""

    secret: str
    nodes: tuple[str, ...] = ()  # "ws://10.0.0.5:8188"
    local: NodeSettings = field(default_factory=lambda: NodeSettings(api_port=0))
    events_address: str = "127.0.0.1"  # where nodes report to; must be theirs to reach
    events_port: int = 0  # any free one, which only a node of our own can know
    sites_per_node: int = 200  # beyond it, further sites come in on another node
    cap_kbps: int = 1200
    echo: EngineSettings = field(default_factory=EngineSettings)


class JanusMedia:
    """Places rooms on nodes, moves them when a node dies, and speaks to Janus for the pages."""

    def __init__(self, settings: JanusSettings) -> None:
        """Connect in the background. Raises JanusIsMissing when a local one is wanted."""
        self._settings = settings
        secrets = Secrets(settings.secret)
        self._meter = Meter()
        self._witness = Witness(lambda everyone: self._measure(everyone=everyone))
        self._stopping = threading.Event()
        self._echo_lock = threading.Lock()
        self._echo_unit: BuiltinMedia | None = None
        self._listener = self._listen(secrets)
        self.local: LocalJanus | None = None
        urls = settings.nodes
        if not urls:
            reports_to = self._listener.url if self._listener else ""
            local = replace(settings.local, events_url=reports_to)
            self.local = LocalJanus(local, secrets, lambda: self._nodes[0].is_alive)
            urls = (self.local.url,)
        self._placing = Placing(
            urls, secrets, self._meter, settings.sites_per_node, settings.cap_kbps
        )
        self._nodes = self._placing.nodes
        if self.local is not None:
            self.local.start()
        self._placing.start()

    def _listen(self, secrets: Secrets) -> Listener | None:
        given = self._settings
        try:
            return Listener(given.events_address, given.events_port, secrets, self._meter.note)
        except OSError as error:
            log.info("nodes report to another process of the hub: %s", error)
            threading.Thread(target=self._wait_to_listen, args=(secrets,), daemon=True).start()
            return None

    def _wait_to_listen(self, secrets: Secrets) -> None:
        """Take over what nodes report once the process that hears it now has ended."""
        given = self._settings
        while not self._stopping.wait(LISTEN_AGAIN_S):
            try:
                self._listener = Listener(
                    given.events_address, given.events_port, secrets, self._meter.note
                )
            except OSError:
                continue
            log.info("nodes report to this process of the hub now")
            return

    def stop(self) -> None:
        """Let go of everything. The gateway cannot be used after it."""
        self._stopping.set()
        self._witness.stop()
        self._placing.stop()
        if self.local is not None:
            self.local.stop()
        if self._listener is not None:
            self._listener.stop()
        if self._echo_unit is not None:
            self._echo_unit.stop()

    @property
    def takes_simulcast(self) -> bool:
        """Yes: Janus sends each viewer the size it was asked for."""
        return True

    # ---- what the hub asks -------------------------------------------------------------------

    def create_room(self, room: str) -> None:
        """Open a room."""
        ensure_outside_unit_of_work()
        if any(leg.is_alive for leg in self._placing.made(room).legs):
            return
        self._placing.on_leg(room, "", lambda _room, _leg: None)

    def close(self, room: str) -> None:
        """Close a room and every connection in it."""
        ensure_outside_unit_of_work()
        self._placing.close(room)

    def follow(self, room: str, left: Collection[str]) -> None:
        """Hold a room where its places say from now on, and end it on the nodes it left."""
        ensure_outside_unit_of_work()
        self._placing.follow(room, left)

    def publish(self, room: str, site: str, offer: str) -> str:
        """Take a site's offer and return the answer."""
        self._placing.room(room)
        offered = offered_feeds(offer)

        def publish(known: Room, leg: Leg) -> str:
            try:
                return known.publish(leg, site, offer, offered)
            except JanusRefuses as refusal:
                if refusal.number == ROOM_IS_FULL:
                    raise RoomFull from refusal
                raise

        return self._placing.on_leg(room, site, publish)

    def watch(self, room: str, viewer: str, feeds: Sequence[Feed]) -> str:
        """Return an offer with one slot per feed."""
        self._placing.room(room)
        wanted = list(feeds)

        def watch(known: Room, leg: Leg) -> str:
            return known.watch(leg, viewer, wanted)

        return self._placing.on_leg(room, viewer, watch)

    def answer(self, room: str, viewer: str, sdp: str) -> None:
        """Take the browser's answer to `watch`."""
        self._viewer(room, viewer)[1].take_answer(sdp)

    def show(self, room: str, viewer: str, slot: int, feed: Feed) -> None:
        """Show something else in a slot."""
        known, watching = self._viewer(room, viewer)
        watching.show(slot, feed)
        known.leave_unwatched(viewer)

    def layer(self, room: str, viewer: str, site: str, layer: Layer) -> None:
        """Send the viewer this picture of the site."""
        self._viewer(room, viewer)[1].layer(site, layer)

    def mute(self, room: str, site: str, muted: Collection[Kind]) -> None:
        """Forward none of these kinds from the site."""
        ensure_outside_unit_of_work()
        self._placing.room(room).mute(site, muted)

    def kick(self, room: str, site: str) -> None:
        """End what this name publishes and watches."""
        ensure_outside_unit_of_work()
        self._placing.room(room).kick(site)

    def echo(self, offer: str) -> str:
        """Take the offer of a line test and return the answer.

        Janus has no echo of messages; the built-in engine's, started with the first test, has.
        """
        with self._echo_lock:
            if self._echo_unit is None:
                self._echo_unit = BuiltinMedia(self._settings.echo)
        return self._echo_unit.echo(offer)

    def stats(self, room: str) -> RoomStats:
        """Return what the room carries."""
        known = self._placing.room(room)
        sending = {site: one for leg in known.legs for site, one in leg.sending.items()}
        sites = []
        for site, published in known.published().items():
            ours = sending.get(site)
            state = "connecting" if ours is not None and not ours.is_up else "connected"
            feeds = tuple(
                replace(feed, watched=known.watched(published, feed.name))
                for feed in self._meter.feeds(room, site, published.mids)
            )
            sites.append(SiteStats(site, state, known.muted.get(site, frozenset()), feeds))
        viewers = []
        for watching in [each for leg in known.legs for each in leg.viewers.values()]:
            state = "connected" if watching.is_up else "connecting"
            viewers.append(
                ViewerStats(watching.name, state, *self._meter.viewer(room, watching.name))
            )
        return RoomStats(room, tuple(sites), tuple(viewers))

    def alive(self) -> bool:
        """Tell whether a node answers."""
        return any(node.is_alive for node in self._nodes)

    def nodes(self) -> Mapping[str, bool]:
        """Return every node's address and whether it answers."""
        return {node.url: node.is_alive for node in self._nodes}

    def keep_places_in(self, places: Places) -> None:
        """Share with the hub's other processes on which nodes meetings are; before any is opened.

        A node of our own is at another address after every start, and only one process has it.
        """
        if self.local is None:
            self._placing.places = places

    def when_restarted(self, listener: RestartListener) -> None:
        """Call the listener with the rooms whose sites have to publish and watch again."""
        self._placing.listeners.append(listener)

    def when_measured(self, listener: MeasuredListener) -> None:
        """Call the listener with what Janus measured of each site."""
        self._witness.listen(listener)

    def _measure(self, *, everyone: bool) -> list[WitnessSample]:
        return self._meter.measure(everyone=everyone)

    def _viewer(self, room: str, name: str) -> tuple[Room, Viewer]:
        ensure_outside_unit_of_work()
        known = self._placing.room(room)
        found = known.find_viewer(name)
        if found is None:
            raise NoSuchViewer
        return known, found
