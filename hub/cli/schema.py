"""The tables: bringing a database to the version of this program."""

from contextlib import closing
from pathlib import Path
from typing import Final

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select

from hub.cli.setting_up import settings_of_now
from hub.core.db import for_reading, make_engine
from hub.core.locks import Lock

FOLDER: Final = Path(__file__).parents[1] / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, on a connection of ours."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the tables to the newest version, in one transaction.

    SQLite changes a table by making it anew and dropping the old one, which its foreign keys
    would forbid while rows point there; so they rest meanwhile, and are all checked at the end.
    Raises ClickException, and changes nothing, when a row then points nowhere.
    """
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            _enforce_keys(connection, on=False)
        try:
            with connection.begin():
                if not is_sqlite:  # processes that start together take turns
                    connection.execute(select(func.pg_advisory_xact_lock(int(Lock.MIGRATION))))
                command.upgrade(config(connection), to)
                if is_sqlite:
                    _ensure_keys_hold(connection)
        finally:
            if is_sqlite:
                _enforce_keys(connection, on=True)


def _enforce_keys(connection: Connection, *, on: bool) -> None:
    """Say it to the driver: inside a transaction SQLite does not hear it."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _ensure_keys_hold(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise click.ClickException(f"Rows of {broken[0]} point to nothing in {broken[2]}.")


def is_current(engine: Engine) -> bool:
    """Tell whether the tables are those of this program."""
    with for_reading(engine).connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(config()).get_heads())


@click.command()
def migrate() -> None:
    """Bring the database to the version of this program."""
    engine = make_engine(settings_of_now().database)
    if is_current(engine):
        click.echo("The database is up to date.")
        return
    upgrade(engine)
    click.echo("The database was brought up to date.")
