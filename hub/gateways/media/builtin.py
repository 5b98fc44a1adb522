"""The engine that needs nothing but pip, as the hub sees it.

Plain sockets and threads: they work as they are, and gevent makes them cooperative. One short
connection per question; questions are rare (joins, floor, layers), packets never come here.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import hub
from hub.core.clock import monotonic_s, system_clock
from hub.core.unit_of_work import ensure_outside_unit_of_work
from hub.gateways.media import wire
from hub.gateways.media.interface import (
    Feed,
    FeedStats,
    Kind,
    Layer,
    MeasuredListener,
    MediaUnavailable,
    NoSuchRoom,
    RestartListener,
    RoomStats,
    SiteStats,
    ViewerStats,
    WitnessSample,
)
from hub.gateways.media.places import Places
from hub.gateways.media.supervisor import Supervisor
from hub.gateways.media.wire import Message
from hub.gateways.media.witness import Witness

#: A hundred sites that join at the same moment wait for each other about six seconds.
ANSWER_WITHIN_S: Final = 15.0
ALIVE_WITHIN_S: Final = 2.0
#: While the engine starts (about a second), questions wait instead of failing.
START_WITHIN_S: Final = 8.0
LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the engine reaches browsers. Empty means: whatever the machine offers."""

    addresses: tuple[str, ...] = ()  # listen on these only
    announce: str = ""  # told to browsers instead, behind 1:1 NAT
    ports: str = ""  # UDP, "20000-20999"
    cap_kbps: int = 1200  # most a site may send as picture


class BuiltinMedia:
    """Asks the forwarding unit, and opens known rooms again after it was restarted."""

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self._settings = settings or EngineSettings()
        self._supervisor = Supervisor(self._launch, self._is_answering)
        self._socket = self._supervisor.folder / "engine"
        self._muted: dict[str, dict[str, frozenset[Kind]]] = {}  # of every open room
        self._witness = Witness(self._measure)
        self._supervisor.start()

    def stop(self) -> None:
        """Stop the engine. The gateway cannot be used after it."""
        self._witness.stop()
        self._supervisor.stop()

    @property
    def takes_simulcast(self) -> bool:
        """No: aiortc has none. The small picture has an m-line of its own."""
        return False

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id, while one runs."""
        return self._supervisor.pid

    def create_room(self, room: str) -> None:
        """Open a room."""
        self._ask({"do": "create_room", "room": room})
        self._muted.setdefault(room, {})

    def close(self, room: str) -> None:
        """Close a room and every connection in it."""
        self._muted.pop(room, None)
        self._ask({"do": "close", "room": room})

    def publish(self, room: str, site: str, offer: str) -> str:
        """Take a site's offer and return the answer."""
        done = self._ask_room({"do": "publish", "room": room, "site": site, "sdp": offer})
        return str(done["sdp"])

    def watch(self, room: str, viewer: str, feeds: Sequence[Feed]) -> str:
        """Return an offer with one slot per feed."""
        wanted = [asdict(feed) for feed in feeds]
        done = self._ask_room({"do": "watch", "room": room, "viewer": viewer, "feeds": wanted})
        return str(done["sdp"])

    def answer(self, room: str, viewer: str, sdp: str) -> None:
        """Take the browser's answer to `watch`."""
        self._ask_room({"do": "answer", "room": room, "viewer": viewer, "sdp": sdp})

    def show(self, room: str, viewer: str, slot: int, feed: Feed) -> None:
        """Show something else in a slot."""
        question = {"do": "show", "room": room, "viewer": viewer, "slot": slot}
        self._ask_room({**question, "feed": asdict(feed)})

    def layer(self, room: str, viewer: str, site: str, layer: Layer) -> None:
        """Send the viewer this picture of the site."""
        question = {"do": "layer", "room": room, "viewer": viewer, "site": site}
        self._ask_room({**question, "layer": layer})

    def mute(self, room: str, site: str, muted: Collection[Kind]) -> None:
        """Forward none of these kinds from the site."""
        self._ask_room({"do": "mute", "room": room, "site": site, "muted": sorted(muted)})
        self._muted.setdefault(room, {})[site] = frozenset(muted)

    def kick(self, room: str, site: str) -> None:
        """End what this name publishes and watches."""
        self._ask_room({"do": "kick", "room": room, "site": site})

    def echo(self, offer: str) -> str:
        """Take the offer of a line test and return the answer."""
        return str(self._ask({"do": "echo", "sdp": offer})["sdp"])

    def stats(self, room: str) -> RoomStats:
        """Return what the room carries."""
        done = self._ask_room({"do": "stats", "room": room})
        sites = tuple(_site_stats(site) for site in done["sites"])
        return RoomStats(room, sites, tuple(ViewerStats(**viewer) for viewer in done["viewers"]))

    def nodes(self) -> Mapping[str, bool]:
        """Return nothing: it is a process of this hub."""
        return {}

    def keep_places_in(self, _places: Places) -> None:
        """Do nothing: every meeting is here."""

    def follow(self, room: str, left: Collection[str]) -> None:
        """Do nothing: there is nowhere to go."""

    def alive(self) -> bool:
        """Tell whether the engine answers."""
        return self._is_answering()

    def when_restarted(self, listener: RestartListener) -> None:
        """Call the listener with every open room when the engine came back empty."""
        self._supervisor.when_restarted(lambda: listener(frozenset(self._muted)))

    def when_measured(self, listener: MeasuredListener) -> None:
        """Call the listener with what the engine measured of each site."""
        self._witness.listen(listener)

    def _measure(self, everyone: bool) -> list[WitnessSample]:  # noqa: FBT001  (passed on)
        at = system_clock()
        done = self._ask({"do": "measure", "everyone": everyone})
        return [WitnessSample(at=at, **line) for line in done["lines"]]

    def _launch(self, _folder: Path) -> "subprocess.Popen[bytes]":
        """Start the engine. It ends when its standard input does, or its parent: with the hub."""
        self._socket.unlink(missing_ok=True)
        given = self._settings
        command = [sys.executable, "-m", "hub.gateways.media.engine"]
        command += [f"--socket={self._socket}", f"--parent={os.getpid()}"]
        command += [f"--announce={given.announce}", f"--ports={given.ports}"]
        command += [f"--cap-kbps={given.cap_kbps}"]
        command += [f"--address={address}" for address in given.addresses]
        source = str(Path(hub.__file__).parents[1])
        return subprocess.Popen(  # noqa: S603  (our own module, our own settings)
            command, stdin=subprocess.PIPE, cwd=source
        )

    def _is_answering(self) -> bool:
        try:
            return "done" in self._converse({"do": "alive"}, ALIVE_WITHIN_S)
        except (OSError, ValueError):
            return False

    def _ask_room(self, question: Message) -> Message:
        """Ask; when the engine forgot a room that we opened, open it again first."""
        room = question["room"]
        try:
            return self._ask(question)
        except NoSuchRoom:
            if room not in self._muted:
                raise
        self._ask({"do": "create_room", "room": room})
        for site, muted in list(self._muted[room].items()):
            self._ask({"do": "mute", "room": room, "site": site, "muted": sorted(muted)})
        return self._ask(question)

    def _ask(self, question: Message) -> Message:
        ensure_outside_unit_of_work()
        limit = monotonic_s() + START_WITHIN_S
        while True:
            try:
                reply = self._converse(question, ANSWER_WITHIN_S)
                break
            except TimeoutError as error:
                raise MediaUnavailable from error
            except (OSError, ValueError) as error:
                # Not started yet, or died while answering: then nothing it did is left, and
                # asking the next one again does no harm.
                if monotonic_s() > limit:
                    raise MediaUnavailable from error
                time.sleep(LOOK_EVERY_S)
        if "done" in reply:
            done: Message = reply["done"]
            return done
        refusal = wire.REFUSALS.get(reply.get("refused", ""), MediaUnavailable)
        raise refusal

    def _converse(self, question: Message, within_s: float) -> Message:
        """Put one question. Raises OSError without an answer, ValueError when cut short."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(within_s)
            line.connect(str(self._socket))
            line.sendall(wire.to_line(question))
            with line.makefile("rb") as reader:
                return wire.from_line(reader.readline(wire.LONGEST_LINE_BYTES))


def _site_stats(site: dict[str, Any]) -> SiteStats:
    feeds = tuple(FeedStats(**feed) for feed in site["feeds"])
    muted = frozenset(Kind(kind) for kind in site["muted"])
    return SiteStats(site["site"], site["state"], muted, feeds)
