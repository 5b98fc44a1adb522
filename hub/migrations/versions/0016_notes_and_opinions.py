"""Private notes in the reader; opinions in writing."""

import sqlalchemy as sa
from alembic import op

import hub.core.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "anonymity",
            sa.Enum("open", "secret", name="anonymity", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "issued",
                "cancelled",
                name="consultationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("drafted_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("opened_by_name", sa.String(length=100), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by_name", sa.String(length=100), nullable=False),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("issued_by_name", sa.String(length=100), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_consultations_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["people.id"], name=op.f("fk_consultations_drafted_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_consultations_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_consultations_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultations_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consultations_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultations_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "consultation_extensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("was_due_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_consultation_extensions_consultation_id_consultations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_extensions")),
    )
    with op.batch_alter_table("consultation_extensions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_extensions_consultation_id"),
            ["consultation_id"],
            unique=False,
        )

    op.create_table(
        "consultation_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("disagree", sa.Integer(), nullable=True),
        sa.Column("other", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_consultation_questions_consultation_id_consultations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_questions")),
        sa.UniqueConstraint(
            "consultation_id",
            "position",
            name=op.f("uq_consultation_questions_consultation_id_position"),
        ),
    )
    op.create_table(
        "consultation_respondents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("answered_at", hub.core.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by_name", sa.String(length=100), nullable=False),
        sa.Column(
            "proof",
            sa.Enum("signature", "password", name="proof", native_enum=False, length=40),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_consultation_respondents_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_consultation_respondents_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_respondents")),
        sa.UniqueConstraint(
            "consultation_id",
            "unit_id",
            name=op.f("uq_consultation_respondents_consultation_id_unit_id"),
        ),
    )
    with op.batch_alter_table("consultation_respondents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_respondents_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "page_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("note", "highlight", name="markkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_page_marks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_versions.id"],
            name=op.f("fk_page_marks_version_id_document_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_marks")),
    )
    with op.batch_alter_table("page_marks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_page_marks_person_id_version_id", ["person_id", "version_id"], unique=False
        )

    op.create_table(
        "sealed_opinions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_sealed_opinions_consultation_id_consultations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_opinions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("added_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["consultation_questions.id"],
            name=op.f("fk_consultation_files_question_id_consultation_questions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_files")),
    )
    with op.batch_alter_table("consultation_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_files_question_id"), ["question_id"], unique=False
        )

    op.create_table(
        "opinions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("given_at", hub.core.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=False),
        sa.Column("given_by_name", sa.String(length=100), nullable=False),
        sa.Column(
            "proof",
            sa.Enum("signature", "password", name="proof", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["people.id"], name=op.f("fk_opinions_given_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_keys.id"], name=op.f("fk_opinions_key_id_signing_keys")
        ),
        sa.ForeignKeyConstraint(
            ["respondent_id"],
            ["consultation_respondents.id"],
            name=op.f("fk_opinions_respondent_id_consultation_respondents"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint(
            "respondent_id", "number", name=op.f("uq_opinions_respondent_id_number")
        ),
    )


def downgrade() -> None:
    for table in (
        "opinions",
        "consultation_files",
        "sealed_opinions",
        "page_marks",
        "consultation_respondents",
        "consultation_questions",
        "consultation_extensions",
        "consultations",
    ):
        op.drop_table(table)
