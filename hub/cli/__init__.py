"""The commands of a hub: `python -m hub --help`."""

import sys

import click

from hub.cli import assets, demo, first_run, keeping, schema, serve, users, verify
from hub.core.errors import HubError
from hub.core.settings import InsecureSettings


class Commands(click.Group):
    """Shows a refusal as a sentence, not as a stack of calls."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except HubError as error:
            raise click.ClickException(str(error)) from error
        except InsecureSettings as error:
            click.echo("This hub is not fit for production:", err=True)
            for reason in error.args:
                click.echo(f"  - {reason}", err=True)
            sys.exit(2)


@click.group(cls=Commands)
def cli() -> None:
    """Điểm Cầu: online conferences of an office with its communes."""


for _command in (
    serve.serve,
    first_run.init,
    demo.demo,
    schema.migrate,
    keeping.backup,
    verify.verify,
    assets.assets,
    users.users,
):
    cli.add_command(_command)
