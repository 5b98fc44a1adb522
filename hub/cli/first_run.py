"""Setting up a hub of one's own, without demo data."""

import click
from sqlalchemy import func, select

from hub.accounts import service as accounts
from hub.cli import schema
from hub.cli.setting_up import runtime_of, settings_of_now
from hub.cli.test_keys import print_test_keys
from hub.cli.users import new_password
from hub.core.clock import wall_date
from hub.core.db import make_engine
from hub.core.fold import fold
from hub.core.ids import PersonId, PostId, SiteId, UnitId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role, UnitOfWork
from hub.directory.models import Person, Post, PostRole, Site, Unit


@click.command()
@click.option(
    "--unit", prompt="Tên đơn vị chủ quản hub (ví dụ: UBND huyện Yên Lập)", help="The office."
)
@click.option(
    "--place", prompt="Địa danh ghi trên văn bản (ví dụ: Yên Lập)", help="Place on its papers."
)
@click.option("--admin", prompt="Họ và tên quản trị hệ thống", help="First administrator's name.")
@click.option("--username", prompt="Tên đăng nhập của quản trị hệ thống", help="And user name.")
@click.option("--level", default="district", help="Code of the unit's level.")
@click.option("--level-name", default="huyện", help="How people call that level.")
@click.option(
    "--keys/--no-keys",
    help="Make test keys for signing, too; see test-keys. Not in production.  [default: keys]",
    default=None,
)
def init(
    unit: str, place: str, admin: str, username: str, level: str, level_name: str,
    *, keys: bool | None,
) -> None:  # fmt: skip
    """Set up a new hub: tables, the first unit, the main site, the first administrator.

    Outside production also a test authority with keys of the unit and the administrator, so
    that signing can be tried with nothing else installed.
    """
    settings = settings_of_now()
    if keys and settings.production:
        raise click.ClickException("a production hub takes no test keys")
    schema.upgrade(make_engine(settings.database))
    runtime = runtime_of(settings)
    if is_set_up(runtime):
        raise click.ClickException("this hub is set up already")
    password = new_password()
    with runtime.unit_of_work(SYSTEM) as uow:
        host = _first_unit(uow, unit, place, level, level_name)
        person = _administrator(uow, host, admin)
        accounts.open_account(uow, person, username=username, password=password)
    click.echo(f"Hub đã sẵn sàng cho {unit}.")
    click.echo(f"Đăng nhập: {fold(username)}   Mật khẩu lần đầu: {password}")
    if keys or (keys is None and not settings.production):
        print_test_keys(runtime, [person], [host])
        click.echo("Khóa thử cho người thêm sau này: `python -m hub test-keys`.")
    click.echo("Chạy `python -m hub serve` rồi đăng nhập để thêm đơn vị, điểm cầu và người dùng.")


def is_set_up(runtime: Runtime) -> bool:
    """Tell whether the hub has a unit."""
    with runtime.read() as session:
        return bool(session.scalar(select(func.count()).select_from(Unit)))


def _first_unit(uow: UnitOfWork, name: str, place: str, level: str, level_name: str) -> Unit:
    unit = Unit(
        id=UnitId(new_id()),
        level=level,
        level_name=level_name,
        place=place,
        abbreviation="UBND",
        valid_from=wall_date(uow.now),
    )
    unit.rename(name, name.removeprefix("UBND "))
    uow.session.add(unit)
    uow.session.flush()
    site = Site(
        id=SiteId(new_id()), unit_id=unit.id, name=f"Điểm cầu {unit.short_name}", is_main=True
    )
    uow.session.add(site)
    return unit


def _administrator(uow: UnitOfWork, unit: Unit, name: str) -> Person:
    person = Person(id=PersonId(new_id()), active=True)
    person.rename(name)
    uow.session.add(person)
    uow.session.flush()
    post = Post(
        id=PostId(new_id()),
        person_id=person.id,
        unit_id=unit.id,
        title="Quản trị hệ thống",
        valid_from=wall_date(uow.now),
    )
    post.roles = [PostRole(post_id=post.id, role=Role.SYSTEM_ADMIN)]
    uow.session.add(post)
    return person
