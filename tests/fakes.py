"""Fakes at the gateways, for tests that are not about the neighbour itself."""

from collections.abc import Collection, Mapping, Sequence

from hub.gateways.media.interface import (
    Feed,
    Kind,
    Layer,
    MeasuredListener,
    NoSuchRoom,
    RestartListener,
    RoomStats,
)
from hub.gateways.media.places import Places


class FakeMedia:
    """A media engine that remembers what it was asked and carries nothing."""

    def __init__(self) -> None:
        self.rooms: set[str] = set()
        self.muted: dict[tuple[str, str], frozenset[Kind]] = {}
        self.asked: list[tuple[str, ...]] = []
        self.machines: dict[str, bool] = {}
        self.listeners: list[RestartListener] = []
        self.measured: list[MeasuredListener] = []

    @property
    def takes_simulcast(self) -> bool:
        return False

    def create_room(self, room: str) -> None:
        self.rooms.add(room)

    def close(self, room: str) -> None:
        self.rooms.discard(room)

    def publish(self, room: str, site: str, offer: str) -> str:
        self._note(room, "publish", site)
        return f"answer to {offer}"

    def watch(self, room: str, viewer: str, feeds: Sequence[Feed]) -> str:
        self._note(room, "watch", viewer, *(feed.site for feed in feeds))
        return "offer"

    def answer(self, room: str, viewer: str, sdp: str) -> None:
        self._note(room, "answer", viewer)

    def show(self, room: str, viewer: str, slot: int, feed: Feed) -> None:
        self._note(room, "show", viewer, str(slot), feed.site)

    def layer(self, room: str, viewer: str, site: str, layer: Layer) -> None:
        self._note(room, "layer", viewer, site, layer)

    def mute(self, room: str, site: str, muted: Collection[Kind]) -> None:
        self._note(room, "mute", site, *muted)
        self.muted[room, site] = frozenset(muted)

    def kick(self, room: str, site: str) -> None:
        self._note(room, "kick", site)

    def echo(self, offer: str) -> str:
        return f"answer to {offer}"

    def stats(self, room: str) -> RoomStats:
        self._note(room, "stats")
        return RoomStats(room, (), ())

    def nodes(self) -> Mapping[str, bool]:
        return self.machines

    def keep_places_in(self, _places: Places) -> None:
        pass

    def follow(self, room: str, left: Collection[str]) -> None:
        self.asked.append(("follow", room, *left))

    def alive(self) -> bool:
        return True

    def when_restarted(self, listener: RestartListener) -> None:
        self.listeners.append(listener)

    def when_measured(self, listener: MeasuredListener) -> None:
        self.measured.append(listener)

    def _note(self, room: str, *asked: str) -> None:
        if room not in self.rooms:
            raise NoSuchRoom
        self.asked.append((asked[0], room, *asked[1:]))
