"""The hub of this environment, for commands that need what is in it."""

import click
from sqlalchemy import Engine

from hub.cli import schema
from hub.cli.setting_up import runtime_of, settings_of_now
from hub.core.runtime import Runtime


def opened() -> Runtime:
    """Return the hub of this environment. Raises what `ensure_current` and its settings raise."""
    runtime = runtime_of(settings_of_now())
    ensure_current(runtime.engine)
    return runtime


def ensure_current(engine: Engine) -> None:
    """Raise ClickException, naming the database, when its tables are not those of this program."""
    if not schema.is_current(engine):
        raise click.ClickException(
            f"The database is empty or of another version: {engine.url!s}\n"
            "If this is not the one you mean, set HUB_DATA_DIR or HUB_DATABASE_URL. "
            "Otherwise run `python -m hub init`, `python -m hub demo` or `python -m hub migrate`."
        )
