"""Test keys for a hub of one's own: for trying signatures before there are real ones."""

from typing import Final

import click
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hub.accounts.models import Account
from hub.cli.opening import opened
from hub.cli.test_identity import make_test_identity
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory import queries as directory
from hub.directory.models import Person, Unit
from hub.documents.models import SigningKey

IN_USE: Final = SigningKey.retired_at.is_(None)


@click.command("test-keys")
@click.argument("usernames", nargs=-1)
def test_keys(usernames: tuple[str, ...]) -> None:
    """Make test keys, without legal value, for people (USERNAMES, or all) who have none.

    Units with a registry clerk among them get a key too. A new test authority is trusted from
    now on, and the hub stamps the time itself. The PINs are printed once.
    """
    runtime = opened()
    if runtime.settings.production:
        raise click.ClickException("a production hub takes no test keys")
    with runtime.read() as session:
        asked = _people(session, usernames)
        people = _without_key(session, asked)
        units = _units_without_key(session, asked)
    print_test_keys(runtime, people, units)


def print_test_keys(runtime: Runtime, people: list[Person], units: list[Unit]) -> None:
    """Make the keys and print whose they are, with their PINs."""
    if not (people or units):
        click.echo("Everybody has a key already.")
        return
    pins = make_test_identity(runtime, runtime.settings, people, units)
    click.echo("Khóa thử nghiệm, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ. Mã PIN chỉ hiện một lần:")
    for person in people:
        click.echo(f"{person.name:<40}{pins[person.id]}")
    for unit in units:
        click.echo(f"{unit.name:<40}{pins[unit.id]}")


def _people(session: Session, usernames: tuple[str, ...]) -> list[Person]:
    asked = select(Account).options(joinedload(Account.person)).order_by(Account.username)
    accounts = session.scalars(asked).all()
    unknown = set(usernames) - {each.username for each in accounts}
    if unknown:
        raise click.ClickException(f"there is no account {', '.join(sorted(unknown))}")
    return [
        each.person
        for each in accounts
        if each.person.active and (not usernames or each.username in usernames)
    ]


def _without_key(session: Session, people: list[Person]) -> list[Person]:
    with_key = set(session.scalars(select(SigningKey.person_id).where(IN_USE)))
    return [each for each in people if each.id not in with_key]


def _units_without_key(session: Session, people: list[Person]) -> list[Unit]:
    with_key = set(session.scalars(select(SigningKey.unit_id).where(IN_USE)))
    found = {
        post.unit_id: post.unit
        for person in people
        for post in directory.posts_of(session, person.id)
        if Role.REGISTRY_CLERK in {each.role for each in post.roles}
    }
    return [unit for unit_id, unit in found.items() if unit_id not in with_key]
