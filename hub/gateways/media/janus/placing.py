"""On which node a meeting is held, and on which further ones when it outgrows it."""

import hashlib
import logging
import secrets as random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeVar

from hub.core.clock import monotonic_s
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.media.interface import MediaUnavailable, NoSuchRoom, RestartListener
from hub.gateways.media.janus.legs import Leg, destroy
from hub.gateways.media.janus.line import JanusRefuses
from hub.gateways.media.janus.measuring import Meter
from hub.gateways.media.janus.nodes import Node
from hub.gateways.media.janus.rooms import Room
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.places import Places, PlacesOfOneProcess

#: While a node starts, or the hub finds that it is gone, questions wait instead of failing.
NODE_WITHIN_S: Final = 8.0
LOOK_EVERY_S: Final = 0.05
#: How soon a process follows where others put a meeting; mostly Janus says so at once.
FOLLOW_EVERY_S: Final = 1.0

T = TypeVar("T")

log = logging.getLogger(__name__)


class Placing:
    """The rooms this process has people in, and their moves from node to node."""

    def __init__(
        self, urls: Collection[str], secrets: Secrets, meter: Meter, most: int, cap_kbps: int
    ) -> None:
        """`most` names fit on a node."""
        self.places: Places = PlacesOfOneProcess()
        self.listeners: list[RestartListener] = []
        self.nodes = [Node(url, secrets, came=self._came, lost=self._lost) for url in urls]
        self._meter, self._most, self._cap_kbps = meter, most, cap_kbps
        self._rooms: dict[str, Room] = {}
        self._stranded: set[str] = set()  # rooms whose node died while no other was there
        self._process = random.token_hex(4)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Connect to the nodes, and keep up with the hub's other processes."""
        for node in self.nodes:
            node.start()
        if len(self.nodes) > 1:
            threading.Thread(target=self._keep_up, name="janus-places", daemon=True).start()

    def stop(self) -> None:
        """Let go of the nodes."""
        self._stopping.set()
        for node in self.nodes:
            node.stop()

    def made(self, room: str) -> Room:
        """Return a room, known from now on."""
        known = Room(room, self._cap_kbps, self._meter,
                     process=self._process, destroyed=self._destroyed)  # fmt: skip
        return self._rooms.setdefault(room, known)

    def room(self, room: str) -> Room:
        """Return a room that was opened. Raises NoSuchRoom."""
        known = self._rooms.get(room)
        if known is None:
            raise NoSuchRoom
        return known

    def on_leg(self, room: str, name: str, work: Callable[[Room, Leg], T]) -> T:
        """Do something where a name is connected, or will be; elsewhere when that node dies."""
        ensure_outside_unit_of_work()
        known = self.room(room)
        limit = monotonic_s() + NODE_WITHIN_S
        while True:
            try:
                leg = leg_for(known, name, self.nodes, self._most, self.places)
                return work(known, leg)
            except JanusRefuses:
                raise
            except MediaUnavailable:
                if monotonic_s() > limit or _all_alive(known):
                    raise
            time.sleep(LOOK_EVERY_S)

    def close(self, room: str) -> None:
        """End a room on every node it is on, by whichever process."""
        known = self._rooms.pop(room, None)
        listed = self._listed(room)
        self.places.put(room, listed, ())
        if known is not None:
            known.close()
        self._destroy(room, listed)

    def follow(self, room: str, left: Collection[str]) -> None:
        """Hold a room where its places say, end it on the nodes it left, and tell its sites."""
        known = self.made(room)
        self._settle(known)
        known.is_struck = False  # all are told now
        self._destroy(room, left)
        self._tell([room])

    # ---- what other processes of the hub do --------------------------------------------------

    def _keep_up(self) -> None:
        """Follow where others put the meetings this process has people in."""
        while not self._stopping.wait(FOLLOW_EVERY_S):
            rooms = [known for known in list(self._rooms.values()) if known.legs]
            try:
                listed = self.places.nodes_of([known.name for known in rooms])
                for known in rooms:
                    here = [leg.node.url for leg in known.legs]
                    if known.is_struck or here != list(listed.get(known.name, ())):
                        self._catch_up(known)
            except Exception:
                log.exception("where the meetings are could not be followed")

    def _catch_up(self, known: Room) -> None:
        """Move with a room; tell the sites that were left behind on a node that goes on."""
        if not self._settle(known):
            self._rooms.pop(known.name, None)  # it has been closed
        elif known.is_struck:
            known.is_struck = False
            self._tell([known.name])

    def _settle(self, known: Room) -> tuple[str, ...]:
        """Bring a room's legs in line with its places; return those."""
        with known.lock:
            listed = self._listed(known.name)
            try:
                settle(known, listed, self.nodes)
            except MediaUnavailable as error:
                log.warning("%s could not follow to %s: %r", known.name, listed, error)
        return listed

    def _listed(self, room: str) -> tuple[str, ...]:
        return self.places.nodes_of([room]).get(room, ())

    def _destroy(self, room: str, urls: Collection[str]) -> None:
        for node in self.nodes:
            if node.url in urls and node.is_alive:
                destroy(room, node)

    def _destroyed(self, known: Room, leg: Leg) -> None:
        """Hear from a node that a room was ended there: by this hub, which says so, or not."""
        threading.Thread(target=self._end_leg, args=(known, leg), daemon=True).start()

    def _end_leg(self, known: Room, leg: Leg) -> None:
        with known.lock:
            if leg not in known.legs:
                return
            known.leave(leg)
        if leg.node.url in self._listed(known.name):
            log.error("%s was ended on %s by somebody else", known.name, leg.node.url)
            self._tell([known.name])
        else:
            self._catch_up(known)

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
        if any(each.is_alive for each in self.nodes):
            self._tell(struck)
        else:
            self._stranded |= struck

    def _tell(self, rooms: Collection[str]) -> None:
        if not rooms:
            return
        for listener in self.listeners:
            try:
                listener(frozenset(rooms))
            except Exception:
                log.exception("a listener to the engine's restart failed")


def _all_alive(known: Room) -> bool:
    return bool(known.legs) and all(leg.is_alive for leg in known.legs)


def leg_for(known: Room, name: str, nodes: Sequence[Node], most: int, places: Places) -> Leg:
    """Return the leg for a name: its own, one with room, or a new one on another node.

    `most` names fit on a leg; when every node is full, the emptiest takes more. A new one is
    written down first, so that every process of the hub finds it.
    Raises MediaUnavailable when no node answers.
    """
    with known.lock:
        while True:
            listed = places.nodes_of([known.name]).get(known.name, ())
            settle(known, listed, nodes)
            leg = known.leg_of(name)
            if leg is not None:
                return leg
            legs = [each for each in known.legs if each.load < most]
            if legs:
                return legs[0]
            taken = [each.node for each in known.legs]
            free = [node for node in in_order(known.name, nodes)
                    if node.is_alive and node not in taken]  # fmt: skip
            if not free and known.legs:
                return min(known.legs, key=lambda each: each.load)
            if not free:
                raise MediaUnavailable
            places.put(known.name, listed, tuple(node.url for node in [*taken, free[0]]))


def settle(known: Room, listed: Sequence[str], nodes: Sequence[Node]) -> None:
    """Bring a room's legs in line with where it is held. Raises MediaUnavailable."""
    with known.lock:
        known.drop_legs()
        for leg in [each for each in known.legs if each.node.url not in listed]:
            known.is_struck = known.is_struck or bool(leg.names)
            known.leave(leg)
        taken = {each.node.url for each in known.legs}
        missing = [node for node in nodes if node.url in listed and node.url not in taken]
        opened = [known.open_leg(node) for node in missing if node.is_alive]
        known.legs.sort(key=lambda leg: list(listed).index(leg.node.url))
        if opened:
            known.settle()


def in_order(room: str, nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes for a room that is nowhere yet, the best first.

    Every process finds the same: the highest hash of its and the room's name (rendezvous
    hashing).
    """

    def weight(node: Node) -> bytes:
        return hashlib.sha256(f"{node.url} {room}".encode()).digest()

    return sorted(nodes, key=weight, reverse=True)
