"""Voided minutes: a PDF that was signed once and then returned stays for the record."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voided_minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("signer_id", sa.Uuid(), nullable=False),
        sa.Column("signer_name", sa.String(length=100), nullable=False),
        sa.Column("signed_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("voided_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("voided_by_id", sa.Uuid(), nullable=False),
        sa.Column("voided_by_name", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_voided_minutes_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["people.id"], name=op.f("fk_voided_minutes_signer_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["people.id"], name=op.f("fk_voided_minutes_voided_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voided_minutes")),
    )
    with op.batch_alter_table("voided_minutes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voided_minutes_minutes_id"), ["minutes_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("voided_minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voided_minutes_minutes_id"))
    op.drop_table("voided_minutes")
