"""Which meetings have units that are still being asked."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is being asked yet: invitations were sent in one go so far."""
    op.create_table(
        "askings",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_askings_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_askings")),
    )


def downgrade() -> None:
    """Forget who was still to be asked; announcing the meeting again asks them."""
    op.drop_table("askings")
