"""The engine's process: questions of the hub in, answers out, until the hub is gone."""

import asyncio
import dataclasses
import logging
import os
import resource
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from hub.core.clock import monotonic_s
from hub.core.errors import HubError
from hub.gateways.media import wire
from hub.gateways.media.engine import sdp
from hub.gateways.media.engine.connection import Connection
from hub.gateways.media.engine.echo import Echo
from hub.gateways.media.engine.measuring import Meter
from hub.gateways.media.engine.rooms import Pace, Room, refused
from hub.gateways.media.interface import BadDescription, Feed, Kind, Layer, NoSuchRoom, RoomFull
from hub.gateways.media.wire import Message

ASK_EVERY_S: Final = 0.05
REPORT_EVERY_S: Final = 1.0
LOOK_FOR_PARENT_EVERY_S: Final = 1.0
CLOSE_WITHIN_S: Final = 2.0
#: Line tests at the same moment: each takes half a percent of a core.
MOST_ECHOES: Final = 60

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How one engine runs."""

    socket: str
    parent: int
    announce: str
    cap_kbps: int


class Server:
    """Answers the hub, and keeps the regular work going."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rooms: dict[str, Room] = {}
        self._pace = Pace()
        self._meter = Meter()
        self._echoes: set[Connection] = set()
        self._gone = asyncio.Event()
        self._verbs: dict[str, Callable[[Message], Awaitable[Message]]] = {
            "alive": self._alive,
            "create_room": self._create_room,
            "close": self._close,
            "publish": self._publish,
            "watch": self._watch,
            "answer": self._answer,
            "show": self._show,
            "layer": self._layer,
            "mute": self._mute,
            "kick": self._kick,
            "echo": self._echo,
            "stats": self._stats,
            "measure": self._measure,
        }

    async def run(self) -> None:
        """Serve until the hub closes our standard input, or is not our parent any more."""
        server = await asyncio.start_unix_server(
            self._converse, self._options.socket, limit=wire.LONGEST_LINE_BYTES
        )
        tasks = [asyncio.ensure_future(work) for work in (self._ask(), self._report())]
        tasks += [
            asyncio.ensure_future(work) for work in (self._watch_input(), self._watch_parent())
        ]
        await self._gone.wait()
        server.close()
        for task in tasks:
            task.cancel()
        connections = [each for room in self._rooms.values() for each in room.close()]
        for echo in list(self._echoes):
            echo.close()
        if connections:
            closing = [asyncio.ensure_future(each.closed()) for each in connections]
            await asyncio.wait(closing, timeout=CLOSE_WITHIN_S)

    def stop(self) -> None:
        """End the engine."""
        self._gone.set()

    async def _watch_input(self) -> None:
        """Notice at once that the hub is gone: its end of the pipe closes, even after kill -9."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while await reader.read(1024):
            pass
        self.stop()

    async def _watch_parent(self) -> None:
        """Notice it also when another child of the hub inherited the pipe."""
        while os.getppid() == self._options.parent:
            await asyncio.sleep(LOOK_FOR_PARENT_EVERY_S)
        self.stop()

    async def _ask(self) -> None:
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            for room in list(self._rooms.values()):
                room.ask(monotonic_s())

    async def _report(self) -> None:
        before = monotonic_s()
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            now = monotonic_s()
            for room in list(self._rooms.values()):
                room.report(now, now - before, self._options.cap_kbps)
            before = now

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(wire.to_line(await self._reply(line)))
                await writer.drain()
        except (ConnectionError, ValueError, asyncio.LimitOverrunError):
            log.info("a question of the hub was cut short")
        finally:
            writer.close()

    async def _reply(self, line: bytes) -> Message:
        try:
            question = wire.from_line(line)
            return {"done": await self._verbs[question["do"]](question)}
        except HubError as refusal:
            return {"refused": refusal.code}
        except Exception:
            log.exception("a question of the hub failed")
            return {"refused": "failed"}

    def _room(self, question: Message) -> Room:
        room = self._rooms.get(question["room"])
        if room is None:
            raise NoSuchRoom
        return room

    async def _alive(self, question: Message) -> Message:
        return {"pid": os.getpid()}

    async def _create_room(self, question: Message) -> Message:
        self._rooms.setdefault(question["room"], Room(self._pace, self._options.announce))
        return {}

    async def _close(self, question: Message) -> Message:
        room = self._rooms.pop(question["room"], None)
        if room is not None:
            room.close()
        return {}

    async def _publish(self, question: Message) -> Message:
        return {"sdp": await self._room(question).publish(question["site"], question["sdp"])}

    async def _watch(self, question: Message) -> Message:
        feeds = [_feed(each) for each in question["feeds"]]
        return {"sdp": await self._room(question).watch(question["viewer"], feeds)}

    async def _answer(self, question: Message) -> Message:
        await self._room(question).answer(question["viewer"], question["sdp"])
        return {}

    async def _show(self, question: Message) -> Message:
        feed = _feed(question["feed"])
        self._room(question).show(question["viewer"], question["slot"], feed)
        return {}

    async def _layer(self, question: Message) -> Message:
        layer = Layer(question["layer"])
        self._room(question).layer(question["viewer"], question["site"], layer)
        return {}

    async def _mute(self, question: Message) -> Message:
        muted = {Kind(each) for each in question["muted"]}
        self._room(question).mute(question["site"], muted)
        return {}

    async def _kick(self, question: Message) -> Message:
        self._room(question).kick(question["site"])
        return {}

    async def _echo(self, question: Message) -> Message:
        if len(self._echoes) >= MOST_ECHOES:
            raise RoomFull
        await self._pace.wait()
        echo = Echo(self._echoes.discard)
        self._echoes.add(echo)
        try:
            answer = await echo.accept(question["sdp"])
        except Exception as error:
            echo.close()
            raise refused(error) from error
        return {"sdp": sdp.announced(answer, self._options.announce)}

    async def _stats(self, question: Message) -> Message:
        stats = self._room(question).stats(question["room"], monotonic_s())
        message = dataclasses.asdict(stats)
        for site in message["sites"]:
            site["muted"] = sorted(site["muted"])
        return message

    async def _measure(self, question: Message) -> Message:
        everyone = bool(question["everyone"])
        return {"lines": self._meter.measure(self._rooms, monotonic_s(), everyone=everyone)}


def _feed(message: Message) -> Feed:
    try:
        return Feed(Kind(message["kind"]), str(message["site"]), Layer(message["layer"]))
    except (KeyError, ValueError) as error:
        raise BadDescription from error


def allow_many_sockets() -> None:
    """Raise the limit of open files to what the machine allows: each connection takes a few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
