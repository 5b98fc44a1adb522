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
from threading import Lock
from typing import Any, ClassVar, Final, Protocol, TypeAlias, TypeVar
from uuid import UUID

from flask import Flask, current_app, request
from flask_socketio import SocketIO

from hub.core.errors import Gone, HubError, NotFound
from hub.core.events import Event
from hub.core.ids import UnitId
from hub.core.runtime import Announce
from hub.core.text import N_, use_locale
from hub.web.access import ACCESS
from hub.web.locale import chosen_locale
from hub.web.problems import OurFault, as_problem
from hub.web.transport import LiveLine

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
Message: TypeAlias = Mapping[str, Any]
Reply: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Message], Reply]
#: Hears which connections are gone.
OnDisconnect: TypeAlias = Callable[[Sequence[str]], None]
#: Lost connections in one unit of work.
MOST_LOST: Final = 200
#: From so many listeners on a room is large.
LARGE: Final = 200
#: How long news of one site is collected for the desk of a large room.
DIGEST_S: Final = 1.0


class LineGone(Gone):
    """The connection went away before it could be answered: nobody hears this."""

    code = "line-gone"
    text = N_("The line was lost before the hub could answer.")


@dataclass(frozen=True, slots=True)
class News:
    """Tell everybody watching `room` that `name` happened; they fetch what they may see.

    `facts` are for the few small exceptions that carry state (speaking order, roll call).
    `of_one`: it concerns one site among many. In a large room only those who run the meeting
    hear it, all of one moment as one piece of news without facts (see `Teller`). `site` is the
    room of the one site it concerns (`site_room`): its own pages hear it there too, at once.
    `is_shared`: all pages would ask for the same; in a large room it is told with the news.
    """

    room: str
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    of_one: bool = False
    site: str = ""
    is_shared: bool = False


class OfUnit(Protocol):
    """An event of one unit in a meeting of its host."""

    name: ClassVar[str]

    @property
    def unit_id(self) -> UnitId:
        """The unit it is about."""
        ...

    @property
    def host_unit_id(self) -> UnitId:
        """The unit that holds the meeting."""
        ...


def to_unit(event: OfUnit) -> News:
    """Tell the unit concerned only: what one site does need not wake five thousand pages."""
    return News(f"unit:{event.unit_id}", event.name)


def to_host(event: OfUnit) -> News:
    """Tell those who run the meeting."""
    return News(f"unit:{event.host_unit_id}", event.name)


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


def site_room(room: str, meeting_site_id: object) -> str:
    """Return the room of one site's own pages among those that hear `room`."""
    return f"{room}:site:{meeting_site_id}"


def desk_of(room: str) -> str:
    """Return the room of those who run what `room` is about."""
    return f"{room}:desk"


class Teller:
    """Sends browsers the news of events.

    When ten thousand sites come in, each of them would hear of all the others: a hundred
    million messages. So news of one site goes to everybody in a small room only; in a large one
    it goes to the desk, at most once in `DIGEST_S`; what was done to a site, at once to the desk
    and to that site. And if each of ten thousand pages asked how the room stands now, one change
    would cost minutes of work: what all would be told is worked out once and goes with the news.
    """

    def __init__(self, socketio: LiveLine, table: NewsTable) -> None:
        self._socketio = socketio
        self._table = table
        self._waiting: set[tuple[str, str]] = set()

    def __call__(self, event: Event) -> None:
        """Send what there is to tell of an event."""
        for of in self._table.get(type(event), ()):
            item = of(event)
            listeners = self._socketio.server.manager.audience(item.room)
            facts = {"room": item.room, **item.facts}
            if listeners <= LARGE:
                self._socketio.emit(item.name, facts, to=item.room)
            elif item.site:
                self._socketio.emit(item.name, facts, to=[item.site, desk_of(item.room)])
            elif item.of_one:
                self._tell_desk(item)
            else:
                shared = self._socketio.describe(event) if item.is_shared else {}
                told = {**facts, **shared, "listeners": listeners}
                self._socketio.emit(item.name, told, to=item.room)

    def _tell_desk(self, item: News) -> None:
        digest = (item.room, item.name)
        if digest not in self._waiting:
            self._waiting.add(digest)
            self._socketio.start_background_task(self._tell_later, digest)

    def _tell_later(self, digest: tuple[str, str]) -> None:
        self._socketio.sleep(DIGEST_S)
        self._waiting.discard(digest)
        room, name = digest
        self._socketio.emit(name, {"room": room}, to=desk_of(room))


def announcer(socketio: LiveLine, table: NewsTable) -> Announce:
    """Return what sends browsers the news of an event."""
    return Teller(socketio, table)


def mount(socketio: SocketIO, handlers: Mapping[str, Handler]) -> None:
    """Register a feature's handlers."""
    for name, handler in handlers.items():
        socketio.on_event(name, _replying(name, handler))


def connection() -> str:
    """Return the id of the connection the present message came by."""
    return str(request.sid)  # type: ignore[attr-defined]


def enter(room: str, who: str = "") -> None:
    """Let a connection hear the news of a room: the present one, or the one named.

    Raises LineGone when it went away meanwhile.
    """
    server, who = current_app.extensions["socketio"].server, who or connection()
    if not server.manager.is_connected(who, "/"):
        raise LineGone
    server.enter_room(who, room)


def how_it_stands(room: str, of: object) -> dict[str, Any]:
    """Return what all pages of a large room would be told of something that happened to it.

    Empty in a small one, where every page may ask.
    """
    socketio = current_app.extensions["socketio"]
    if socketio.server.manager.audience(room) <= LARGE:
        return {}
    told: dict[str, Any] = socketio.describe(of)
    return told


def watch_closely(who: str) -> None:
    """Have it noticed within three seconds when nothing comes from a connection any more."""
    current_app.extensions["socketio"].watch_closely(who)


def go_out(room: str) -> None:
    """Stop the present connection from hearing the news of a room, and of its desk and sites."""
    server, who = current_app.extensions["socketio"].server, connection()
    for each in [*server.manager.get_rooms(who, "/")]:
        if each == room or each.startswith(f"{room}:"):
            server.leave_room(who, each)


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


def mount_disconnect(app: Flask, socketio: SocketIO, listeners: Sequence[OnDisconnect]) -> None:
    """Tell every listener the ids of connections that are gone.

    When a network fails thousands go at once: those that went while the last were told of are
    told of together.
    """
    lost: list[str] = []
    telling = Lock()

    def gone(connection: str, *_reason: object) -> None:
        lost.append(connection)
        while lost and telling.acquire(blocking=False):  # who holds it tells of ours too
            try:
                several, lost[:] = lost[:MOST_LOST], lost[MOST_LOST:]
                with app.app_context():
                    _tell(listeners, several)
            finally:
                telling.release()

    ACCESS[gone] = "anyone"
    socketio.server.on("disconnect", gone)


def listen_closely(
    app: Flask, socketio: LiveLine, silent: OnDisconnect, heard: OnDisconnect
) -> None:
    """Tell of connections that fell silent, and of those that are heard again."""

    def tell(fell_silent: list[str], heard_again: list[str]) -> None:
        with app.app_context():
            for listener, connections in ((silent, fell_silent), (heard, heard_again)):
                if connections:
                    _tell([listener], connections)

    socketio.start_watching(tell)


def _tell(listeners: Sequence[OnDisconnect], lost: Sequence[str]) -> None:
    for listener in listeners:
        try:
            listener(lost)
        except HubError as error:
            log.info("refused after disconnect: %s", error.code)
        except Exception:
            log.exception("failed after disconnect")


def as_uuid(text: str) -> UUID:
    """Read an id. Raises NotFound for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
