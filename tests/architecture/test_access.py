"""Every entrance against everybody: nobody, each role, the unit concerned and a stranger.

The views come from the URL map and the handlers from the socket server, so a new one fails
here until it says who may enter. Sample input stands in `samples.py`.
"""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_socketio import SocketIO, SocketIOTestClient
from sqlalchemy import Engine, text
from werkzeug.routing import Rule

from hub.core.db import Base
from hub.core.ids import new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.web.access import ACCESS
from tests.architecture import samples
from tests.builders import Stage
from tests.guests import in_as_guest

Visit = Callable[[FlaskClient, Rule, str], int]
#: What a stranger may be told: not here, not yours, sign in, or (a link's page) gone.
CLOSED = {401, 403, 404, 410}


def is_declared(entrance: Callable[..., object]) -> bool:
    return entrance in ACCESS


def declared(entrance: Callable[..., object]) -> Callable[..., object]:
    """Return the declared function beneath what the libraries wrapped around it."""
    return inspect.unwrap(entrance, stop=is_declared)


def views(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def handlers(socketio: SocketIO) -> dict[str, Callable[..., object]]:
    assert socketio.server is not None
    return dict(socketio.server.handlers["/"])


def audience_of(app: Flask, rule: Rule) -> object:
    return ACCESS[declared(app.view_functions[rule.endpoint])]


@pytest.fixture
def things(stage: Stage, tmp_path: Path) -> dict[str, object]:
    """A value for every name in a URL; names that nobody knows fail the test."""
    return samples.url_values(stage)


@pytest.fixture
def guest(app: Flask, runtime: Runtime, stage: Stage) -> FlaskClient:
    """A browser that came in by the link of a guest of the meeting."""
    return in_as_guest(app, runtime, stage)


@pytest.fixture
def visit(app: Flask, stage: Stage, things: dict[str, object]) -> Visit:
    def go(client: FlaskClient, rule: Rule, method: str) -> int:
        unknown = rule.arguments - things.keys()
        assert not unknown, f"{rule}: put a value for {unknown} into samples.url_values"
        with app.test_request_context():
            path = url_for(rule.endpoint, **{name: things[name] for name in rule.arguments})
        form = samples.FORMS.get(rule.endpoint, lambda _stage: {})(stage)
        accept = {"Accept": "application/json"}
        data = {"data": form} if method != "GET" else {}
        return client.open(path, method=method, headers=accept, **data).status_code  # type: ignore[arg-type]

    return go


def test_every_entrance_declares_who_may_enter(app: Flask, socketio: SocketIO) -> None:
    pages = {name: view for name, view in app.view_functions.items() if name != "static"}
    for name, entrance in {**pages, **handlers(socketio)}.items():
        assert is_declared(declared(entrance)), (
            f"{name}: add @for_role(…), @for_signed_in or @for_anyone"
        )


def test_nobody_enters_without_signing_in(
    app: Flask, socketio: SocketIO, stage: Stage, visit: Visit
) -> None:
    for rule, method in views(app):
        if audience_of(app, rule) != "anyone":
            assert visit(app.test_client(), rule, method) == 401, rule
    line = socketio.test_client(app)
    for name in handlers(socketio):
        if name != "disconnect":
            reply = line.emit(name, {}, callback=True)
            assert reply["error"]["code"] == "not-signed-in", name


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSTEM, Role.GUEST}])
def test_an_entrance_for_some_roles_is_closed_to_the_others(
    app: Flask, stage: Stage, visit: Visit, client_of: Callable[[Person], FlaskClient], role: Role
) -> None:
    commune = stage.communes[0]
    people = {**stage.staff, Role.SITE_LEADER: commune.leader, Role.SITE_CLERK: commune.clerk}
    client = client_of(people[role])
    for rule, method in views(app):
        audience = audience_of(app, rule)
        if isinstance(audience, frozenset) and role not in audience:
            assert visit(client, rule, method) == 403, f"{role} at {method} {rule}"


def test_a_guest_finds_open_only_what_is_declared_for_participants(
    app: Flask, guest: FlaskClient, visit: Visit
) -> None:
    for rule, method in views(app):
        audience = audience_of(app, rule)
        if audience not in {"anyone", "participants"}:
            assert visit(guest, rule, method) == 403, f"a guest at {method} {rule}"


def test_a_guest_of_one_meeting_does_not_know_another(
    app: Flask, guest: FlaskClient, visit: Visit, things: dict[str, object], stage: Stage
) -> None:
    things["meeting_id"] = stage.other_meeting.id
    for rule, method in views(app):
        if rule.arguments & samples.OF_A_UNIT and audience_of(app, rule) == "participants":
            status = visit(guest, rule, method)
            assert status in CLOSED, f"a guest got {status} at {method} {rule}"


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.CHAIR, Role.SECRETARY, Role.REGISTRY_CLERK,
                                  Role.TECHNICIAN, Role.UNIT_ADMIN])  # fmt: skip
def test_another_units_meeting_is_unknown_in_every_role(
    app: Flask, stage: Stage, visit: Visit, client_of: Callable[[Person], FlaskClient], role: Role
) -> None:
    client = client_of(stage.other_staff[role])
    for rule, method in views(app):
        if rule.arguments & samples.OF_A_UNIT and audience_of(app, rule) != "anyone":
            status = visit(client, rule, method)
            assert status in CLOSED, f"{role} got {status} at {method} {rule}"


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.CHAIR, Role.SECRETARY, Role.TECHNICIAN])
def test_a_stranger_hears_nothing_on_the_live_line(
    socketio: SocketIO,
    stage: Stage,
    client_of: Callable[[Person], FlaskClient],
    line_of: Callable[[FlaskClient], SocketIOTestClient],
    role: Role,
) -> None:
    line = line_of(client_of(stage.other_staff[role]))
    for name in handlers(socketio):
        if name == "disconnect":
            continue
        message = samples.MESSAGES.get(name, lambda stage: {"meeting": str(stage.meeting.id)})(
            stage
        )
        reply = line.emit(name, message, callback=True)
        assert reply["ok"] is False, f"{name} let a stranger in: {reply}"
        assert reply["error"]["status"] in {400, 403, 404, 409}, name


def test_a_get_never_changes_the_database(
    app: Flask,
    engine: Engine,
    stage: Stage,
    visit: Visit,
    client_of: Callable[[Person], FlaskClient],
) -> None:
    clients = [client_of(stage.staff[role]) for role in (Role.SCHEDULER, Role.SYSTEM_ADMIN)]
    clients.append(client_of(stage.communes[0].leader))
    before = contents(engine)
    for rule, method in views(app):
        if method == "GET" and rule.endpoint not in samples.WRITING_GETS:
            for client in clients:
                assert visit(client, rule, method) < 500, rule
    assert contents(engine) == before


def contents(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            name: sorted(map(str, connection.execute(text(f'SELECT * FROM "{name}"')).all()))
            for name in Base.metadata.tables
        }


JUNK = (
    None, 7, "x", [], [1], {"meeting": None}, {"room": "meeting:x"}, {"meeting": "\ud800"},
    {"meeting": {"a": 1}}, {"x" * 300: 1},
)  # fmt: skip


@pytest.mark.parametrize("junk", JUNK)
def test_junk_on_the_live_line_gets_an_answer(
    app: Flask,
    socketio: SocketIO,
    stage: Stage,
    client_of: Callable[[Person], FlaskClient],
    line_of: Callable[[FlaskClient], SocketIOTestClient],
    junk: object,
) -> None:
    line = line_of(client_of(stage.communes[0].leader))
    for name in handlers(socketio):
        if name != "disconnect":
            reply = line.emit(name, junk, callback=True)
            assert reply["ok"] is False or name in samples.TAKE_ANYTHING, name
            if not reply["ok"]:
                assert reply["error"]["status"] < 500, f"{name}: {reply}"


def test_an_unknown_thing_looks_like_somebody_elses(
    app: Flask, stage: Stage, things: dict[str, object], client_of: Callable[[Person], FlaskClient]
) -> None:
    client = client_of(stage.staff[Role.SCHEDULER])
    theirs = client.get(f"/meetings/{stage.other_meeting.id}")
    nobodys = client.get(f"/meetings/{new_id()}")
    assert theirs.status_code == nobodys.status_code == 404
