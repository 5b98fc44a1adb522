"""Guests: sites of a meeting that belong to nobody in the directory."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every site be what it was: no guest, and given the documents."""
    with op.batch_alter_table("meeting_sites") as table:
        table.add_column(
            sa.Column("is_guest", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(
            sa.Column("gets_documents", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("meeting_sites") as table:
        table.alter_column("is_guest", server_default=None)
        table.alter_column("gets_documents", server_default=None)


def downgrade() -> None:
    """Forget which sites are guests; they stay in the meeting like other sites."""
    with op.batch_alter_table("meeting_sites") as table:
        table.drop_column("gets_documents")
        table.drop_column("is_guest")
