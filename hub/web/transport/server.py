"""Engine.IO and Socket.IO on our transport. Pinned by tests/web/test_transport.py."""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

import engineio
import socketio
from engineio import packet
from flask_socketio import SocketIO

from hub.core.clock import monotonic_s
from hub.web.transport.frames import accept_key, is_key
from hub.web.transport.line import Line
from hub.web.transport.poller import Poller
from hub.web.transport.watch import TURN_S, Watch
from hub.web.transport.wsgi import HAND_OVER

SWITCHING: Final = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: {}\r\n\r\n"
)
#: What is kept of a handshake's environment besides its text: requests are rebuilt from it.
KEPT: Final = ("flask.app", "wsgi.version", "wsgi.errors", "wsgi.multithread",
               "wsgi.multiprocess", "wsgi.run_once")  # fmt: skip
NOTHING_TO_READ: Final = io.BytesIO()
#: Takes a message that needs no request around it: (line, text of the packet) -> taken?
Shortcut = Callable[[Line, str], bool]


class EngineServer(engineio.Server):  # type: ignore[misc]
    """Engine.IO whose WebSockets are read by one poller."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start_service_task = False  # the poller looks after silent clients
        self.poller = Poller(ping_every_s=int(self.ping_interval))
        self.shortcut: Shortcut | None = None

    def start_polling(self) -> None:
        """Begin to read connections; called by the process that serves."""
        self.poller.start(self.start_background_task)

    def take_message(self, line: Line, data: str | bytes) -> None:
        """Pass a message on: by the shortcut, or through Socket.IO."""
        if self.shortcut is not None and isinstance(data, str) and self.shortcut(line, data):
            return
        # a message that says goodbye runs handlers that wait for the database
        asynchronous = isinstance(data, str) and data[:1] == "1"
        self._trigger_event("message", line.sid, data, run_async=asynchronous)

    def forget(self, line: Line, reason: str) -> None:
        """Tell the application that a connection is gone, in a greenlet of its own."""
        if self.sockets.pop(line.sid, None) is not None:
            self._trigger_event("disconnect", line.sid, reason, run_async=True)

    def _handle_connect(
        self,
        environ: dict[str, Any],
        start_response: Any,
        transport: str,
        jsonp_index: int | None = None,
    ) -> Any:
        """Answer a handshake, after which the connection is the poller's."""
        hand_over = environ.get(HAND_OVER)
        key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
        version = environ.get("HTTP_SEC_WEBSOCKET_VERSION")
        if transport != "websocket" or hand_over is None or not is_key(key) or version != "13":
            return self._bad_request("Only WebSocket version 13 is spoken here")
        sid = self.generate_id()
        line = Line(self, sid, hand_over(), self.poller)
        line.write(SWITCHING.format(accept_key(key)).encode())
        line.send(packet.Packet(packet.OPEN, {
            "sid": sid,
            "upgrades": [],
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval) * 1000,
            "maxPayload": self.max_http_buffer_size,
        }))  # fmt: skip
        if line.closed:
            return []
        self.sockets[sid] = line
        self._trigger_event("connect", sid, _slim(environ), run_async=False)
        self.poller.add(line)
        return []


class Server(socketio.Server):  # type: ignore[misc]
    """Socket.IO on that."""

    def _engineio_server_class(self) -> type[EngineServer]:
        return EngineServer


class LiveLine(SocketIO):  # type: ignore[misc]
    """Flask-SocketIO with our server."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.watch = Watch()
        #: Works out once what all pages would ask after an event; the application sets it.
        self.describe: Callable[[Any], Mapping[str, Any]] = lambda _event: {}
        super().__init__(*args, **kwargs)

    def init_app(self, app: Any, **kwargs: Any) -> None:
        """Attach to the application."""
        super().init_app(app, **kwargs)
        self.server = Server(**self.server_options)
        self.sockio_mw.engineio_app = self.server

    def watch_closely(self, connection: str) -> None:
        """Notice within three seconds when nothing comes from a connection any more."""
        line = self.server.eio.sockets.get(self.server.manager.eio_sid_from_sid(connection, "/"))
        if isinstance(line, Line):
            self.watch.follow(connection, line)

    def start_watching(self, tell: Callable[[list[str], list[str]], None]) -> None:
        """Tell which connections fell silent and which are heard again, in turns of their own."""
        self.start_background_task(self._watch, tell)

    def _watch(self, tell: Callable[[list[str], list[str]], None]) -> None:
        turned_at = monotonic_s()
        while True:
            self.sleep(TURN_S)
            before, turned_at = turned_at, monotonic_s()
            if turned_at - before > 2 * TURN_S:
                continue  # we were busy ourselves and have not listened
            silent, heard = self.watch.turn()
            if silent or heard:
                self.start_background_task(tell, silent, heard)

    @property
    def engine(self) -> EngineServer:
        """The Engine.IO server."""
        engine: EngineServer = self.server.eio
        return engine


def _slim(environ: dict[str, Any]) -> dict[str, Any]:
    """Return what later messages need of a handshake; the rest is dear, times ten thousand."""
    kept: dict[str, Any] = {
        name: value for name, value in environ.items() if isinstance(value, str)
    }
    kept |= {name: environ[name] for name in KEPT if name in environ}
    kept["wsgi.input"] = NOTHING_TO_READ
    return kept
