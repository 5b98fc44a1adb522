"""The tables: bringing a database to the version of this program."""

from pathlib import Path
from typing import Final

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from hub.cli.setting_up import settings_of_now
from hub.core.db import for_reading, make_engine

FOLDER: Final = Path(__file__).parents[1] / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, on a connection of ours."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest version, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(config(connection), "head")


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
