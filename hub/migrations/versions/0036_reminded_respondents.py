"""When those asked for an opinion in writing were last reminded by hand."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody knows of reminders before."""
    with op.batch_alter_table("consultations") as table:
        table.add_column(sa.Column("chased_at", hub.core.db.UtcDateTime(timezone=True)))


def downgrade() -> None:
    """Forget it."""
    with op.batch_alter_table("consultations") as table:
        table.drop_column("chased_at")
