"""One hub per test: an empty database, a clock the test can set, and a stage."""

import gc
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIO, SocketIOTestClient
from hypothesis import settings as properties
from sqlalchemy import Engine, event, select

from hub.accounts import queries as accounts
from hub.accounts.models import SignIn
from hub.app import create_app, create_runtime, create_socketio
from hub.app.neighbours import office_of, with_signer
from hub.core import catalogue
from hub.core.events import Event
from hub.core.ids import SignInId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.directory.models import Person
from hub.gateways.ballot_keys import BallotKeys
from hub.gateways.mail import Mailer, NoMailer
from hub.gateways.media.interface import MediaGateway
from hub.gateways.opinion_keys import FOLDER, OpinionKeys
from hub.gateways.renditions import Office
from hub.gateways.signing.remembered import RememberedVerdicts
from hub.gateways.storage import Storage
from hub.gateways.workers import Workers
from hub.news import NEWS
from hub.outbox.models import OutgoingMessage
from hub.web import access
from hub.web.live import announcer
from hub.web.security import limiter
from tests import databases
from tests.builders import MONDAY, Stage, a_stage, settle
from tests.fakes import FakeMedia
from tests.journeys.hubs import demo_data

#: SoftHSM is opened once in a process, so its token is made once.
pytest_plugins = ("tests.gateways.signing.tokens",)

#: What takes longest begins first, so that no process is left alone with it at the end.
LONGEST_FIRST = (
    "journeys/test_conference.py",
    "gateways/media/test_forwarding.py",
    "journeys/",
    "gateways/media/",
    "cli/",
    "gateways/",
)

properties.register_profile("hub", deadline=None)  # timings are not asserted
properties.load_profile("hub")

A_WEEK_BEFORE = MONDAY - timedelta(days=7)
TESTS = Path(__file__).parent
TOKEN = "session-of-{id}"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each module in one process, where its costly parts are made once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(TESTS))))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = str(item.path.relative_to(TESTS))
    return next(
        (at for at, begin in enumerate(LONGEST_FIRST) if path.startswith(begin)), len(LONGEST_FIRST)
    )


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _vietnamese() -> None:
    catalogue.compile_all()


@dataclass
class SetClock:
    now: datetime = A_WEEK_BEFORE

    def __call__(self) -> datetime:
        return self.now

    def go(self, **later: float) -> None:
        self.now += timedelta(**later)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a demonstration hub that nobody has used yet: copy it."""
    own = tmp_path_factory.getbasetemp()
    return demo_data((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def template() -> Iterator[Any]:
    manager = (
        databases.postgres_server()
        if databases.wanted() == "postgresql"
        else databases.sqlite_template()
    )
    with manager as template:
        yield template


@dataclass(frozen=True)
class Staged:
    """A template with the stage in it, and the stage pickled: each test gets a copy of both.

    Writing the same rows for every test anew took a fifth of the time of most.
    """

    template: Any
    pickled: bytes


@pytest.fixture(scope="session")
def staged(template: Any) -> Staged:
    stage = a_stage()
    further = (
        databases.further_postgres
        if databases.wanted() == "postgresql"
        else databases.further_sqlite
    )
    return Staged(further(template, lambda session: settle(session, stage)), pickle.dumps(stage))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, template: Any, tmp_path: Path) -> Iterator[str]:
    """Return a database of this test's own; the stage is in it if the test asks for one."""
    has_stage = "stage" in request.fixturenames
    filled = request.getfixturevalue("staged").template if has_stage else None
    if databases.wanted() == "postgresql":
        url = databases.fresh_postgres(template, filled or databases.EMPTY)
        yield url
        databases.drop_postgres(template, url)
    else:
        shutil.copy(filled or template, tmp_path / "hub.sqlite3")
        yield f"sqlite:///{tmp_path / 'hub.sqlite3'}"


@pytest.fixture(scope="session")
def _movable() -> Iterator[databases.MovableEngine]:
    movable = databases.MovableEngine(
        "postgresql://" if databases.wanted() == "postgresql" else "sqlite:///moved.sqlite3"
    )
    if movable.engine.dialect.name == "sqlite":  # these databases need not outlive the machine
        event.listen(movable.engine, "connect", _do_not_wait_for_the_disk)
    yield movable
    movable.engine.dispose()


def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def engine(_movable: databases.MovableEngine, database_url: str) -> Iterator[Engine]:
    _movable.move(database_url)
    yield _movable.engine
    _movable.engine.dispose()


@pytest.fixture(scope="session")
def _common_settings() -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        base_url="http://localhost",
        office_program="no-such-office",
        secret_key="a secret of the tests only, long enough",  # type: ignore[arg-type]
    )


@pytest.fixture
def settings(_common_settings: Settings, tmp_path: Path, database_url: str) -> Settings:
    return _common_settings.model_copy(update={"data_dir": tmp_path, "database_url": database_url})


@pytest.fixture(scope="session")
def socketio() -> SocketIO:
    settings = Settings(_env_file=None, base_url="http://localhost")  # type: ignore[call-arg]
    return create_socketio(settings, async_mode="threading")


@dataclass
class Heard:
    """Every event that was announced, in order."""

    events: list[Event] = field(default_factory=list)

    def names(self) -> list[str]:
        return [event.name for event in self.events]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def runtime(
    engine: Engine, settings: Settings, clock: SetClock, socketio: SocketIO, heard: Heard
) -> Runtime:
    tell_browsers = announcer(socketio, NEWS)

    def announce(event: Event) -> None:
        heard.events.append(event)
        if socketio.server is not None:
            tell_browsers(event)

    return create_runtime(engine, settings, clock=clock, announce=announce)


@pytest.fixture(scope="session")
def _empty_storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Storage(tmp_path_factory.mktemp("storage")).root


@pytest.fixture
def storage(settings: Settings, _empty_storage: Path) -> Storage:
    shutil.copytree(_empty_storage, settings.files_dir)  # need not outlive a power cut
    return Storage(settings.files_dir)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    workers = Workers(1)
    yield workers
    workers.stop()


@pytest.fixture
def media() -> FakeMedia:
    return FakeMedia()


@pytest.fixture
def ballot_keys(settings: Settings) -> BallotKeys:
    return BallotKeys(settings.ballot_keys_dir)


@pytest.fixture
def opinion_keys(settings: Settings) -> OpinionKeys:
    return OpinionKeys(settings.ballot_keys_dir / FOLDER)


@pytest.fixture
def office(settings: Settings) -> Office:
    """LibreOffice is not installed unless a test says so: `settings.office_program`."""
    return office_of(settings)


@pytest.fixture
def neighbours(
    storage: Storage,
    workers: Workers,
    media: FakeMedia,
    ballot_keys: BallotKeys,
    opinion_keys: OpinionKeys,
    office: Office,
) -> dict[type[Any], object]:
    return {
        Storage: storage,
        Workers: workers,
        MediaGateway: media,
        Mailer: NoMailer(),
        RememberedVerdicts: RememberedVerdicts(),
        Office: office,
        BallotKeys: ballot_keys,
        OpinionKeys: opinion_keys,
    }


@dataclass
class Shared:
    """The application of a test process: building its table of addresses takes a while."""

    app: Flask | None = None


@pytest.fixture(scope="session")
def _shared() -> Shared:
    return Shared()


@pytest.fixture
def app(
    runtime: Runtime,
    socketio: SocketIO,
    neighbours: dict[type[Any], object],
    _shared: Shared,
) -> Iterator[Flask]:
    """Return the web application, around the runtime and neighbours of this test."""
    if _shared.app is None:
        _shared.app = create_app(runtime, socketio, neighbours)
    app = _shared.app
    access.mount(app, runtime, accounts.find_actors, with_signer(runtime, neighbours))
    config, views = dict(app.config), dict(app.view_functions)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    limiter.enabled = False
    yield app
    limiter.enabled = True
    app.config.update(config)
    app.view_functions.update(views)


@pytest.fixture
def counted(app: Flask) -> Iterator[None]:
    """How often somebody asks is limited, as in a hub; other tests may ask at will."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def stage(staged: Staged, database_url: str) -> Stage:
    """Return an office, its communes and a meeting, which are in the database of this test."""
    stage: Stage = pickle.loads(staged.pickled)  # noqa: S301  (our own, of a moment ago)
    return stage


@pytest.fixture
def client_of(app: Flask, runtime: Runtime, stage: Stage) -> Callable[[Person], FlaskClient]:
    """Return a browser in which this person is signed in, by a real session row."""

    def signed_in(person: Person) -> FlaskClient:
        token = TOKEN.format(id=person.id)
        with runtime.unit_of_work(SYSTEM) as uow:
            if accounts.find_sign_in(uow.session, token) is None:
                uow.session.add(
                    SignIn(
                        id=SignInId(new_id()),
                        person_id=person.id,
                        post_id=stage.posts[person.id].id,
                        token_sha256=accounts.sha256_of(token),
                        created_at=uow.now,
                        seen_at=uow.now,
                    )
                )
        client = app.test_client()
        with client.session_transaction() as session:
            session["session"] = token
        return client

    return signed_in


@pytest.fixture
def line_of(
    app: Flask, socketio: SocketIO
) -> Iterator[Callable[[FlaskClient], SocketIOTestClient]]:
    """Return the live line of a browser. It ends with the test: the next has the same meetings."""
    opened: list[SocketIOTestClient] = []

    def connected(browser: FlaskClient) -> SocketIOTestClient:
        opened.append(socketio.test_client(app, flask_test_client=browser))
        return opened[-1]

    yield connected
    for line in opened:
        if line.is_connected():
            line.disconnect()


@pytest.fixture
def sent(runtime: Runtime) -> Callable[[], list[OutgoingMessage]]:
    """Return every message in the outbox, in the order of posting."""

    def messages() -> list[OutgoingMessage]:
        with runtime.read() as session:
            return list(session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id)))

    return messages
