"""A hub to try: an office with its communes, invented people, meetings, test keys."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import click

from hub.accounts import service as accounts
from hub.cli import demo_meetings, profiles, schema
from hub.cli.demo_stage import Stage
from hub.cli.first_run import is_set_up
from hub.cli.profiles import Built
from hub.cli.setting_up import runtime_of
from hub.cli.sign_ins import SIGN_INS, print_sign_ins
from hub.cli.users import new_password
from hub.core.db import make_engine
from hub.core.ids import PersonId, UnitId
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import SYSTEM
from hub.invitations import queries as invitations
from hub.invitations.notices import desk_of
from hub.quality import jobs as quality_jobs

#: Lies in the data folder while demo data are being made.
UNFINISHED: Final = "demo-unfinished"
#: The demo's past needs keys that could sign in it.
KEYS_SINCE: Final = timedelta(days=30)


@click.command()
@click.option(
    "--profile",
    "name",
    type=click.Choice(sorted(profiles.PROFILES)),
    default="three_tier_2021",
    show_default=True,
)
def demo(name: str) -> None:
    """Set up a demonstration hub, or print the sign-ins of the one that is there."""
    settings = Settings()
    if settings.production:
        raise click.ClickException("a production hub takes no demo data: unset HUB_PRODUCTION")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir / SIGN_INS
    if not file.exists():
        _clear_unfinished(settings)
        _set_up(settings, profiles.PROFILES[name], file)
    print_sign_ins(json.loads(file.read_text()), settings.url)


def _clear_unfinished(settings: Settings) -> None:
    """Remove what a demo left behind that was interrupted while it was made; nothing else."""
    mark = settings.data_dir / UNFINISHED
    if not mark.exists():
        return
    if settings.database_url:
        raise click.ClickException(
            "The demo data were interrupted while they were made. Empty the database, "
            f"remove {settings.data_dir} and try again."
        )
    for suffix in ("", "-wal", "-shm"):
        (settings.data_dir / f"hub.sqlite3{suffix}").unlink(missing_ok=True)
    shutil.rmtree(settings.files_dir, ignore_errors=True)


def _set_up(settings: Settings, profile: profiles.Profile, file: Path) -> None:
    engine = make_engine(settings.database)
    if not schema.is_current(engine):
        schema.upgrade(engine)
    runtime = runtime_of(settings)
    if is_set_up(runtime):
        raise click.ClickException("this hub has data already; demo data goes into an empty one")
    mark = settings.data_dir / UNFINISHED
    mark.touch()
    password = new_password()
    with runtime.unit_of_work(SYSTEM) as uow:
        built = profiles.build(uow, profile)
        for username, person in built.people.items():
            accounts.open_account(
                uow,
                person,
                username=username,
                password=password,
                must_change=False,
                is_demo=True,
            )
    pins = _make_keys(runtime, settings, built)
    demo_meetings.hold(Stage(runtime, built, pins))
    quality_jobs.sum_lines_up(runtime)
    _keep(file, _sign_ins(profile, built, password, pins, _guest_of(runtime)))
    mark.unlink()


def _make_keys(runtime: Runtime, settings: Settings, built: Built) -> dict[PersonId | UnitId, str]:
    """Make test keys for those who sign: the host's office, and the heads of the communes."""
    from hub.cli.test_identity import make_test_identity

    people = [person for name, person in built.people.items() if not name.startswith("vt.")]
    since = runtime.clock() - KEYS_SINCE
    return make_test_identity(runtime, settings, people, [built.host], since=since)


def _sign_ins(
    profile: profiles.Profile,
    built: Built,
    password: str,
    pins: dict[Any, str],
    guest: dict[str, str],
) -> dict[str, Any]:
    return {
        "profile": profile.title,
        "password": password,
        "organisation_pin": pins.get(built.host.id, ""),
        "people": [
            {
                "username": each.username,
                "name": each.name,
                "title": each.title,
                "pin": pins.get(built.people[each.username].id, ""),
            }
            for each in profile.people
        ],
        "guest": guest,
    }


def _guest_of(runtime: Runtime) -> dict[str, str]:
    """Return who was asked as a guest, and the path of the link in that mail."""
    with runtime.read() as session:
        asked = invitations.newest_guest(session)
        if asked is None:
            return {}
        link = desk_of(runtime.settings).link_of(asked.meeting, asked)
    return {"name": asked.unit.short_name, "path": link.removeprefix(runtime.settings.url)}


def _keep(file: Path, content: dict[str, Any]) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        json.dump(content, out, ensure_ascii=False, indent=1)
