"""On which media nodes meetings are held: one truth for all processes of a hub."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "media_places",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_media_places_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "node", name=op.f("pk_media_places")),
    )


def downgrade() -> None:
    """Forget it: an earlier hub asks the nodes."""
    op.drop_table("media_places")
