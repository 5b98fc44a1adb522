"""Messages answered by the batch: refusals concern one only, and work is shared."""

import json
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from hub.core.errors import NotAllowed
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.web.gathering import Asked, Gatherer, attempt, gathered, good
from tests.builders import Stage
from tests.conftest import TOKEN


class Wire:
    """Stands for a connection: keeps what is sent to it."""

    def __init__(self, sid: str, token: str) -> None:
        self.sid, self.token, self.facts, self.sent = sid, token, None, []  # type: ignore[var-annotated]

    def send_text(self, text: str) -> None:
        self.sent.append(text)


@gathered(within_s=0, most=10)
def greet(asked: Sequence[Asked]) -> Sequence[Any]:
    """Answer everybody but the chair by name."""

    def one(each: Asked) -> dict[str, str]:
        if each.actor.has(Role.CHAIR):
            raise NotAllowed
        if each.message.get("poison"):
            raise ZeroDivisionError
        return {"name": each.actor.name}

    return attempt(asked, one)


class Hub:
    """A gatherer whose loops are run by hand."""

    def __init__(self, app: Flask) -> None:
        manager = SimpleNamespace(sid_from_eio_sid=lambda sid, _namespace: f"c-{sid}")
        self.environ: dict[str, Any] = {}
        server = SimpleNamespace(manager=manager, environ=self.environ)
        self.app = app
        self.gatherer = Gatherer(app, SimpleNamespace(server=server), [{"greet": greet}])  # type: ignore[arg-type]
        self.lane = self.gatherer._lanes["greet"]
        self.lane.more = SimpleNamespace(set=lambda: None)

    def wire(self, person: Person) -> Wire:
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        token = TOKEN.format(id=person.id)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = f"{name}={serializer.dumps({'session': token})}"
        self.environ[str(person.id)] = {"HTTP_COOKIE": cookie, "REQUEST_METHOD": "GET"}
        return Wire(str(person.id), token)

    def answer(self) -> None:
        batch = list(self.lane.waiting)
        self.lane.waiting.clear()
        self.gatherer._answer(self.lane, batch)


def said(wire: Wire) -> dict[str, Any]:
    (text,) = wire.sent
    assert text.startswith("435"), text
    found: dict[str, Any] = json.loads(text[3:])[0]
    return found


def test_each_gets_an_answer_and_a_refusal_concerns_one_only(
    app: Flask, stage: Stage, client_of: Callable[[Person], FlaskClient]
) -> None:
    hub = Hub(app)
    people = [stage.staff[Role.CHAIR], stage.communes[0].clerk, stage.other_staff[Role.SCHEDULER]]
    for person in people[:2]:
        client_of(person)
    wires = [hub.wire(person) for person in people]
    for wire in wires:
        assert hub.gatherer.take(wire, '25["greet",{}]')  # type: ignore[arg-type]
    hub.answer()
    assert said(wires[0])["error"]["code"] == "not-allowed"
    assert said(wires[1]) == {"ok": True, "name": stage.communes[0].clerk.name}
    assert said(wires[2])["error"]["code"] == "not-signed-in"


def test_one_that_fails_does_not_spoil_the_others(
    app: Flask, stage: Stage, client_of: Callable[[Person], FlaskClient]
) -> None:
    hub = Hub(app)
    people = [commune.clerk for commune in stage.communes[:2]]
    for person in people:
        client_of(person)
    bad, fine = (hub.wire(person) for person in people)
    hub.gatherer.take(bad, '25["greet",{"poison":true}]')  # type: ignore[arg-type]
    hub.gatherer.take(fine, '25["greet",{}]')  # type: ignore[arg-type]
    hub.answer()
    assert said(bad)["error"]["code"] == "our-fault" and said(fine)["ok"]


def test_a_dismissed_clerk_is_out_with_the_next_message_on_an_open_line(
    app: Flask, stage: Stage, runtime: Runtime, client_of: Callable[[Person], FlaskClient]
) -> None:
    hub, clerk = Hub(app), stage.communes[0].clerk
    client_of(clerk)
    wire = hub.wire(clerk)
    hub.gatherer.take(wire, '25["greet",{}]')  # type: ignore[arg-type]
    hub.answer()
    assert said(wire)["ok"]
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get_one(Person, clerk.id).active = False
    wire.sent.clear()
    hub.gatherer.take(wire, '25["greet",{}]')  # type: ignore[arg-type]
    hub.answer()
    assert said(wire)["error"]["code"] == "not-signed-in"


def test_who_a_hundred_askers_are_costs_one_statement(
    app: Flask, stage: Stage, engine: Engine, client_of: Callable[[Person], FlaskClient]
) -> None:
    hub, clerk = Hub(app), stage.communes[0].clerk
    client_of(clerk)
    wire = hub.wire(clerk)
    for _ in range(100):
        hub.gatherer.take(wire, '2["greet",{}]')  # type: ignore[arg-type]
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    hub.answer()
    assert len([each for each in asked if each.startswith("SELECT")]) == 1
    assert wire.sent == [], "without a number nobody waits for an answer"


def test_other_messages_and_nonsense_are_left_to_socketio(app: Flask) -> None:
    hub = Hub(app)
    wire = Wire("x", "")
    for text in ('25["other",{}]', "0", '2/admin,5["greet",{}]', "25", '3["greet"]', "2"):
        assert not hub.gatherer.take(wire, text), text  # type: ignore[arg-type]


def test_good_ones_go_on_and_refused_ones_stay_refused() -> None:
    halves = attempt([4, NotAllowed(), 8], lambda number: number // 2)
    assert good(halves) == [2, 4] and isinstance(halves[1], NotAllowed)
