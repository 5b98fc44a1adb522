"""The audit chain: any change, loss or insertion shows; the database refuses to change it."""

import random

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from hub.audit.queries import verify_chain
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from tests.core.test_runtime import UnitPraised
from tests.databases import wanted

ENTRIES = 40


@pytest.fixture
def chain(runtime: Runtime) -> Runtime:
    for number in range(ENTRIES):
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.emit(UnitPraised(f"xã số {number}"))
    return runtime


def tampered(engine: Engine, statement: str) -> None:
    """Change the log as somebody with the rights of the database's owner could."""
    with engine.begin() as connection:
        if wanted() == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_update"))
            connection.execute(text("DROP TRIGGER IF EXISTS audit_entries_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_an_untouched_chain_is_whole(chain: Runtime) -> None:
    with chain.read() as session:
        state = verify_chain(session)
    assert state.is_whole
    assert state.entries == ENTRIES


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_entries SET event = 'x'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_the_log(chain: Runtime, engine: Engine, verb: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(verb))


@pytest.mark.parametrize("seed", range(12))
def test_any_single_tampering_is_found_at_its_place(
    chain: Runtime, engine: Engine, seed: int
) -> None:
    chance = random.Random(seed)
    seq = chance.randint(1, ENTRIES - 1)
    statement = chance.choice(
        [
            f'UPDATE audit_entries SET facts = \'{{"unit": "khác"}}\' WHERE seq = {seq}',
            f"UPDATE audit_entries SET actor_name = 'người khác' WHERE seq = {seq}",
            f"UPDATE audit_entries SET event = 'unit:blamed' WHERE seq = {seq}",
            f"DELETE FROM audit_entries WHERE seq = {seq}",
        ]
    )
    tampered(engine, statement)
    with chain.read() as session:
        assert verify_chain(session).broken_at == seq
