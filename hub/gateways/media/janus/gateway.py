"""The media engine Janus, as the hub sees it: one node, or several that share the meetings."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from hub.core.clock import monotonic_s
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.media.builtin import BuiltinMedia, EngineSettings
from hub.gateways.media.interface import (
    Feed,
    Kind,
    Layer,
    MeasuredListener,
    MediaUnavailable,
    NoSuchRoom,
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
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.placing import leg_for
from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.rooms import Room
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.janus.viewers import Viewer
from hub.gateways.media.witness import Witness

#: While a node starts, or the hub finds that it is gone, questions wait instead of failing.
NODE_WITHIN_S: Final = 8.0
LOOK_EVERY_S: Final = 0.05
#: `JANUS_VIDEOROOM_ERROR_NO_SUCH_ROOM`: it was destroyed through another process of the hub.
NO_SUCH_ROOM: Final = 426
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
        self._rooms: dict[str, Room] = {}
        self._stranded: set[str] = set()  # rooms whose node died while no other was there
        self._listeners: list[RestartListener] = []
        self._placing = threading.RLock()
        self._echo_unit: BuiltinMedia | None = None
        self._listener = self._listen(secrets)
        self.local: LocalJanus | None = None
        urls = settings.nodes
        if not urls:
            reports_to = self._listener.url if self._listener else ""
            local = replace(settings.local, events_url=reports_to)
            self.local = LocalJanus(local, secrets, lambda: self._nodes[0].is_alive)
            urls = (self.local.url,)
        self._nodes = [Node(url, secrets, came=self._came, lost=self._lost) for url in urls]
        if self.local is not None:
            self.local.start()
        for node in self._nodes:
            node.start()

    def _listen(self, secrets: Secrets) -> Listener | None:
        given = self._settings
        try:
            return Listener(given.events_address, given.events_port, secrets, self._meter.note)
        except OSError as error:
            log.warning("nodes report to another process of the hub: %s", error)
            return None

    def stop(self) -> None:
        """Let go of everything. The gateway cannot be used after it."""
        self._witness.stop()
        for node in self._nodes:
            node.stop()
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
        known = self._rooms.get(room)
        if known is not None and any(leg.is_alive for leg in known.legs):
            return
        self._rooms.setdefault(room, Room(room, self._settings.cap_kbps, self._meter))
        self._on_leg(room, "", lambda _room, _leg: None)

    def close(self, room: str) -> None:
        """Close a room and every connection in it."""
        ensure_outside_unit_of_work()
        known = self._rooms.pop(room, None)
        if known is None:
            return
        try:
            known.close()
        except JanusRefuses as refusal:
            if refusal.number != NO_SUCH_ROOM:
                raise

    def publish(self, room: str, site: str, offer: str) -> str:
        """Take a site's offer and return the answer."""
        self._room(room)
        offered = offered_feeds(offer)

        def publish(known: Room, leg: Leg) -> str:
            try:
                return known.publish(leg, site, offer, offered)
            except JanusRefuses as refusal:
                if refusal.number == ROOM_IS_FULL:
                    raise RoomFull from refusal
                raise

        return self._on_leg(room, site, publish)

    def watch(self, room: str, viewer: str, feeds: Sequence[Feed]) -> str:
        """Return an offer with one slot per feed."""
        self._room(room)
        return self._on_leg(room, viewer, lambda known, leg: known.watch(leg, viewer, list(feeds)))

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
        self._room(room).mute(site, muted)

    def kick(self, room: str, site: str) -> None:
        """End what this name publishes and watches."""
        ensure_outside_unit_of_work()
        self._room(room).kick(site)

    def echo(self, offer: str) -> str:
        """Take the offer of a line test and return the answer.

        Janus has no echo of messages; the built-in engine's, started with the first test, has.
        """
        with self._placing:
            if self._echo_unit is None:
                self._echo_unit = BuiltinMedia(self._settings.echo)
        return self._echo_unit.echo(offer)

    def stats(self, room: str) -> RoomStats:
        """Return what the room carries."""
        known = self._room(room)
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

    def nodes(self) -> dict[str, bool]:
        """Return every node's address and whether it answers."""
        return {node.url: node.is_alive for node in self._nodes}

    def when_restarted(self, listener: RestartListener) -> None:
        """Call the listener with the rooms whose sites have to publish and watch again."""
        self._listeners.append(listener)

    def when_measured(self, listener: MeasuredListener) -> None:
        """Call the listener with what Janus measured of each site."""
        self._witness.listen(listener)

    def _measure(self, *, everyone: bool) -> list[WitnessSample]:
        return self._meter.measure(everyone=everyone)

    # ---- which room is where -----------------------------------------------------------------

    def _room(self, room: str) -> Room:
        known = self._rooms.get(room)
        if known is None:
            raise NoSuchRoom
        return known

    def _viewer(self, room: str, name: str) -> tuple[Room, Viewer]:
        ensure_outside_unit_of_work()
        known = self._room(room)
        found = known.find_viewer(name)
        if found is None:
            raise NoSuchViewer
        return known, found

    def _on_leg(self, room: str, name: str, work: Callable[[Room, Leg], T]) -> T:
        """Do something where a name is connected, or will be; elsewhere when that node dies."""
        ensure_outside_unit_of_work()
        known = self._room(room)
        limit = monotonic_s() + NODE_WITHIN_S
        while True:
            try:
                leg = leg_for(known, name, self._nodes, self._settings.sites_per_node)
                return work(known, leg)
            except JanusRefuses:
                raise
            except MediaUnavailable:
                if monotonic_s() > limit or (known.legs and self._all_alive(known)):
                    raise
            time.sleep(LOOK_EVERY_S)

    def _all_alive(self, known: Room) -> bool:
        return all(leg.is_alive for leg in known.legs)

    # ---- nodes that come and go --------------------------------------------------------------

    def _came(self, _node: Node) -> None:
        stranded, self._stranded = self._stranded, set()
        self._tell(stranded)

    def _lost(self, node: Node) -> None:
        """Move the meetings of a node: forget what was there, and have the sites come again."""
        struck = set()
        for known in list(self._rooms.values()):
            with known.lock:
                if any(leg.node is node for leg in known.legs):
                    struck.add(known.name)
                    known.drop_legs()
        if self.alive():
            self._tell(struck)
        else:
            self._stranded |= struck

    def _tell(self, rooms: Collection[str]) -> None:
        if not rooms:
            return
        for listener in self._listeners:
            try:
                listener(frozenset(rooms))
            except Exception:
                log.exception("a listener to the engine's restart failed")
