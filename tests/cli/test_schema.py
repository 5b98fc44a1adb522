"""The migrations make exactly the tables of the program."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CHAR,
    JSON,
    Connection,
    Date,
    DateTime,
    String,
    Text,
    Uuid,
    inspect,
    text,
)
from sqlalchemy.types import TypeEngine

from hub.cli import schema
from hub.core.db import Base, make_engine
from tests import databases


def test_migrating_an_empty_database_gives_the_tables_of_the_program(
    tmp_path,
    template,  # type: ignore[no-untyped-def]
) -> None:
    if databases.wanted() == "postgresql":
        databases._create(template, "migrated")
        url = template.format(name="migrated")
    else:
        url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    engine = make_engine(url)
    schema.upgrade(engine)
    assert schema.is_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        guards = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            if engine.dialect.name == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        )
        assert connection.execute(text(guards)).scalar() in {1, 2}
    engine.dispose()


#: The version that hubs ran before the live conference was deepened.
BEFORE = "0003"


def test_a_hub_with_data_is_brought_up_to_date_and_loses_nothing(tmp_path: Path) -> None:
    """SQLite makes changed tables anew, which rows that point to them would forbid."""
    if databases.wanted() == "postgresql":
        return
    engine = make_engine(f"sqlite:///{tmp_path / 'hub.sqlite3'}")
    schema.upgrade(engine, BEFORE)
    tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.begin() as connection:
        rows = Rows(connection)
        for table in tables:
            rows.one_of(table)
    schema.upgrade(engine)
    with engine.connect() as connection:
        counts = {
            table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()
            for table in inspect(engine).get_table_names()
            if table in tables
        }
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert min(counts.values()) == 1
    engine.dispose()


class Rows:
    """One row in each table, and in every table it points to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._inspector = inspect(connection)
        self._made: dict[str, dict[str, Any]] = {}

    def one_of(self, table: str) -> dict[str, Any]:
        if table in self._made:
            return self._made[table]
        points = {
            column: (key["referred_table"], there)
            for key in self._inspector.get_foreign_keys(table)
            for column, there in zip(
                key["constrained_columns"], key["referred_columns"], strict=True
            )
        }
        row: dict[str, Any] = {}
        for column in self._inspector.get_columns(table):
            name = column["name"]
            if name in points and points[name][0] != table:
                if not column["nullable"]:
                    row[name] = self.one_of(points[name][0])[points[name][1]]
            elif not column["nullable"]:
                row[name] = _any_value(column["type"])
        names, places = (
            ", ".join(f'"{each}"' for each in row),
            ", ".join(f":{each}" for each in row),
        )
        self._connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({places})'), row)
        self._made[table] = row
        return row


def _any_value(kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, String | Text):
        return "x"
    if isinstance(kind, DateTime):
        return "2026-11-22 08:00:00.000000"
    if isinstance(kind, JSON):
        return "{}"
    if isinstance(kind, Date):
        return "2026-11-22"
    if isinstance(kind, CHAR | Uuid):
        return "0" * 32
    return 1
