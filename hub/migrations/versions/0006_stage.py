"""Stage of the room: layout, floor with questions and timers, a document shown in step."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LAYOUTS = ("speaker", "gallery", "document")


def upgrade() -> None:
    """Add the columns of stage and floor; hands raised before keep their order."""
    moment = hub.core.db.UtcDateTime(timezone=True)
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        layout = sa.Enum(*LAYOUTS, name="layout", native_enum=False, length=40)
        before = sa.Enum(*LAYOUTS, name="layout", native_enum=False, length=40)
        batch_op.add_column(sa.Column("layout", layout, nullable=False, server_default="speaker"))
        batch_op.add_column(sa.Column("layout_before", before, nullable=True))
        batch_op.add_column(sa.Column("pinned_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("gallery_size", sa.Integer(), nullable=False, server_default="9")
        )
        batch_op.add_column(sa.Column("gallery_page", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("admission", sa.Boolean(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("speech_minutes", sa.Integer(), nullable=False, server_default="10")
        )
        batch_op.add_column(sa.Column("sharer_id", sa.Uuid(), nullable=True))
        for column in ("pinned_id", "sharer_id"):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_rooms_{column}_meeting_sites"), "meeting_sites", [column], ["id"]
            )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        for name in ("unmute_asked_at", "waiting_since", "admitted_at", "turned_away_at"):
            batch_op.add_column(sa.Column(name, moment, nullable=True))
        batch_op.add_column(
            sa.Column("turned_away_reason", sa.Text(), nullable=False, server_default="")
        )
    op.execute("UPDATE seats SET admitted_at = taken_at")
    with op.batch_alter_table("floor_requests", schema=None) as batch_op:
        turn = sa.Enum("speech", "question", "answer", name="turn", native_enum=False, length=40)
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("turn", turn, nullable=False, server_default="speech"))
        for name, length in (("subject", 300), ("asked_name", 200), ("speaker_name", 100)):
            kind = sa.String(length=length)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("asked_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("question_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("agenda_item_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("allotted_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("refused_at", moment, nullable=True))
        batch_op.add_column(
            sa.Column("refused_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_floor_requests_asked_id_meeting_sites"),
            "meeting_sites", ["asked_id"], ["id"],
        )  # fmt: skip
        batch_op.create_foreign_key(
            batch_op.f("fk_floor_requests_question_id_floor_requests"),
            "floor_requests", ["question_id"], ["id"],
        )  # fmt: skip
        batch_op.create_foreign_key(
            batch_op.f("fk_floor_requests_agenda_item_id_agenda_items"),
            "agenda_items", ["agenda_item_id"], ["id"], ondelete="SET NULL",
        )  # fmt: skip
    op.execute("UPDATE floor_requests SET position = number")
    op.create_table(
        "agenda_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_runs_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_items.id"], ondelete="CASCADE",
            name=op.f("fk_agenda_runs_agenda_item_id_agenda_items"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_runs")),
    )  # fmt: skip
    with op.batch_alter_table("agenda_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_runs_meeting_id"), ["meeting_id"], unique=False)
    op.create_table(
        "speech_limits",
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_items.id"], ondelete="CASCADE",
            name=op.f("fk_speech_limits_agenda_item_id_agenda_items"),
        ),
        sa.PrimaryKeyConstraint("agenda_item_id", name=op.f("pk_speech_limits")),
    )  # fmt: skip
    op.create_table(
        "showings",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("meeting_site_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_showings_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], ondelete="CASCADE",
            name=op.f("fk_showings_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["document_versions.id"], ondelete="CASCADE",
            name=op.f("fk_showings_version_id_document_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_showings_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_site_id"], ["meeting_sites.id"],
            name=op.f("fk_showings_meeting_site_id_meeting_sites"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_showings")),
    )  # fmt: skip


def downgrade() -> None:
    """Take it away again; the order of hands is that of their numbers."""
    op.drop_table("showings")
    op.drop_table("speech_limits")
    op.drop_table("agenda_runs")
    with op.batch_alter_table("floor_requests", schema=None) as batch_op:
        for name in ("asked_id_meeting_sites", "question_id_floor_requests",
                     "agenda_item_id_agenda_items"):  # fmt: skip
            batch_op.drop_constraint(batch_op.f(f"fk_floor_requests_{name}"), type_="foreignkey")
        for name in ("refused_reason", "refused_at", "allotted_s", "agenda_item_id", "question_id",
                     "asked_id", "speaker_name", "asked_name", "subject", "turn",
                     "position"):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("seats", schema=None) as batch_op:
        for name in ("turned_away_reason", "turned_away_at", "admitted_at", "waiting_since",
                     "unmute_asked_at"):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("rooms", schema=None) as batch_op:
        for column in ("pinned_id", "sharer_id"):
            batch_op.drop_constraint(
                batch_op.f(f"fk_rooms_{column}_meeting_sites"), type_="foreignkey"
            )
        for name in ("sharer_id", "speech_minutes", "admission", "gallery_page", "gallery_size",
                     "pinned_id", "layout_before", "layout"):  # fmt: skip
            batch_op.drop_column(name)
