"""On which nodes a conference is held: one truth for every process of a hub."""

import threading
from collections.abc import Collection
from typing import Protocol


class Places(Protocol):
    """Where conferences are, by the addresses of nodes, in the order they were taken into use."""

    def nodes_of(self, rooms: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the nodes of these rooms; a room that is nowhere is left out."""

    def put(self, room: str, seen: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        """Hold a room on these nodes, none to close it, unless it is not where it was seen."""


class PlacesOfOneProcess:
    """Kept in memory: for an engine of one node, and for tests."""

    def __init__(self) -> None:
        self._nodes: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def nodes_of(self, rooms: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the nodes of these rooms."""
        with self._lock:
            return {room: self._nodes[room] for room in rooms if room in self._nodes}

    def put(self, room: str, seen: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        """Hold a room on these nodes, unless it is not where it was seen."""
        with self._lock:
            if self._nodes.get(room, ()) != seen:
                return
            self._nodes[room] = wanted
            if not wanted:
                del self._nodes[room]
