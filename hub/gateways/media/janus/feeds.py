"""Who publishes what in a room, on one node."""

from dataclasses import dataclass, field
from typing import Any, Final

from hub.gateways.media.interface import Kind, Layer
from hub.gateways.media.wire import Message

#: Stands between a site's name and the number of its connection in a participant's id.
MARK: Final = "~"
#: Follows the id of a participant that a process of the hub carried to another node; then its own.
CARRIED: Final = "+"
#: Sizes of a main picture that comes in two, as Janus's `substream`.
MIDDLE: Final = 0
LARGE: Final = 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where a slot gets its packets: a stream of a participant; of simulcast, which size."""

    participant: str
    mid: str
    substream: int | None = None
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """One connection of a site, as Janus lists it."""

    participant: str
    mids: dict[str, str] = field(default_factory=dict)  # audio, main, thumb -> mid
    is_simulcast: bool = False
    streams: tuple[Message, ...] = ()  # as listed, to carry them to another node

    @property
    def site(self) -> str:
        """Return the site's name."""
        return self.participant.partition(MARK)[0]

    @property
    def number(self) -> str:
        """Return what sorts the connections of one site by age."""
        return self.participant.partition(MARK)[2].partition(CARRIED)[0]

    @property
    def is_carried(self) -> bool:
        """Tell whether it is on this node only because a process of the hub carries it there."""
        return CARRIED in self.participant

    def find(self, kind: Kind, layer: Layer) -> Source | None:
        """Return what shows this kind in this size, or the next smaller, or the only one."""
        if kind is Kind.AUDIO:
            mid = self.mids.get("audio")
            return Source(self.participant, mid) if mid is not None else None
        wants_main = layer is Layer.MAIN or (layer is Layer.MIDDLE and self.is_simulcast)
        if self.is_simulcast and "main" in self.mids and (wants_main or "thumb" not in self.mids):
            size = LARGE if layer is Layer.MAIN else MIDDLE
            return Source(self.participant, self.mids["main"], size)
        names = ("main", "thumb") if wants_main else ("thumb", "main")
        for name in names:
            if name in self.mids:
                return Source(self.participant, self.mids[name])
        return None

    def mids_of(self, kind: Kind) -> list[str]:
        """Return the mids that carry this kind."""
        return [mid for name, mid in self.mids.items() if (name == "audio") == (kind == "audio")]


def read_publisher(listed: Message) -> Published:
    """Read one entry of Janus's list of publishers."""
    names = {"audio": ["audio"], "video": ["main", "thumb"]}
    mids: dict[str, str] = {}
    streams: list[Any] = [each for each in listed.get("streams", ()) if not each.get("disabled")]
    for stream in streams:
        if names.get(stream["type"]):
            mids[names[stream["type"]].pop(0)] = str(stream["mid"])
    simulcast = any(stream.get("simulcast") for stream in streams)
    return Published(str(listed["id"]), mids, simulcast, tuple(streams))
