"""Units of work: all or nothing, one commit, reactions inside, news after."""

import subprocess
import sys
import threading
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Engine, func, select, text

from hub.audit.models import AuditEntry
from hub.core.db import make_engine
from hub.core.errors import Conflict
from hub.core.events import Event
from hub.core.runtime import Runtime, on, table_of
from hub.core.unit_of_work import SYSTEM, UnitOfWork, ensure_outside_unit_of_work
from hub.directory.models import Unit
from tests.builders import a_unit
from tests.conftest import Heard
from tests.databases import wanted


@dataclass(frozen=True)
class UnitPraised(Event):
    name = "unit:praised"
    unit: str


def units(runtime: Runtime) -> int:
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(Unit)) or 0


def test_nothing_stays_when_the_work_fails(runtime: Runtime, heard: Heard) -> None:
    with pytest.raises(ZeroDivisionError), runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(a_unit())
        uow.emit(UnitPraised("x"))
        _ = 1 / 0
    assert units(runtime) == 0
    assert not heard.events


def test_nothing_stays_when_a_reaction_fails(runtime: Runtime) -> None:
    def fail(_uow: UnitOfWork, _event: UnitPraised) -> None:
        raise ZeroDivisionError

    failing = replace(runtime, reactions=table_of(on(UnitPraised, fail)))
    with pytest.raises(ZeroDivisionError), failing.unit_of_work(SYSTEM) as uow:
        uow.session.add(a_unit())
        uow.emit(UnitPraised("x"))
    assert units(runtime) == 0


def test_reactions_run_in_their_order_and_see_the_rows(runtime: Runtime) -> None:
    heard: list[str] = []

    def first(uow: UnitOfWork, _event: UnitPraised) -> None:
        heard.append(f"first sees {uow.session.scalar(select(func.count()).select_from(Unit))}")

    def second(_uow: UnitOfWork, _event: UnitPraised) -> None:
        heard.append("second")

    reacting = replace(runtime, reactions=table_of(on(UnitPraised, first, second)))
    with reacting.unit_of_work(SYSTEM) as uow:
        uow.session.add(a_unit())
        uow.emit(UnitPraised("x"))
    assert heard == ["first sees 1", "second"]


@dataclass(frozen=True)
class VillagePraised(Event):
    name = "village:praised"
    number: int


def test_one_event_may_be_followed_by_as_many_as_there_are_sites(runtime: Runtime) -> None:
    def praise_all(uow: UnitOfWork, _event: UnitPraised) -> None:
        for number in range(10_598):
            uow.emit(VillagePraised(number))

    many = replace(runtime, reactions=table_of(on(UnitPraised, praise_all)), before_commit=())
    with many.unit_of_work(SYSTEM) as uow:
        uow.emit(UnitPraised("x"))
    assert len(uow.events) == 10_599


def test_reactions_that_go_round_in_a_circle_are_stopped(runtime: Runtime) -> None:
    def praise_again(uow: UnitOfWork, event: UnitPraised) -> None:
        uow.emit(event)

    endless = replace(runtime, reactions=table_of(on(UnitPraised, praise_again)))
    with pytest.raises(RuntimeError, match="never end"), endless.unit_of_work(SYSTEM) as uow:
        uow.emit(UnitPraised("x"))


def test_every_event_is_in_the_audit_log_and_announced_after_the_commit(
    runtime: Runtime, heard: Heard
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.emit(UnitPraised("Xuân Viên"))
        assert not heard.events
    assert heard.names() == ["unit:praised"]
    with runtime.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert entry.facts == {"unit": "Xuân Viên"}


def test_units_of_work_do_not_nest(runtime: Runtime) -> None:
    with runtime.unit_of_work(SYSTEM), pytest.raises(RuntimeError):
        with runtime.unit_of_work(SYSTEM):
            pass


def test_no_gateway_works_inside_a_unit_of_work(runtime: Runtime) -> None:
    with runtime.unit_of_work(SYSTEM), pytest.raises(RuntimeError):
        ensure_outside_unit_of_work()


def test_the_second_of_two_simultaneous_edits_is_a_conflict(runtime: Runtime) -> None:
    unit = a_unit()
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(unit)
    with runtime.read() as session:
        stale = session.get(Unit, unit.id)
        assert stale is not None
        session.expunge(stale)
    with runtime.unit_of_work(SYSTEM) as uow:
        fresh = uow.session.get(Unit, unit.id)
        assert fresh is not None
        fresh.place = "một"
    with pytest.raises(Conflict), runtime.unit_of_work(SYSTEM) as uow:
        stale.place = "hai"
        uow.session.add(stale)
        stale.phone = "1"


def test_fifty_writers_at_once_all_succeed_and_the_chain_stays_whole(runtime: Runtime) -> None:
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with runtime.unit_of_work(SYSTEM) as uow:
                uow.emit(UnitPraised(name))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    from hub.audit.queries import verify_chain

    with runtime.read() as session:
        state = verify_chain(session)
    assert state.is_whole and state.entries == 50


def test_sqlite_commits_survive_a_power_cut(database_url: str) -> None:
    if wanted() != "sqlite":
        return
    engine = make_engine(database_url)  # the engine of the tests does not wait for the disk
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }
    engine.dispose()


def test_postgresql_commits_survive_a_crash_whatever_the_server_says(
    engine: Engine, database_url: str
) -> None:
    if wanted() != "postgresql":
        return
    with engine.connect() as connection:
        database = connection.execute(text("SELECT current_database()")).scalar()
        connection.execute(text(f'ALTER DATABASE "{database}" SET synchronous_commit = off'))
        connection.commit()
    another = make_engine(database_url)
    with another.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    another.dispose()


WRITER = """
import sys
from sqlalchemy import text
from hub.core.db import make_engine
engine = make_engine(sys.argv[1])
for number in range(200):
    with engine.begin() as connection:
        count = connection.execute(text("SELECT n FROM counter")).scalar()
        connection.execute(text("UPDATE counter SET n = :n"), {"n": count + 1})
"""


def test_two_processes_on_one_database_lose_no_write(database_url: str) -> None:
    if wanted() != "sqlite":
        return
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, database_url]) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar() == 400
    engine.dispose()
