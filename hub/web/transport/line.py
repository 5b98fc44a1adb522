"""One connection of the live line: Engine.IO packets in WebSocket frames."""

import _socket
import logging
from typing import Any, Final

from engineio import packet, socket

from hub.web.transport import frames
from hub.web.transport.frames import FrameReader, ProtocolError, close_frame, frame
from hub.web.transport.poller import READ_SIZE, Poller

log = logging.getLogger(__name__)

#: What may wait for a client that reads slowly; one that is further behind is closed.
MOST_WAITING: Final = 512 * 1024
#: Messages of one client in one second; a page in the room sends ten at its busiest.
MOST_A_SECOND: Final = 300
PING_FRAME: Final = frame(frames.TEXT, b"2")
CLOSE_PACKET_FRAME: Final = frame(frames.TEXT, b"1")


class Line(socket.Socket):  # type: ignore[misc]
    """Takes the place of Engine.IO's socket: no queue and no greenlet of its own.

    A packet is sent in the caller's turn; what the network does not take at once waits here.
    """

    def __init__(self, server: Any, sid: str, descriptor: int, poller: Poller) -> None:
        # not the parent's: it makes a queue
        self.server, self.sid = server, sid
        self.session: dict[str, Any] = {}
        self.connected = self.upgraded = True
        self.upgrading = self.closing = self.closed = False
        self.last_ping: float | None = None
        self.poller = poller
        self.second, self.heard = 0, 0
        self.pinged_at = -1
        #: Turns of the close watch since anything came.
        self.quiet = 0
        #: What the application keeps of this connection between messages.
        self.facts: object = None
        self._socket = _socket.socket(fileno=descriptor)
        self._socket.setblocking(False)  # noqa: FBT003
        self._reader = FrameReader(server.max_http_buffer_size)
        self._waiting: bytearray | None = None

    def fileno(self) -> int:
        """Return the descriptor the poller watches."""
        return self._socket.fileno()

    def send(self, pkt: Any) -> None:
        """Send an Engine.IO packet; one packet sent to many is put in a frame once."""
        if self.closed:
            return
        data = getattr(pkt, "websocket_frame", None)
        if data is None:
            encoded = pkt.encode()
            binary = isinstance(encoded, bytes)
            data = frame(frames.BINARY, encoded) if binary else frame(frames.TEXT, encoded.encode())
            pkt.websocket_frame = data
        self.write(data)

    def send_text(self, text: str) -> None:
        """Send one Engine.IO packet that is encoded already."""
        if not self.closed:
            self.write(frame(frames.TEXT, text.encode()))

    def write(self, data: bytes) -> None:
        """Hand bytes to the network; keep what it does not take now."""
        if self._waiting is not None:
            self._waiting += data
            if len(self._waiting) > MOST_WAITING:
                log.info("closing a connection that does not read")
                self.drop(self.server.reason.TRANSPORT_ERROR)
            return
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.drop(self.server.reason.TRANSPORT_ERROR)
            return
        if sent < len(data):
            self._waiting = bytearray(data[sent:])
            self.poller.wait_for_room(self.fileno(), wanted=True)

    def on_writable(self) -> None:
        """Send on what waits."""
        if self._waiting is None or self.closed:
            return
        try:
            del self._waiting[: self._socket.send(self._waiting)]
        except BlockingIOError:
            return
        except OSError:
            self.drop(self.server.reason.TRANSPORT_ERROR)
            return
        if not self._waiting:
            self._waiting = None
            self.poller.wait_for_room(self.fileno(), wanted=False)

    def on_readable(self) -> None:
        """Take in what came, and answer it or pass it on."""
        if self.closed:
            return
        try:
            data = self._socket.recv(READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.drop(self.server.reason.TRANSPORT_CLOSE)
            return
        self.pinged_at = -1  # whatever it says, it lives
        self.quiet = 0
        try:
            for opcode, payload in self._reader.feed(data):
                self._hear(opcode, payload)
        except ProtocolError as error:
            self._refuse(error.code, str(error))

    def keep_alive(self, second: int) -> None:
        """Ask for a sign of life; close a connection that gave none to the last question."""
        if self.closed:
            return
        if self.pinged_at < 0:
            self.pinged_at = second
            self.write(PING_FRAME)
        elif second - self.pinged_at >= self.server.ping_timeout and not self._has_unread():
            self.drop(self.server.reason.PING_TIMEOUT)

    def _has_unread(self) -> bool:
        """Tell whether something came that we had no time to read: then it is we who are late."""
        try:
            return bool(self._socket.recv(1, _socket.MSG_PEEK))
        except OSError:
            return False

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: FBT001, FBT002
        """Close the connection from our side, saying so unless `abort`."""
        if self.closed:
            return
        if not abort:
            self.write(CLOSE_PACKET_FRAME + close_frame(frames.NORMAL))
        self.drop(reason or self.server.reason.SERVER_DISCONNECT)

    def drop(self, reason: str = "transport error") -> None:
        """Let go of the socket at once, and tell the application in its own turn."""
        if self.closed:
            return
        self.closing = self.closed = True
        self.poller.remove(self.fileno())
        self._socket.close()
        self._waiting = None
        self.server.forget(self, reason)

    def check_ping_timeout(self) -> bool:
        """Tell whether the client still answers; the poller's wheel sees to it."""
        return not self.closed

    def schedule_ping(self) -> None:
        """Do nothing: the poller's wheel asks all connections in turn."""

    def _hear(self, opcode: int, payload: bytes) -> None:
        if self.closed:
            return
        self._count()
        if opcode == frames.TEXT:
            try:
                self._take(payload.decode())
            except UnicodeDecodeError as error:
                raise ProtocolError(frames.NOT_UTF8, "not UTF-8") from error
        elif opcode == frames.BINARY:
            self.server.take_message(self, payload)
        elif opcode == frames.PING:
            self.write(frame(frames.PONG, payload))
        elif opcode == frames.CLOSE:
            self.write(frame(frames.CLOSE, payload[:2]))
            self.drop(self.server.reason.TRANSPORT_CLOSE)

    def _take(self, text: str) -> None:
        kind = text[:1]
        if kind == str(packet.MESSAGE):
            self.server.take_message(self, text[1:])
        elif kind == str(packet.CLOSE):
            self.drop(self.server.reason.CLIENT_DISCONNECT)
        elif kind == str(packet.PING):
            self.send_text(f"{packet.PONG}{text[1:]}")

    def _count(self) -> None:
        if self.second != self.poller.second:
            self.second, self.heard = self.poller.second, 0
        self.heard += 1
        if self.heard > MOST_A_SECOND:
            raise ProtocolError(frames.POLICY, "too many messages")

    def _refuse(self, code: int, reason: str) -> None:
        log.info("closing a connection: %s", reason)
        self.write(close_frame(code, reason))
        self.drop(self.server.reason.TRANSPORT_ERROR)
