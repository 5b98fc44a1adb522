"""Shares that make a quorum, by type of meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an office set the quorum of a type of meeting; null: as the installation says."""
    for name in ("quorum_units", "quorum_persons"):
        op.add_column("attendance_rules", sa.Column(name, sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("attendance_rules") as table:
        table.drop_column("quorum_persons")
        table.drop_column("quorum_units")
