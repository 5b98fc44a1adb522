"""Keys in tokens and on people's machines, errands to them, batches; passwords asked again."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Moment = hub.core.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", Moment, nullable=True))
    with op.batch_alter_table("signing_keys", schema=None) as batch_op:
        batch_op.alter_column("file", existing_type=sa.String(length=255), nullable=True)
        batch_op.add_column(sa.Column("token", sa.String(length=500), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_signing_keys_token"), ["token"])
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("p7s_sha256", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.alter_column("p7s_sha256", existing_type=sa.String(length=64), server_default=None)
    op.create_table('signing_batches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('created_at', hub.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('moved_at', hub.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', hub.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('stop_asked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['signing_keys.id'], name=op.f('fk_signing_batches_key_id_signing_keys')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_signing_batches_meeting_id_meetings')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signing_batches_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_batches'))
    )
    with op.batch_alter_table('signing_batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_batches_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('signing_batch_files',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'signing', 'signed', 'failed', 'stopped', name='batchstate', native_enum=False, length=40), nullable=False),
    sa.Column('outcome', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['signing_batches.id'], name=op.f('fk_signing_batch_files_batch_id_signing_batches')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_signing_batch_files_document_id_documents')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_batch_files'))
    )
    with op.batch_alter_table('signing_batch_files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_batch_files_batch_id'), ['batch_id'], unique=False)

    op.create_table('signing_errands',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('path', sa.Enum('client', 'vgca', name='signingpath', native_enum=False, length=40), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('person', 'organisation', name='signaturekind', native_enum=False, length=40), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('post_id', sa.Uuid(), nullable=False),
    sa.Column('key_id', sa.Uuid(), nullable=True),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'fetched', 'signed', 'refused', 'stopped', name='errandstate', native_enum=False, length=40), nullable=False),
    sa.Column('outcome', sa.String(length=500), nullable=False),
    sa.Column('reserved', sa.JSON(), nullable=True),
    sa.Column('prepared_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', hub.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', hub.core.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('finished_at', hub.core.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_signing_errands_document_id_documents')),
    sa.ForeignKeyConstraint(['key_id'], ['signing_keys.id'], name=op.f('fk_signing_errands_key_id_signing_keys')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signing_errands_person_id_people')),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_signing_errands_post_id_posts')),
    sa.ForeignKeyConstraint(['version_id'], ['document_versions.id'], name=op.f('fk_signing_errands_version_id_document_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_errands'))
    )
    with op.batch_alter_table('signing_errands', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signing_errands_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_signing_errands_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    op.drop_table("signing_errands")
    op.drop_table("signing_batch_files")
    op.drop_table("signing_batches")
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_column("p7s_sha256")
    with op.batch_alter_table("signing_keys", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_signing_keys_token"), type_="unique")
        batch_op.drop_column("token")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
