"""Attendance sheets whose printed form is still to be made."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sheets that are there wait for nothing: who needs one printed asks for it."""
    op.create_table(
        "sheet_printings",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["attendance_sheets.id"],
            name=op.f("fk_sheet_printings_sheet_id_attendance_sheets"),
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_printings")),
    )


def downgrade() -> None:
    """Forget what was to be printed; the button on the page of the sheet prints it."""
    op.drop_table("sheet_printings")
