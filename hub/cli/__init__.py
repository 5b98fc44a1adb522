"""The commands of a hub: `python -m hub --help`."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, cast

import click

from hub.core.errors import HubError
from hub.core.settings import InsecureSettings

#: Command -> the module of this package that holds it. Loaded when asked for: half of the time
#: of a short command is the import of what another one needs.
COMMANDS: Final = {
    "serve": "serve",
    "init": "first_run",
    "demo": "demo",
    "migrate": "schema",
    "backup": "keeping",
    "verify": "verify",
    "assets": "assets",
    "users": "users",
    "test-keys": "test_keys",
    "media": "media",
    "trust": "trust",
}


@contextmanager
def refusals_told() -> Iterator[None]:
    """Show a refusal as a sentence, not as a stack of calls."""
    try:
        yield
    except HubError as error:
        raise click.ClickException(str(error)) from error
    except InsecureSettings as error:
        click.echo("This hub is not fit for production:", err=True)
        for reason in error.args:
            click.echo(f"  - {reason}", err=True)
        sys.exit(2)


class Commands(click.Group):
    """Loads a command when it is used, tells refusals."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of the commands, the most used first."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return the command of this name."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"hub.cli.{COMMANDS[name]}")
        return cast("click.Command", getattr(module, name.replace("-", "_")))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with refusals_told():
            return super().invoke(ctx)


@click.group(cls=Commands)
def cli() -> None:
    """Điểm Cầu: online conferences of an office with its communes."""
