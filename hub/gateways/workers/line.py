"""Messages between parent and child: eight bytes of length, then a pickle.

Both ends are this program under the same user; the line is never open to anyone else.
"""

import pickle
import socket
import struct
from typing import Any, Final

LENGTH: Final = struct.Struct("!Q")
PIECE: Final = 1 << 20


def send(line: socket.socket, message: bytes) -> None:
    """Send one message. Raises OSError when the other end is gone."""
    line.sendall(LENGTH.pack(len(message)))
    line.sendall(message)


def receive(line: socket.socket) -> bytes:
    """Wait for one message. Raises EOFError or OSError when the other end is gone."""
    (length,) = LENGTH.unpack(_exactly(line, LENGTH.size))
    return _exactly(line, length)


def packed(*parts: object) -> bytes:
    """Pickle one message."""
    return pickle.dumps(parts, pickle.HIGHEST_PROTOCOL)


def unpacked(message: bytes) -> tuple[Any, ...]:
    """Read what `packed` wrote."""
    parts: tuple[Any, ...] = pickle.loads(message)  # noqa: S301  (from our own child only)
    return parts


def _exactly(line: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        piece = line.recv(min(PIECE, length - len(received)))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)
