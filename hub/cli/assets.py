"""Browser files and texts."""

import click

from hub.core import catalogue
from hub.web import assets as browser_files


@click.group()
def assets() -> None:
    """Browser files and translations: build, texts."""


@assets.command()
def build() -> None:
    """Install the third-party browser files from package-lock.json into static/vendor."""
    built = browser_files.build()
    click.echo("static/vendor was built." if built else "static/vendor is up to date.")
    catalogue.compile_all()


@assets.command()
def texts() -> None:
    """Compile the translations."""
    catalogue.compile_all()
    click.echo("The translations were compiled.")
