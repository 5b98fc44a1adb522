"""What a conference of ten thousand sites needs."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Find seats by their connection."""
    op.create_index("ix_seats_connection", "seats", ["connection"])


def downgrade() -> None:
    """Look through all seats again."""
    op.drop_index("ix_seats_connection", "seats")
