"""Withdrawn invitations: a site taken out of an invited meeting stays for the record."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("meeting_sites", "invitations")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("withdrawn_at", hub.core.db.UtcDateTime(timezone=True), nullable=True)
            )


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("withdrawn_at")
