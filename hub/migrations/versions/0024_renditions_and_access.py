"""PDF/A renditions of Office files; from when and until when documents may be read."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0024"
down_revision = "0017"
branch_labels = None
depends_on = None

OFFICE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)


def upgrade() -> None:
    """Ask for renditions of the Office files that are there; nothing's access changes."""
    op.create_table(
        "renditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "made", "failed", name="renditionstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("begun_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("claim", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_versions.id"],
            name=op.f("fk_renditions_version_id_document_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("version_id", name=op.f("uq_renditions_version_id")),
    )
    op.create_index(op.f("ix_renditions_state"), "renditions", ["state"])
    _ask_for_what_is_there()
    with op.batch_alter_table("documents") as table:
        table.add_column(
            sa.Column(
                "access_until",
                sa.Enum(
                    "always", "closing", "days", name="accessuntil", native_enum=False, length=40
                ),
                nullable=False,
                server_default="always",
            )
        )
        table.add_column(sa.Column("access_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("documents") as table:
        table.alter_column("access_until", server_default=None)
    with op.batch_alter_table("agenda_items") as table:
        table.add_column(
            sa.Column("reached_at", hub.core.db.UtcDateTime(timezone=True), nullable=True)
        )
    op.execute(
        "UPDATE agenda_items SET reached_at = (SELECT MIN(began_at) FROM agenda_runs"
        " WHERE agenda_runs.agenda_item_id = agenda_items.id)"
    )


def _ask_for_what_is_there() -> None:
    connection = op.get_bind()
    versions = sa.table("document_versions", sa.column("id", sa.Uuid()), sa.column("media_type"))
    found = connection.execute(sa.select(versions.c.id).where(versions.c.media_type.in_(OFFICE)))
    moment = hub.core.db.UtcDateTime(timezone=True)
    renditions = sa.table(
        "renditions",
        sa.column("id", sa.Uuid()),
        sa.column("version_id", sa.Uuid()),
        sa.column("state"),
        sa.column("asked_at", moment),
        sa.column("due_at", moment),
        *(sa.column(name) for name in ("attempts", "problem", "reason", "sha256", "size")),
        *(sa.column(name) for name in ("claim", "text")),
    )
    now = datetime.now(UTC)
    rows = [
        {
            "id": uuid4(), "version_id": row.id, "state": "waiting", "asked_at": now,
            "due_at": now, "attempts": 0, "problem": "", "reason": "", "sha256": "", "size": 0,
            "claim": "", "text": "",
        }
        for row in found
    ]  # fmt: skip
    if rows:
        connection.execute(renditions.insert(), rows)


def downgrade() -> None:
    """Forget renditions (their files stay in the store) and until when documents are read."""
    with op.batch_alter_table("agenda_items") as table:
        table.drop_column("reached_at")
    op.execute("UPDATE documents SET access_from = 'opening' WHERE access_from = 'agenda-item'")
    with op.batch_alter_table("documents") as table:
        table.drop_column("access_days")
        table.drop_column("access_until")
    op.drop_index(op.f("ix_renditions_state"), table_name="renditions")
    op.drop_table("renditions")
