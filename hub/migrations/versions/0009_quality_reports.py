"""Line quality as a report: what the engine saw, alerts, the limits of the grades."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _witness_samples()
    _line_alerts()
    op.create_table(
        "grade_scales",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_grade_scales_set_by_id_people")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_grade_scales")),
    )


def _witness_samples() -> None:
    op.create_table(
        "witness_samples",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("receiving", sa.Boolean(), nullable=True),
        sa.Column("rtt_ms", sa.Double(), nullable=True),
        sa.Column("up_loss_pct", sa.Double(), nullable=True),
        sa.Column("down_loss_pct", sa.Double(), nullable=True),
        sa.Column("up_jitter_ms", sa.Double(), nullable=True),
        sa.Column("down_jitter_ms", sa.Double(), nullable=True),
        sa.Column("up_kbps", sa.Double(), nullable=True),
        sa.Column("down_kbps", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_witness_samples_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_witness_samples_meeting_site_id_meeting_sites"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_samples")),
        sa.UniqueConstraint(
            "meeting_site_id", "at", name=op.f("uq_witness_samples_meeting_site_id_at")
        ),
    )
    with op.batch_alter_table("witness_samples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_witness_samples_meeting_id"), ["meeting_id"])


def _line_alerts() -> None:
    op.create_table(
        "line_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("over_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_on_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_on_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_line_alerts_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_line_alerts_meeting_site_id_meeting_sites"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_on_by_id"], ["people.id"], name=op.f("fk_line_alerts_taken_on_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_alerts")),
    )
    with op.batch_alter_table("line_alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_alerts_meeting_id"), ["meeting_id"])
        batch_op.create_index("ix_line_alerts_newest", ["meeting_site_id", "raised_at"])


def downgrade() -> None:
    op.drop_table("grade_scales")
    op.drop_table("line_alerts")
    op.drop_table("witness_samples")
