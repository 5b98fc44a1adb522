"""What was just removed, kept for the moment in which it can be taken back."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "removals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("holds", sa.JSON(), nullable=False),
        sa.Column("back", sa.String(length=300), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_at"), "removals", ["at"])


def downgrade() -> None:
    """Forget what can be taken back."""
    op.drop_index(op.f("ix_removals_at"), table_name="removals")
    op.drop_table("removals")
