"""Signed versions that were taken back before they were issued."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for who took a signed version back, when and why."""
    op.create_table(
        "reopenings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("reopened_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reopened_by_id", sa.Uuid(), nullable=False),
        sa.Column("reopened_by_name", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reopenings_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_versions.id"],
            name=op.f("fk_reopenings_version_id_document_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"], ["people.id"], name=op.f("fk_reopenings_reopened_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
    )
    op.create_index(op.f("ix_reopenings_document_id"), "reopenings", ["document_id"])


def downgrade() -> None:
    """Forget why signed versions were taken back; the versions stay."""
    op.drop_index(op.f("ix_reopenings_document_id"), table_name="reopenings")
    op.drop_table("reopenings")
