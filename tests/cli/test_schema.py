"""The migrations make exactly the tables of the program."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from hub.cli import schema
from hub.core.db import Base, make_engine
from tests import databases


def test_migrating_an_empty_database_gives_the_tables_of_the_program(
    tmp_path,
    template,  # type: ignore[no-untyped-def]
) -> None:
    if databases.wanted() == "postgresql":
        databases._create(template, "migrated")
        url = template.format(name="migrated")
    else:
        url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    engine = make_engine(url)
    schema.upgrade(engine)
    assert schema.is_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        guards = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            if engine.dialect.name == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        )
        assert connection.execute(text(guards)).scalar() in {1, 2}
    engine.dispose()
