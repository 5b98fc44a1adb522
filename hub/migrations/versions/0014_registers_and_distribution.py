"""Registers of incoming and outgoing documents; distribution."""

import os
import time
import uuid

import sqlalchemy as sa
from alembic import op

import hub.core.db
from hub.core.fold import fold

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = hub.core.db.UtcDateTime(timezone=True)
TYPES = ("GM", "CTr", "BC", "KH", "TB", "QĐ", "BB", "CV", "TL")


def upgrade() -> None:
    """Make the registers; what was numbered before gets its line and its place in the row."""
    op.create_table(
        "number_series",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_number_series_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("unit_id", "series", "year", name=op.f("pk_number_series")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_documents_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_documents_replaces_id_documents"), "documents", ["replaces_id"], ["id"]
        )
    _make_certificates()
    _make_assumptions()
    _make_outgoing()
    _make_incoming()
    _begin_rows()
    _write_lines()


def downgrade() -> None:
    op.drop_table("incoming_entries")
    op.drop_table("outgoing_entries")
    op.drop_table("number_series")
    op.drop_table("distribution_certificates")
    op.drop_table("savings_assumptions")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_column("distance_km")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_documents_replaces_id_documents"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_documents_replaces_id"))
        batch_op.drop_column("replaces_id")


def _make_certificates() -> None:
    op.create_table(
        "distribution_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_name", sa.String(length=100), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_distribution_certificates_document_id_documents"),
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["signing_keys.id"],
            name=op.f("fk_distribution_certificates_key_id_signing_keys"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["people.id"],
            name=op.f("fk_distribution_certificates_made_by_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["document_versions.id"],
            name=op.f("fk_distribution_certificates_version_id_document_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distribution_certificates")),
        sa.UniqueConstraint(
            "document_id",
            "number",
            name=op.f("uq_distribution_certificates_document_id_number"),
        ),
    )
    with op.batch_alter_table("distribution_certificates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_distribution_certificates_document_id"), ["document_id"]
        )


def _make_assumptions() -> None:
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("distance_km", sa.Integer(), nullable=True))
    op.create_table(
        "savings_assumptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet_vnd", sa.Integer(), nullable=False),
        sa.Column("pages_per_sheet", sa.Integer(), nullable=False),
        sa.Column("postage_vnd", sa.Integer(), nullable=False),
        sa.Column("km_vnd", sa.Integer(), nullable=False),
        sa.Column("people_per_vehicle", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_savings_assumptions_set_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_assumptions")),
        sa.UniqueConstraint("number", name=op.f("uq_savings_assumptions_number")),
    )


def _make_outgoing() -> None:
    op.create_table(
        "outgoing_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "series",
            sa.Enum(*TYPES, name="documenttype", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.String(length=200), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("minutes_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_outgoing_entries_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["people.id"], name=op.f("fk_outgoing_entries_entered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_outgoing_entries_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_outgoing_entries_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_entries")),
        sa.UniqueConstraint("document_id", name=op.f("uq_outgoing_entries_document_id")),
        sa.UniqueConstraint("minutes_id", name=op.f("uq_outgoing_entries_minutes_id")),
        sa.UniqueConstraint(
            "unit_id",
            "series",
            "year",
            "ordinal",
            name=op.f("uq_outgoing_entries_unit_id_series_year_ordinal"),
        ),
    )
    with op.batch_alter_table("outgoing_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_entries_issued_on"), ["issued_on"])
        batch_op.create_index(batch_op.f("ix_outgoing_entries_unit_id"), ["unit_id"])


def _make_incoming() -> None:
    op.create_table(
        "incoming_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("type_name", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("handed_to", sa.String(length=200), nullable=False),
        sa.Column("handed_to_id", sa.Uuid(), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("reply_code", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("same_key", sa.String(length=300), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_incoming_entries_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["people.id"], name=op.f("fk_incoming_entries_entered_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["handed_to_id"], ["people.id"], name=op.f("fk_incoming_entries_handed_to_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_incoming_entries_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_entries")),
        sa.UniqueConstraint(
            "unit_id", "document_id", name=op.f("uq_incoming_entries_unit_id_document_id")
        ),
        sa.UniqueConstraint(
            "unit_id", "year", "number", name=op.f("uq_incoming_entries_unit_id_year_number")
        ),
    )
    with op.batch_alter_table("incoming_entries", schema=None) as batch_op:
        for column in ("arrived_on", "deadline", "same_key", "unit_id"):
            batch_op.create_index(batch_op.f(f"ix_incoming_entries_{column}"), [column])


def _begin_rows() -> None:
    """Let each row go on after the highest number given; minutes and documents share one now."""
    bind = op.get_bind()
    last: dict[tuple[object, str, int], int] = {}
    for unit, series, year, ordinal in bind.execute(
        sa.text(
            "SELECT owner_unit_id, type, number_year, max(ordinal) FROM documents"
            " WHERE ordinal IS NOT NULL GROUP BY owner_unit_id, type, number_year"
            " UNION ALL SELECT number_unit_id, 'BB', number_year, max(ordinal) FROM minutes"
            " WHERE ordinal IS NOT NULL GROUP BY number_unit_id, number_year"
        )
    ):
        key = (unit, series, year)
        last[key] = max(ordinal, last.get(key, 0))
    for (unit, series, year), highest in last.items():
        bind.execute(
            sa.text("INSERT INTO number_series VALUES (:unit, :series, :year, :last)"),
            {"unit": unit, "series": series, "year": year, "last": highest},
        )


def _write_lines() -> None:
    bind = op.get_bind()
    taken = set()
    numbered = bind.execute(
        sa.text(
            "SELECT d.owner_unit_id, d.type, d.number_year, d.ordinal, d.number, d.notation,"
            " d.issued_on, d.title, d.id AS document_id, NULL AS minutes_id, d.created_at AS at,"
            " d.created_by_id AS by_id FROM documents d WHERE d.ordinal IS NOT NULL"
        )
    ).mappings()
    minutes = bind.execute(
        sa.text(
            "SELECT n.number_unit_id AS owner_unit_id, 'BB' AS type, n.number_year, n.ordinal,"
            " n.number, '' AS notation, NULL AS issued_on, m.title, NULL AS document_id,"
            " n.id AS minutes_id, n.drafted_at AS at, n.drafted_by_id AS by_id"
            " FROM minutes n JOIN meetings m ON m.id = n.meeting_id WHERE n.ordinal IS NOT NULL"
        )
    ).mappings()
    for row in [*numbered, *minutes]:
        place = (row["owner_unit_id"], row["type"], row["number_year"], row["ordinal"])
        if place in taken:  # minutes and a document of type BB had one number: the first is kept
            continue
        taken.add(place)
        code = f"{row['number']}/{row['notation']}" if row["notation"] else row["number"]
        bind.execute(
            sa.text(
                "INSERT INTO outgoing_entries (id, unit_id, series, year, ordinal, code, issued_on,"
                " subject, signer, recipients, kept_by, receipt, note, document_id, minutes_id,"
                " entered_at, entered_by_id, fold, version) VALUES (:id, :unit, :type, :year,"
                " :ordinal, :code, :day, :subject, '', '', '', '', '', :document, :minutes, :at,"
                " :by, :fold, 1)"
            ),
            {
                "id": _new_id(bind),
                "unit": row["owner_unit_id"],
                "type": row["type"],
                "year": row["number_year"],
                "ordinal": row["ordinal"],
                "code": code,
                "day": row["issued_on"] or str(row["at"])[:10],
                "subject": row["title"],
                "document": row["document_id"],
                "minutes": row["minutes_id"],
                "at": row["at"],
                "by": row["by_id"],
                "fold": fold(f"{code} {row['title']}"),
            },
        )


def _new_id(bind: sa.Connection) -> object:
    moment = int(time.time() * 1000) & ((1 << 48) - 1)
    chance = int.from_bytes(os.urandom(10), "big")
    value = moment << 80 | 0x7 << 76 | (chance >> 64 & 0xFFF) << 64 | 0x2 << 62 | (
        chance & ((1 << 62) - 1)
    )
    made = uuid.UUID(int=value)
    return made if bind.dialect.name == "postgresql" else made.hex
