"""Accounts from the command line: for the first administrator, and when nobody can sign in."""

import secrets

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.accounts import queries, service
from hub.accounts.models import Account
from hub.cli.opening import opened
from hub.core.unit_of_work import SYSTEM


@click.group()
def users() -> None:
    """Accounts: list, reset, disable."""


@users.command("list")
def list_() -> None:
    """List every account."""
    with opened().read() as session:
        rows = session.scalars(
            select(Account).options(joinedload(Account.person)).order_by(Account.username)
        )
        for account in rows:
            state = "" if account.person.active else "  (disabled)"
            click.echo(f"{account.username:24} {account.person.name}{state}")


@users.command()
@click.argument("username")
def reset(username: str) -> None:
    """Give an account a new first password and print it."""
    password = new_password()
    runtime = opened()
    new_hash = service.HASHER.hash(password)
    with runtime.unit_of_work(SYSTEM) as uow:
        account = queries.by_username(uow.session, username)
        if account is None:
            raise click.ClickException(f"there is no account {username}")
        service.reset_password(uow, account, new_hash=new_hash)
    click.echo(f"{username}: {password}")


@users.command()
@click.argument("username")
def disable(username: str) -> None:
    """Close every door to a person, at once."""
    with opened().unit_of_work(SYSTEM) as uow:
        account = queries.by_username(uow.session, username)
        if account is None:
            raise click.ClickException(f"there is no account {username}")
        account.person.active = False
        service.end_sessions(uow, account.person_id)
    click.echo(f"{username} is disabled.")


def new_password() -> str:
    """Return a password by chance, easy to type: four groups of four letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
