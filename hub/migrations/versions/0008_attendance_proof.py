"""Attendance as proof: numbered sheets that are printed and signed, rules per type of meeting."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = hub.core.db.UtcDateTime(timezone=True)
TYPES = (
    "briefing", "roll-out", "thematic", "interim-review", "final-review", "training", "ad-hoc",
    "other",
)  # fmt: skip
SHA256 = sa.String(length=64)


def upgrade() -> None:
    """Give sheets a number of their own; what was frozen earlier is number 1, printed never."""
    _set_aside()
    op.create_table(
        "attendance_sheets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("frozen_by_id", sa.Uuid(), nullable=False),
        sa.Column("frozen_by_name", sa.String(length=100), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.Column("pdf_sha256", SHA256, nullable=False),
        sa.Column("signed_sha256", SHA256, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("signed_by_name", sa.String(length=100), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["people.id"], name=op.f("fk_attendance_sheets_frozen_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_keys.id"], name=op.f("fk_attendance_sheets_key_id_signing_keys")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_attendance_sheets_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_sheets")),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_attendance_sheets_meeting_id_number")
        ),
    )
    with op.batch_alter_table("attendance_sheets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_sheets_meeting_id"), ["meeting_id"], unique=False
        )
    op.execute(
        "INSERT INTO attendance_sheets (id, meeting_id, number, reason, frozen_at, frozen_by_id,"
        " frozen_by_name, rules, content, sha256, pdf_sha256, signed_sha256, signed_by_name, level)"
        " SELECT meeting_id, meeting_id, 1, '', frozen_at, frozen_by_id, frozen_by_name, '{}',"
        " content, sha256, '', '', '', '' FROM attendance_sheets_before"
    )
    op.drop_table("attendance_sheets_before")
    op.create_table(
        "attendance_rules",
        sa.Column(
            "type",
            sa.Enum(*TYPES, name="meetingtype", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("line_grace_s", sa.Integer(), nullable=False),
        sa.Column("least_share_pct", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_by_name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name=op.f("fk_attendance_rules_changed_by_id_people")
        ),
        sa.PrimaryKeyConstraint("type", name=op.f("pk_attendance_rules")),
    )


def downgrade() -> None:
    """Keep the sheet that counts of each meeting; its signature is lost."""
    op.drop_table("attendance_rules")
    with op.batch_alter_table("attendance_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_sheets_meeting_id"))
    _set_aside()
    op.create_table(
        "attendance_sheets",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("frozen_by_id", sa.Uuid(), nullable=False),
        sa.Column("frozen_by_name", sa.String(length=100), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", SHA256, nullable=False),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["people.id"], name=op.f("fk_attendance_sheets_frozen_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_attendance_sheets_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_attendance_sheets")),
    )
    op.execute(
        "INSERT INTO attendance_sheets (meeting_id, frozen_at, frozen_by_id, frozen_by_name,"
        " content, sha256) SELECT meeting_id, frozen_at, frozen_by_id, frozen_by_name, content,"
        " sha256 FROM attendance_sheets_before AS kept WHERE number = (SELECT max(number) FROM"
        " attendance_sheets_before AS each_one WHERE each_one.meeting_id = kept.meeting_id)"
    )
    op.drop_table("attendance_sheets_before")


def _set_aside() -> None:
    """Rename the table, and free the names of its constraints (PostgreSQL keeps them)."""
    op.rename_table("attendance_sheets", "attendance_sheets_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE attendance_sheets_before DROP CONSTRAINT pk_attendance_sheets")
