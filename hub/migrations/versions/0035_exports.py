"""Files that are made in the background and taken later."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, hub.core.db.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("in_background", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("current", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        _moment("asked_at"),
        _moment("beat_at"),
        _moment("finished_at", nullable=True),
        _moment("seen_at", nullable=True),
        _moment("told_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_exports_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index(op.f("ix_exports_person_id"), "exports", ["person_id"])
    op.create_index(op.f("ix_exports_state"), "exports", ["state"])


def downgrade() -> None:
    """Forget what was made; the same links make it again."""
    op.drop_table("exports")
