"""Whether an office puts its signature under minutes, as its rule and for each of them."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every office does, as before."""
    op.create_table(
        "minutes_practices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("seals", sa.Boolean(), nullable=False),
        sa.Column("set_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_minutes_practices_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_minutes_practices_set_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_practices")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_minutes_practices_unit_id")),
    )
    with op.batch_alter_table("minutes") as table:
        table.add_column(
            sa.Column("awaits_seal", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("minutes") as table:
        table.alter_column("awaits_seal", server_default=None)


def downgrade() -> None:
    """Forget it: minutes wait for the office again."""
    with op.batch_alter_table("minutes") as table:
        table.drop_column("awaits_seal")
    op.drop_table("minutes_practices")
