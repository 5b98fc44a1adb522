"""Sums of lines made after the close; pages of sites."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note which meetings are to be summed up; read a page of a meeting's sites by an index."""
    op.create_table(
        "pending_sums",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("since", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("summed_to", sa.Uuid(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_pending_sums_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["summed_to"], ["meeting_sites.id"], name=op.f("fk_pending_sums_summed_to_meeting_sites")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_pending_sums")),
    )
    op.create_index(
        "ix_meeting_sites_places", "meeting_sites", ["meeting_id", "position", "id"]
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_meeting_sites_places", "meeting_sites")
    op.drop_table("pending_sums")
