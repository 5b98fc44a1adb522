"""Papers of other features, such as minutes, are signed on people's own machines too."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

KIND = sa.Enum("person", "organisation", name="signaturekind", native_enum=False, length=40)
OF_DOCUMENTS = (("document_id", sa.Uuid()), ("version_id", sa.Uuid()), ("kind", KIND))


def upgrade() -> None:
    with op.batch_alter_table("signing_errands", schema=None) as batch_op:
        for name, kind in OF_DOCUMENTS:
            batch_op.alter_column(name, existing_type=kind, nullable=True)
        batch_op.add_column(sa.Column("paper", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM signing_errands WHERE document_id IS NULL")
    with op.batch_alter_table("signing_errands", schema=None) as batch_op:
        batch_op.drop_column("paper")
        for name, kind in OF_DOCUMENTS:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
