"""Incidents that the hub notes by itself: nobody called, and one may be of many sites."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an incident have no caller and no site of its own."""
    with op.batch_alter_table("incidents") as table:
        table.alter_column("called_by_id", existing_type=sa.Uuid(), nullable=True)
        table.alter_column("meeting_site_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Forget what the hub noted: an earlier hub has no place for it."""
    op.execute("DELETE FROM incidents WHERE called_by_id IS NULL OR meeting_site_id IS NULL")
    with op.batch_alter_table("incidents") as table:
        table.alter_column("meeting_site_id", existing_type=sa.Uuid(), nullable=False)
        table.alter_column("called_by_id", existing_type=sa.Uuid(), nullable=False)
