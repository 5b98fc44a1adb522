"""Who hears what. Large rooms are told in steps, so that answers to others are not held up."""

import logging
from collections import deque
from typing import Any, Final

import socketio
from engineio import packet as engine_packet
from socketio import packet

log = logging.getLogger(__name__)

#: Told in one go; between two steps other greenlets read and answer for a moment. Without the
#: pause the acknowledgements of a busy hub wait 300 ms for the end of a message to ten thousand.
STEP: Final = 200
PAUSE_S: Final = 0.001


class Rooms(socketio.Manager):  # type: ignore[misc]
    """Socket.IO's rooms with an index by connection, and paced messages to large rooms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms_of: dict[tuple[str, str], set[str | None]] = {}
        self._news: deque[tuple[list[Any], str, list[Any]]] = deque()
        self._more: Any = None

    def start_pacing(self) -> None:
        """Tell large rooms in steps from now on, in a greenlet of its own."""
        from gevent.event import Event

        self._more = Event()
        self.server.start_background_task(self._tell)

    def audience(self, room: str, namespace: str = "/") -> int:
        """Return how many connections of this process hear a room."""
        return len(self.rooms.get(namespace, {}).get(room, ()))

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """Let a connection hear a room."""
        super().basic_enter_room(sid, namespace, room, eio_sid)
        self._rooms_of.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """Let a connection hear it no longer."""
        super().basic_leave_room(sid, namespace, room)
        mine = self._rooms_of.get((namespace, sid))
        if mine is not None:
            mine.discard(room)
            if not mine:
                del self._rooms_of[namespace, sid]

    def basic_disconnect(self, sid: str, namespace: str, **_kwargs: Any) -> None:
        """Forget a connection. The stock way looks through every room of the hub for it."""
        for room in list(self._rooms_of.get((namespace, sid), ())):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        """Return the rooms a connection hears."""
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]

    def emit(
        self, event: str, data: Any, namespace: str, room: Any = None, skip_sid: Any = None,
        callback: Any = None, to: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Send to a room: at once to a small one, in steps to a large one."""
        room = to or room
        large = isinstance(room, str | None) and self.audience(room, namespace) > STEP  # type: ignore[arg-type]
        if callback is not None or self._more is None or not large:
            super().emit(event, data, namespace, room, skip_sid, callback, **kwargs)
            return
        skipped = skip_sid if isinstance(skip_sid, list) else [skip_sid]
        told = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        self._news.append(([event, *told], namespace, [room, *skipped]))
        self._more.set()

    def _tell(self) -> None:
        while True:
            self._more.wait()
            self._more.clear()
            while self._news:
                try:
                    self._tell_one(*self._news.popleft())
                except Exception:
                    log.exception("could not tell a room")

    def _tell_one(self, data: list[Any], namespace: str, who: list[Any]) -> None:
        room, *skipped = who
        encoded = self.server.packet_class(packet.EVENT, namespace=namespace, data=data).encode()
        parts = encoded if isinstance(encoded, list) else [encoded]
        packets = [engine_packet.Packet(engine_packet.MESSAGE, part) for part in parts]
        for number, (sid, engine_sid) in enumerate(self.get_participants(namespace, room), 1):
            if sid not in skipped:
                for each in packets:
                    self.server._send_eio_packet(engine_sid, each)
            if number % STEP == 0:
                self.server.sleep(PAUSE_S)


class RedisRooms(socketio.RedisManager, Rooms):  # type: ignore[misc]
    """The same over several processes: Redis carries news between them."""
