"""Messages that many send at once are answered together: one unit of work, one commit.

Ten thousand sites that come in, measure their lines or answer a roll call send more messages
a second than there can be commits. Such a handler takes a batch. It is judged as any other:
who asks is read from the database for every batch, and the answer leaves after the commit.
"""

import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, TypeAlias, TypeVar

from flask import Flask

from hub.core.errors import HubError, NotSignedIn
from hub.core.text import use_locale
from hub.core.unit_of_work import Actor
from hub.web import live
from hub.web.access import ACCESS, SESSION_KEY, actors_of, current_actor
from hub.web.locale import locale_in
from hub.web.problems import OurFault, as_problem
from hub.web.transport import Line, LiveLine

log = logging.getLogger(__name__)

T = TypeVar("T")
U = TypeVar("U")

#: Between two full batches everybody else has a turn.
TURN_S: Final = 0.001
EVENT: Final = "2"
ACK: Final = "43"


@dataclass(frozen=True, slots=True)
class Asked:
    """One message of a batch: who sent it, by which connection."""

    actor: Actor
    connection: str
    message: live.Message


#: What is answered to one of a batch; a refusal concerns the one only.
Answer: TypeAlias = live.Reply | HubError
Together: TypeAlias = Callable[[Sequence[Asked]], Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A handler that takes batches: how long it waits for others, how many it takes."""

    together: Together
    within_s: float
    most: int


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Whose connection it is, as the cookie of its handshake said."""

    token: str
    locale: str


@dataclass(slots=True)
class _Waiting:
    line: Line
    number: str
    connection: str
    visitor: _Visitor
    message: live.Message


@dataclass(slots=True)
class _Lane:
    gathered: Gathered
    waiting: deque[_Waiting] = field(default_factory=deque)
    more: Any = None


def gathered(*, within_s: float, most: int) -> Callable[[Together], live.Handler]:
    """Declare a handler for everyone signed in that answers messages by the batch.

    `within_s`: how long the first message waits for others; `most`: messages in one unit of
    work. It returns an answer for each message, in order. Where there is no gatherer (tests,
    other servers) each message is a batch of one.
    """

    def declare(together: Together) -> live.Handler:
        @wraps(together)
        def alone(message: live.Message) -> live.Reply:
            (answer,) = together([Asked(current_actor(), live.connection(), message)])
            if isinstance(answer, HubError):
                raise answer
            return answer

        alone.gathered = Gathered(together, within_s, most)  # type: ignore[attr-defined]
        ACCESS[alone] = "participants"
        return alone

    return declare


def attempt(items: Iterable[T | HubError], step: Callable[[T], U]) -> list[U | HubError]:
    """Take each of a batch a step further; one that was refused stays refused."""
    found: list[U | HubError] = []
    for each in items:
        try:
            found.append(each if isinstance(each, HubError) else step(each))
        except HubError as error:
            found.append(error)
    return found


def good(items: Iterable[T | HubError]) -> list[T]:
    """Return those of a batch that were not refused."""
    return [each for each in items if not isinstance(each, HubError)]


class Gatherer:
    """Collects messages as they come off the wire, and has them answered by the batch."""

    def __init__(self, app: Flask, socketio: LiveLine, tables: Sequence[Mapping[str, Any]]) -> None:
        self._app = app
        self._socketio = socketio
        self._lanes = {
            name: _Lane(handler.gathered)
            for table in tables
            for name, handler in table.items()
            if hasattr(handler, "gathered")
        }

    def start(self) -> None:
        """Begin; called by the process that serves."""
        from gevent.event import Event

        for lane in self._lanes.values():
            lane.more = Event()
            self._socketio.start_background_task(self._serve, lane)
        self._socketio.engine.shortcut = self.take

    def take(self, line: Line, text: str) -> bool:
        """Take a message that is gathered; return False for any other."""
        begin = text.find("[")
        number = text[1:begin]
        if text[:1] != EVENT or begin < 1 or not (number.isdecimal() or not number):
            return False
        lane = self._lanes.get(text[begin + 2 : text.find('"', begin + 2)])
        if lane is None:
            return False
        connection = self._socketio.server.manager.sid_from_eio_sid(line.sid, "/")
        if connection is None:
            return True  # it never joined the namespace: nobody to answer to
        said = _read(text[begin:])
        lane.waiting.append(_Waiting(line, number, connection, self._visitor(line), said))
        lane.more.set()
        return True

    def _visitor(self, line: Line) -> _Visitor:
        if not isinstance(line.facts, _Visitor):
            handshake = self._app.request_class(self._socketio.server.environ[line.sid])
            opened = self._app.session_interface.open_session(self._app, handshake)
            cookie: Mapping[str, Any] = {} if opened is None else opened
            line.facts = _Visitor(str(cookie.get(SESSION_KEY, "")), locale_in(cookie))
        return line.facts

    def _serve(self, lane: _Lane) -> None:
        while True:
            lane.more.wait()
            self._socketio.sleep(lane.gathered.within_s)
            while lane.waiting:
                several = min(lane.gathered.most, len(lane.waiting))
                self._answer(lane, [lane.waiting.popleft() for _ in range(several)])
                self._socketio.sleep(TURN_S)
            lane.more.clear()

    def _answer(self, lane: _Lane, batch: Sequence[_Waiting]) -> None:
        with self._app.app_context():
            try:
                answers = _answers(lane.gathered.together, batch)
            except Exception:
                if len(batch) > 1:  # one of them may have spoiled it for all
                    for each in batch:
                        self._answer(lane, [each])
                    return
                log.exception("failed a gathered message")
                answers = [OurFault()]
        for each, answer in zip(batch, answers, strict=True):
            if each.number:
                each.line.send_text(f"{ACK}{each.number}{_written(answer, each.visitor)}")


def _answers(together: Together, batch: Sequence[_Waiting]) -> list[Answer]:
    actors = actors_of({each.visitor.token for each in batch})
    known = [
        (at, Asked(actor, each.connection, each.message))
        for at, each in enumerate(batch)
        if (actor := actors.get(each.visitor.token)) is not None
    ]
    answers: list[Answer] = [NotSignedIn() for _ in batch]
    if known:
        found = together([asked for _, asked in known])
        for (at, _), answer in zip(known, found, strict=True):
            answers[at] = answer
    return answers


def _read(text: str) -> live.Message:
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    said = parts[1] if isinstance(parts, list) and len(parts) > 1 else None
    return said if isinstance(said, dict) else {}


def _written(answer: Answer, visitor: _Visitor) -> str:
    if isinstance(answer, HubError):
        with use_locale(visitor.locale):
            return json.dumps([{"ok": False, "error": as_problem(answer)}], separators=(",", ":"))
    return json.dumps([{"ok": True, **answer}], separators=(",", ":"))
