"""The live line's way over the network, for ten thousand connections in one process.

Flask-SocketIO stays in charge of messages, rooms and acknowledgements; only its WebSocket
transport is replaced. The stock one keeps a greenlet, a queue and two file descriptors for
each connection and passes every frame through pure Python validators: at ten thousand sites
it fills a core with a thousand samples a second. Here one greenlet reads all connections and
writes go straight to the socket. docs/decisions/0006 has the figures.
"""

from hub.web.transport.frames import ProtocolError
from hub.web.transport.line import Line
from hub.web.transport.poller import Poller
from hub.web.transport.rooms import RedisRooms, Rooms
from hub.web.transport.server import LiveLine
from hub.web.transport.wsgi import HAND_OVER, server_class

__all__ = [
    "HAND_OVER", "Line", "LiveLine", "Poller", "ProtocolError", "RedisRooms", "Rooms",
    "server_class",
]  # fmt: skip
