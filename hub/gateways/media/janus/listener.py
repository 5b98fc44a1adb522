"""Takes in what nodes report: a small HTTP server of its own, apart from the hub's pages."""

import base64
import hmac
import json
import logging
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from hub.gateways.media.janus.measuring import Reported, read_events
from hub.gateways.media.janus.tokens import Secrets

#: A node groups what two hundred connections measured into some 200 kB.
LONGEST_BYTES: Final = 8_000_000

log = logging.getLogger(__name__)


class Listener:
    """Listens on an address; hands each record on. Answers at once: a node waits for it."""

    def __init__(
        self, address: str, port: int, secrets: Secrets, take: Callable[[Reported], None]
    ) -> None:
        """Bind. Raises OSError when the address is taken, by another process of the hub."""
        expected = "Basic " + base64.b64encode(f"janus:{secrets.events}".encode()).decode()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if not 0 < length <= LONGEST_BYTES:
                    self._reply(413)
                    return
                body = self.rfile.read(length)
                if not hmac.compare_digest(self.headers.get("Authorization", ""), expected):
                    self._reply(401)
                    return
                self._reply(200)
                try:
                    for reported in read_events(json.loads(body)):
                        take(reported)
                except ValueError:
                    log.warning("a node reported something that is not JSON")

            def _reply(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing of every report."""

        self._server = ThreadingHTTPServer((address, port), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{address}:{self._server.server_address[1]}/janus-events"
        threading.Thread(
            target=self._server.serve_forever, name="janus-listener", daemon=True
        ).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
