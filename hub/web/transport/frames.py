"""WebSocket frames (RFC 6455 §5): reading what clients send, writing what the hub sends."""

import base64
import hashlib
from typing import Final

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
CONTROL: Final = 0x8
#: RFC 6455 §7.4.1: why a connection is closed.
NORMAL, PROTOCOL, NOT_UTF8, POLICY, TOO_BIG, RESTART = 1000, 1002, 1007, 1008, 1009, 1012
#: RFC 6455 §1.3: proves that the server understood the handshake.
GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MOST_OF_CONTROL: Final = 125
SHORT, MEDIUM, LONG = 125, 126, 127


class ProtocolError(Exception):
    """A client broke the rules; `code` is the close code it is told."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def accept_key(key: str) -> str:
    """Return the answer to a client's Sec-WebSocket-Key."""
    digest = hashlib.sha1(key.encode("latin-1") + GUID, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()


def is_key(key: str) -> bool:
    """Tell whether a Sec-WebSocket-Key is sixteen bytes in base64."""
    try:
        return len(base64.b64decode(key, validate=True)) == 16  # noqa: PLR2004
    except ValueError:
        return False


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one unmasked frame that is a whole message."""
    size = len(payload)
    if size <= SHORT:
        return bytes((0x80 | opcode, size)) + payload
    if size <= 0xFFFF:  # noqa: PLR2004
        return bytes((0x80 | opcode, MEDIUM)) + size.to_bytes(2) + payload
    return bytes((0x80 | opcode, LONG)) + size.to_bytes(8) + payload


def close_frame(code: int, reason: str = "") -> bytes:
    """Return the frame that closes a connection."""
    return frame(CLOSE, code.to_bytes(2) + reason.encode()[: MOST_OF_CONTROL - 2])


def unmasked(payload: bytes, mask: bytes) -> bytes:
    """Return what a client masked (RFC 6455 §5.3), as one large number: 20 times a loop."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(
        size, "little"
    )


class FrameReader:
    """Puts the messages of one client together from pieces of any size."""

    __slots__ = ("_kind", "_most", "_parts", "_rest", "_size")

    def __init__(self, most: int) -> None:
        """`most`: bytes of the longest message that is taken."""
        self._most = most
        self._rest = b""
        self._kind = 0
        self._size = 0
        self._parts: list[bytes] | None = None

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the messages that are complete now, as (opcode, payload).

        Raises ProtocolError for what RFC 6455 forbids and for messages that are too long.
        """
        if self._rest:
            data = self._rest + data
        found: list[tuple[int, bytes]] = []
        at, end = 0, len(data)
        while True:
            taken = self._next(data, at, end, found)
            if not taken:
                break
            at += taken
        self._rest = data[at:] if at < end else b""
        return found

    def _next(self, data: bytes, at: int, end: int, found: list[tuple[int, bytes]]) -> int:
        if end - at < 2:  # noqa: PLR2004
            return 0
        first, size = data[at], data[at + 1] & 0x7F
        head = 2 if size <= SHORT else 4 if size == MEDIUM else 10
        opcode = first & 0x0F
        _ensure_allowed(first, data[at + 1], size, opcode)
        if end - at < head + 4:
            return 0
        if head > 2:  # noqa: PLR2004
            size = int.from_bytes(data[at + 2 : at + head])
        if size + self._size > self._most:
            raise ProtocolError(TOO_BIG, "message too long")
        start = at + head + 4
        if end < start + size:
            return 0
        payload = unmasked(data[start : start + size], data[start - 4 : start])
        self._take(opcode, final=bool(first & 0x80), payload=payload, found=found)
        return head + 4 + size

    def _take(
        self, opcode: int, *, final: bool, payload: bytes, found: list[tuple[int, bytes]]
    ) -> None:
        if opcode & CONTROL or (final and opcode and self._parts is None):
            found.append((opcode, payload))
            return
        if (opcode == CONTINUATION) == (self._parts is None):
            raise ProtocolError(PROTOCOL, "fragment out of order")
        if self._parts is None:
            self._kind, self._parts = opcode, []
        self._parts.append(payload)
        self._size += len(payload)
        if final:
            found.append((self._kind, b"".join(self._parts)))
            self._parts, self._size = None, 0


def _ensure_allowed(first: int, second: int, size: int, opcode: int) -> None:
    if first & 0x70:
        raise ProtocolError(PROTOCOL, "no extension was agreed")
    if not second & 0x80:
        raise ProtocolError(PROTOCOL, "frames of clients are masked")
    if opcode not in {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}:
        raise ProtocolError(PROTOCOL, "unknown kind of frame")
    if opcode & CONTROL and (size > MOST_OF_CONTROL or not first & 0x80):
        raise ProtocolError(PROTOCOL, "control frames are short and whole")
