"""Requests to one Janus, and the events that come back, over one WebSocket.

A request waits for its answer; several may wait at the same time, each in a thread or greenlet
of its own.
"""

import itertools
import json
import logging
import threading
from collections.abc import Callable
from queue import Empty, Queue
from typing import Any, Final

from simple_websocket import Client, ConnectionClosed
from simple_websocket.errors import SimpleWebsocketError
from wsproto.utilities import ProtocolError

from hub.core.clock import monotonic_s
from hub.core.text import N_
from hub.gateways.media.interface import BadDescription, MediaUnavailable
from hub.gateways.media.janus.tokens import PLUGIN, Secrets
from hub.gateways.media.wire import Message

ANSWER_WITHIN_S: Final = 10.0
#: `JANUS_ERROR_JSEP_UNKNOWN_TYPE`, `_JSEP_INVALID_SDP`, of the VideoRoom: `_INVALID_SDP`.
BAD_DESCRIPTION: Final = frozenset({464, 465, 437})

log = logging.getLogger(__name__)


class JanusRefuses(MediaUnavailable):
    """Janus answered with an error. `number` is its own."""

    code = "media-refused"
    text = N_("The media server did not accept this. Please try again, or call the technician.")

    def __init__(self, number: int, reason: str) -> None:
        super().__init__()
        self.number = number
        self.reason = reason


class Line:
    """One session over one WebSocket. It is not opened again: a node opens a new one."""

    def __init__(
        self,
        url: str,
        secrets: Secrets,
        *,
        heard: Callable[[Message], None],
        ended: Callable[["Line"], None],
    ) -> None:
        """Connect. Raises OSError, MediaUnavailable."""
        self._secrets = secrets
        self._heard = heard
        self._ended = ended
        self._waiting: dict[str, Queue[Message]] = {}
        self._number = itertools.count(1)
        self._sending = threading.Lock()
        self._session: int | None = None
        self.is_open = True
        self.heard_at = monotonic_s()
        try:
            self._socket = Client(_with_path(url), subprotocols=["janus-protocol"])
        except (SimpleWebsocketError, ConnectionClosed, ValueError) as error:
            raise OSError(str(error)) from error
        threading.Thread(target=self._read, name="janus-line", daemon=True).start()
        self._session = int(self.ask({"janus": "create"})["data"]["id"])

    def attach(self, about: str) -> int:
        """Return a new handle of the VideoRoom; its events say what it is about."""
        done = self.ask({"janus": "attach", "plugin": PLUGIN, "opaque_id": about})
        return int(done["data"]["id"])

    def detach(self, handle: int) -> None:
        """Let go of a handle and its connection. One that is gone already is no mistake."""
        try:
            self.ask({"janus": "detach"}, handle)
        except MediaUnavailable:
            log.debug("the handle %s was gone", handle)

    def request(self, handle: int, body: Message, jsep: Message | None = None) -> Message:
        """Put a request to the VideoRoom; return its data, with the description as `jsep`.

        Raises BadDescription, JanusRefuses, MediaUnavailable.
        """
        message: Message = {"janus": "message", "body": body}
        if jsep is not None:
            message["jsep"] = jsep
        reply = self.ask(message, handle)
        data: Message = reply.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise _refusal(data["error_code"], data.get("error", ""))
        if "jsep" in reply:
            data["jsep"] = reply["jsep"]
        return data

    def stay(self) -> None:
        """Show Janus that the session is used. The answer only moves `heard_at`."""
        self._send({"janus": "keepalive", "transaction": "keepalive"})

    def close(self) -> None:
        """End the session and all its handles."""
        try:
            if self.is_open and self._session is not None:
                self._send({"janus": "destroy", "transaction": "destroy"})
            self._socket.close()
        except (OSError, MediaUnavailable, ConnectionClosed, ProtocolError):
            log.debug("the line to Janus was closed already")
        self._end()

    def ask(self, message: Message, handle: int | None = None) -> Message:
        """Send a message and return the last answer to it. Raises as `request` does."""
        transaction = str(next(self._number))
        answer: Queue[Message] = Queue()
        self._waiting[transaction] = answer
        message = {**message, "transaction": transaction}
        if handle is not None:
            message["handle_id"] = handle
        try:
            self._send(message)
            reply = answer.get(timeout=ANSWER_WITHIN_S)
        except Empty as error:
            raise MediaUnavailable from error
        finally:
            self._waiting.pop(transaction, None)
        if reply.get("janus") == "error":
            error_of = reply["error"]
            raise _refusal(error_of["code"], error_of.get("reason", ""))
        if reply.get("janus") == "gone":
            raise MediaUnavailable
        return reply

    def _send(self, message: Message) -> None:
        message["token"] = self._secrets.for_requests()
        if self._session is not None:
            message["session_id"] = self._session
        if not self.is_open:
            raise MediaUnavailable
        try:
            with self._sending:
                self._socket.send(json.dumps(message))
        except (OSError, ConnectionClosed, ProtocolError) as error:
            raise MediaUnavailable from error

    def _read(self) -> None:
        try:
            while True:
                text = self._socket.receive()
                self.heard_at = monotonic_s()
                self._take(json.loads(text))
        except (ConnectionClosed, OSError, ProtocolError, ValueError, TypeError) as error:
            log.debug("the line to Janus ended: %r", error)
        self._end()

    def _take(self, message: Message) -> None:
        kind = message.get("janus")
        if kind == "ack":
            return
        if kind == "timeout":  # the session is gone, and every handle with it
            self._socket.close()
            return
        waiting = self._waiting.get(message.get("transaction", ""))
        if waiting is not None:
            waiting.put(message)
        elif kind in {"event", "webrtcup", "hangup", "detached", "media", "slowlink"}:
            self._heard(message)

    def _end(self) -> None:
        if not self.is_open:
            return
        self.is_open = False
        for waiting in list(self._waiting.values()):
            waiting.put({"janus": "gone"})
        self._ended(self)


def _refusal(number: int, reason: str) -> Exception:
    return BadDescription() if number in BAD_DESCRIPTION else JanusRefuses(number, reason)


def _with_path(url: str) -> str:
    """Return the address with a path, which the protocol asks for."""
    scheme, _, rest = url.partition("://")
    return url if "/" in rest else f"{scheme}://{rest}/"


def plugin_data(message: Message) -> Message:
    """Return what the VideoRoom says in an event, or nothing."""
    data: Any = message.get("plugindata", {}).get("data", {})
    return data if isinstance(data, dict) else {}
