"""Votes, calls of the roll, the quorum at an opening, who answered by telephone."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quorum_checks",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_quorum_checks_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_quorum_checks_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_quorum_checks")),
    )
    op.create_table(
        "roll_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("called_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=False),
        sa.Column("called_by_name", sa.String(length=100), nullable=False),
        sa.Column("ended_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["people.id"], name=op.f("fk_roll_calls_called_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_roll_calls_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_calls")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_roll_calls_meeting_id_number")),
    )
    with op.batch_alter_table("roll_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_calls_meeting_id"), ["meeting_id"], unique=False)
    op.create_table(
        "motions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "secrecy",
            sa.Enum("open", "secret", name="secrecy", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum("units", "persons", name="basis", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "threshold",
            sa.Enum(
                "majority-of-present",
                "majority-of-all",
                "two-thirds-of-present",
                "two-thirds-of-all",
                name="threshold",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("host_votes", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "cancelled",
                name="motionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("drafted_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by_name", sa.String(length=100), nullable=False),
        sa.Column("closes_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("quorum", sa.JSON(), nullable=False),
        sa.Column("quorum_reason", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by_name", sa.String(length=100), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("cast", sa.Integer(), nullable=True),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("disagree", sa.Integer(), nullable=True),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("passed", "failed", "withheld", name="outcome", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_items.id"],
            name=op.f("fk_motions_agenda_item_id_agenda_items"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["people.id"], name=op.f("fk_motions_drafted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_motions_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["people.id"], name=op.f("fk_motions_opened_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motions")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_motions_meeting_id_number")),
    )
    with op.batch_alter_table("motions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motions_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_motions_state"), ["state"], unique=False)
    op.create_table(
        "sealed_ballots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motions.id"], name=op.f("fk_sealed_ballots_motion_id_motions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("motion_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.Column("voted_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("voted_by_id", sa.Uuid(), nullable=True),
        sa.Column("voted_by_name", sa.String(length=100), nullable=False),
        sa.Column("by_telephone", sa.Boolean(), nullable=False),
        sa.Column("event_key", sa.String(length=60), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("agree", "disagree", "other", name="choice", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_voters_meeting_site_id_meeting_sites"),
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motions.id"], name=op.f("fk_voters_motion_id_motions")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_voters_person_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_voters_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["voted_by_id"], ["people.id"], name=op.f("fk_voters_voted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voters")),
        sa.UniqueConstraint(
            "motion_id",
            "meeting_site_id",
            "person_id",
            name=op.f("uq_voters_motion_id_meeting_site_id_person_id"),
        ),
    )
    with op.batch_alter_table("voters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voters_motion_id"), ["motion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voters_unit_id"), ["unit_id"], unique=False)
    with op.batch_alter_table("roll_entries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("caller_name", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("caller_phone", sa.String(length=30), server_default="", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("roll_entries", schema=None) as batch_op:
        batch_op.drop_column("caller_phone")
        batch_op.drop_column("caller_name")
    for table in ("voters", "sealed_ballots", "motions", "roll_calls", "quorum_checks"):
        op.drop_table(table)
