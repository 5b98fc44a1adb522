"""Databases for tests: a fresh copy of a template, SQLite by default, PostgreSQL when asked.

PostgreSQL is started here, on a socket in a temporary folder, so a test run needs no server.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

import hub.app  # noqa: F401  (loads every table)
from hub.core.db import Base, make_engine
from hub.core.ids import new_id

#: Puts what a template holds into the database of the session.
Fill: TypeAlias = Callable[[Session], None]
#: The template of PostgreSQL that has tables and nothing in them.
EMPTY: Final = "hub_template"


def wanted() -> str:
    return os.environ.get("HUB_TEST_DATABASE", "sqlite")


def postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def sqlite_template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite3"
        engine = make_engine(f"sqlite:///{path}")
        Base.metadata.create_all(engine)
        _put_into_one_file(engine)
        yield path


def further_sqlite(template: Path, fill: Fill) -> Path:
    """Return another template: a copy of this one with more in it."""
    path = template.with_name("filled.sqlite3")
    shutil.copy(template, path)
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine, expire_on_commit=False) as session, session.begin():
        fill(session)
    _put_into_one_file(engine)
    return path


def _put_into_one_file(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start PostgreSQL with an empty template database; yield the URL prefix of its databases."""
    programs = postgres_programs()
    assert programs, "install PostgreSQL (Debian: postgresql) to run the suite on it"
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def do(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )

    do(
        "initdb",
        "-D",
        str(data),
        "-U",
        "hub",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    do("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    prefix = f"postgresql+psycopg://hub@/{{name}}?host={folder}"
    try:
        _create(prefix, EMPTY)
        engine = create_engine(prefix.format(name=EMPTY))
        Base.metadata.create_all(engine)
        engine.dispose()
        yield prefix
    finally:
        do("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


class MovableEngine:
    """One engine for all tests of a process, pointed at the database of each in turn.

    An engine keeps the statements it compiled; a new one for each test would compile them anew.
    """

    def __init__(self, url: str) -> None:
        self.engine: Engine = make_engine(url)
        self._place = make_url(url)
        event.listen(self.engine, "do_connect", self._redirect)

    def move(self, url: str) -> None:
        self.engine.dispose()
        self._place = make_url(url)

    def _redirect(self, dialect: Any, _record: object, cargs: Any, cparams: Any) -> None:
        place, options = dialect.create_connect_args(self._place)
        cargs[:] = place
        cparams.update(options)


def further_postgres(prefix: str, fill: Fill) -> str:
    """Return the name of another template: a copy of the empty one with more in it."""
    name = "hub_filled"
    _create(prefix, name, template=EMPTY)
    engine = make_engine(prefix.format(name=name))
    with Session(engine, expire_on_commit=False) as session, session.begin():
        fill(session)
    engine.dispose()
    return name


def fresh_postgres(prefix: str, template: str) -> str:
    name = f"test_{new_id().hex}"
    _create(prefix, name, template=template)
    return prefix.format(name=name)


def empty_postgres(prefix: str) -> str:
    """Return a database without tables."""
    name = f"empty_{new_id().hex}"
    _create(prefix, name)
    return prefix.format(name=name)


def drop_postgres(prefix: str, url: str) -> None:
    name = url.split("@/")[1].split("?", maxsplit=1)[0]
    engine = create_engine(prefix.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def _create(prefix: str, name: str, template: str = "template1") -> None:
    engine = create_engine(prefix.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
