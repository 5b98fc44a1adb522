"""Messages of a live meeting and its incident log."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_boards",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("only_host", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_chat_boards_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_chat_boards")),
    )
    op.create_table(
        "chat_readings",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_chat_readings_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_chat_readings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_chat_readings")),
    )
    op.create_table(
        "chat_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("all", "chair", "site", name="audience", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("to_site_id", sa.Uuid(), nullable=True),
        sa.Column("to_unit_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(length=100), nullable=False),
        sa.Column("author_unit", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("event_key", sa.String(length=60), nullable=False),
        sa.Column("removed_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_chat_messages_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_chat_messages_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["to_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_chat_messages_to_site_id_meeting_sites"),
        ),
        sa.ForeignKeyConstraint(
            ["to_unit_id"], ["units.id"], name=op.f("fk_chat_messages_to_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_chat_messages_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_messages")),
        sa.UniqueConstraint(
            "author_id", "event_key", name=op.f("uq_chat_messages_author_id_event_key")
        ),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_chat_messages_meeting_id_number")
        ),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("site_name", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "no-sound",
                "not-heard",
                "no-picture",
                "breaks",
                "echo",
                "other",
                name="incidentkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "taken", "solved", name="incidentstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("called_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=False),
        sa.Column("called_by_name", sa.String(length=100), nullable=False),
        sa.Column("taken_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_by_name", sa.String(length=100), nullable=False),
        sa.Column("solved_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("solved_by_name", sa.String(length=100), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "line",
                "equipment",
                "handling",
                "power",
                "hub",
                "unknown",
                name="cause",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["people.id"], name=op.f("fk_incidents_called_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_incidents_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_incidents_meeting_site_id_meeting_sites"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["people.id"], name=op.f("fk_incidents_taken_by_id_people")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_incidents_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_incidents_meeting_id_number")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index("ix_incidents_site", ["meeting_id", "meeting_site_id"], unique=False)


def downgrade() -> None:
    for table in ("incidents", "chat_messages", "chat_readings", "chat_boards"):
        op.drop_table(table)
