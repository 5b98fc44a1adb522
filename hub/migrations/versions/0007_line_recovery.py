"""What keeps a site's place over a weak line: answers given, modes, what a line test found."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MODE = sa.Enum(
    "full", "small", "single", "sound", "telephone",
    name="linemode", native_enum=False, length=40,
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "client_events",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_client_events_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", "event_key", name=op.f("pk_client_events")),
    )
    op.create_index(op.f("ix_client_events_at"), "client_events", ["at"])
    op.create_table(
        "mode_spells",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=False),
        sa.Column("mode", MODE, nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("began_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_mode_spells_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"],
            ["meeting_sites.id"],
            name=op.f("fk_mode_spells_meeting_site_id_meeting_sites"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mode_spells")),
    )
    op.create_index(op.f("ix_mode_spells_meeting_id"), "mode_spells", ["meeting_id"])
    op.create_index(
        "uq_mode_spells_present",
        "mode_spells",
        ["meeting_site_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    with op.batch_alter_table("line_tests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("up_loss_pct", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("down_loss_pct", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("relay_open", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column("speaker", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("mode", MODE, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("line_tests", schema=None) as batch_op:
        for column in ("mode", "speaker", "relay_open", "down_loss_pct", "up_loss_pct"):
            batch_op.drop_column(column)
    op.drop_table("mode_spells")
    op.drop_table("client_events")
