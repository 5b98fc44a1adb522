"""The live line. Sockets carry news, HTTP carries state.

A handler takes the message and returns a reply. Flask runs neither before_request hooks nor
error handlers for socket messages; so handlers are declared with the decorators of
`hub.web.access`, which ask again for every message, and `mount` turns refusals into replies:
without that a wrong message would get no answer and its sender would wait in vain.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from hub.core.errors import HubError, NotFound
from hub.core.events import Event
from hub.core.runtime import Announce
from hub.core.text import use_locale
from hub.web.access import ACCESS
from hub.web.locale import chosen_locale
from hub.web.problems import OurFault, as_problem

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
Message: TypeAlias = Mapping[str, Any]
Reply: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Message], Reply]


@dataclass(frozen=True, slots=True)
class News:
    """Tell everybody watching `room` that `name` happened; they fetch what they may see.

    `facts` are for the few small exceptions that carry state (speaking order, roll call).
    """

    room: str
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


NewsTable: TypeAlias = Mapping[type[Event], tuple[Callable[[Any], News], ...]]


def news(
    kind: type[E], *of: Callable[[E], News]
) -> tuple[type[Event], tuple[Callable[[Any], News], ...]]:
    """Pair an event with the news of it; the type checker sees that they fit."""
    return kind, of


def news_table(*pairs: tuple[type[Event], tuple[Callable[[Any], News], ...]]) -> NewsTable:
    """Return the news of each event; an event named twice has both."""
    table: dict[type[Event], tuple[Callable[[Any], News], ...]] = {}
    for kind, of in pairs:
        table[kind] = (*table.get(kind, ()), *of)
    return table


def announcer(socketio: SocketIO, table: NewsTable) -> Announce:
    """Return what sends browsers the news of an event."""

    def announce(event: Event) -> None:
        for of in table.get(type(event), ()):
            item = of(event)
            socketio.emit(item.name, {"room": item.room, **item.facts}, to=item.room)

    return announce


def mount(socketio: SocketIO, handlers: Mapping[str, Handler]) -> None:
    """Register a feature's handlers."""
    for name, handler in handlers.items():
        socketio.on_event(name, _replying(name, handler))


def connection() -> str:
    """Return the id of the connection the present message came by."""
    return str(request.sid)  # type: ignore[attr-defined]


def enter(room: str) -> None:
    """Let the present connection hear the news of a room."""
    join_room(room)


def go_out(room: str) -> None:
    """Stop the present connection from hearing the news of a room."""
    leave_room(room)


def _replying(name: str, handler: Handler) -> Callable[..., Reply]:
    @wraps(handler)
    def reply(message: object = None, *_rest: object) -> Reply:
        with use_locale(chosen_locale()):
            try:
                return {"ok": True, **handler(message if isinstance(message, dict) else {})}
            except HubError as error:
                log.info("refused %s: %s", name, error.code)
                return {"ok": False, "error": as_problem(error)}
            except Exception:
                log.exception("failed %s", name)
                return {"ok": False, "error": as_problem(OurFault())}

    return reply


def mount_disconnect(socketio: SocketIO, listeners: Sequence[Callable[[str], None]]) -> None:
    """Tell every listener the id of each connection that is gone."""

    def gone(*_reason: object) -> None:
        lost = connection()
        for listener in listeners:
            try:
                listener(lost)
            except HubError as error:
                log.info("refused after disconnect: %s", error.code)
            except Exception:
                log.exception("failed after disconnect")

    ACCESS[gone] = "anyone"
    socketio.on_event("disconnect", gone)


def as_uuid(text: str) -> UUID:
    """Read an id. Raises NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
