"""Evidence of checked signatures, quotas, the certificate register."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Moment = hub.core.db.UtcDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("crl_epoch", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.alter_column("crl_epoch", existing_type=sa.String(length=64), server_default=None)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("findings", sa.String(length=16), nullable=False),
        sa.Column("report_sha256", sa.String(length=64), nullable=False),
        sa.Column("crls", sa.JSON(), nullable=False),
        sa.Column("checked_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"])
    op.create_table(
        "crl_sources",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("this_update", Moment, nullable=True),
        sa.Column("next_update", Moment, nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fetched_at", Moment, nullable=True),
        sa.Column("tried_at", Moment, nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crl_sources")),
        sa.UniqueConstraint("address", name=op.f("uq_crl_sources_address")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=1000), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("issuer_subject", sa.String(length=1000), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("algorithm", sa.String(length=80), nullable=False),
        sa.Column("not_before", Moment, nullable=False),
        sa.Column("not_after", Moment, nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("judged_at", Moment, nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["people.id"], name=op.f("fk_certificates_added_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_certificates_post_id_posts")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_certificates_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_certificates_fingerprint")),
    )
    op.create_index(op.f("ix_certificates_post_id"), "certificates", ["post_id"])
    op.create_index(op.f("ix_certificates_unit_id"), "certificates", ["unit_id"])
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quarantined_at", Moment, nullable=True))
    op.create_table(
        "unit_quotas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("megabytes", sa.Integer(), nullable=False),
        sa.Column("set_at", Moment, nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_unit_quotas_set_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_unit_quotas_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_quotas")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_unit_quotas_unit_id")),
    )


def downgrade() -> None:
    op.drop_table("unit_quotas")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_column("quarantined_at")
    op.drop_table("certificates")
    op.drop_table("crl_sources")
    op.drop_table("evidence")
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.drop_column("crl_epoch")
