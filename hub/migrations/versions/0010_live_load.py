"""What a conference of ten thousand sites needs."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Find seats by their connection; keep old samples minute by minute."""
    op.create_index(op.f("ix_seats_connection"), "seats", ["connection"])
    op.create_table(
        "quality_minutes",
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("minute", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("poor", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("rtt_ms", sa.Double(), nullable=True),
        sa.Column("rtt_worst_ms", sa.Double(), nullable=True),
        sa.Column("jitter_ms", sa.Double(), nullable=True),
        sa.Column("loss_pct", sa.Double(), nullable=True),
        sa.Column("loss_worst_pct", sa.Double(), nullable=True),
        sa.Column("mos", sa.Double(), nullable=True),
        sa.Column("fps", sa.Double(), nullable=True),
        sa.Column("up_kbps", sa.Double(), nullable=True),
        sa.Column("down_kbps", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_quality_minutes_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_quality_minutes_meeting_site_id_meeting_sites"),
        ),
        sa.PrimaryKeyConstraint("meeting_site_id", "minute", name=op.f("pk_quality_minutes")),
    )
    op.create_index(op.f("ix_quality_minutes_meeting_id"), "quality_minutes", ["meeting_id"])


def downgrade() -> None:
    """Keep no minutes; look through all seats again."""
    op.drop_table("quality_minutes")
    op.drop_index(op.f("ix_seats_connection"), "seats")
