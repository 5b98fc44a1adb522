"""Alembic's entry: runs the migrations on the connection it is handed by `hub.cli.schema`."""

from alembic import context

import hub.app  # noqa: F401  (loads every table)
from hub.core.db import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
