"""The places of a meeting are found without its withdrawn sites: by an index that knows them."""

from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

NAME = "ix_meeting_sites_places"


def upgrade() -> None:
    """Count and list who takes part from the index alone."""
    op.drop_index(NAME, table_name="meeting_sites")
    op.create_index(NAME, "meeting_sites", ["meeting_id", "withdrawn_at", "position", "id"])


def downgrade() -> None:
    """Look at every site of a meeting again."""
    op.drop_index(NAME, table_name="meeting_sites")
    op.create_index(NAME, "meeting_sites", ["meeting_id", "position", "id"])
