"""The demonstration hub: what it shows was really signed, and it verifies."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_commands import hub

pytestmark = pytest.mark.xdist_group("commands")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Path:
    return shutil.copytree(fresh, tmp_path_factory.mktemp("demo") / "var")


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "hub.sqlite3")) as database:
        yield database


def test_the_demo_hub_verifies_with_its_dossier(folder: Path) -> None:
    done = hub(folder, "verify")
    assert done.exit_code == 0, done.stderr
    assert "dossiers: 1, 0 problems" in done.stdout


def test_every_issued_document_bears_two_signatures_that_are_in_order(
    database: sqlite3.Connection,
) -> None:
    rows = database.execute(
        """SELECT (SELECT state FROM verdicts WHERE sha256 = newest.sha256),
                  (SELECT count(*) FROM signatures WHERE document_id = documents.id)
           FROM documents JOIN document_versions AS newest ON newest.document_id = documents.id
           WHERE state = 'issued' AND newest.number = (
               SELECT max(number) FROM document_versions WHERE document_id = documents.id)"""
    ).fetchall()
    assert rows == [("ok", 2)] * 3


def test_a_numbered_document_waits_for_the_chair(database: sqlite3.Connection) -> None:
    waiting = database.execute("SELECT number FROM documents WHERE state = 'draft'").fetchall()
    assert len(waiting) == 1
    assert waiting[0][0]


def test_secretary_chair_and_office_have_signed_the_minutes(database: sqlite3.Connection) -> None:
    rows = database.execute(
        """SELECT verdicts.state, role FROM minutes_signatures
           JOIN verdicts ON verdicts.sha256 = after_sha256 ORDER BY signed_at"""
    ).fetchall()
    assert rows == [("ok", "secretary"), ("ok", "chair"), ("ok", "organisation")]


def test_receipts_are_in_every_state(database: sqlite3.Connection) -> None:
    steps = ("delivered_at", "opened_at", "downloaded_at", "acknowledged_at")
    counted = [f"count({step})" for step in ("id", *steps)]
    (sent, delivered, opened, downloaded, acknowledged) = database.execute(
        f"SELECT {', '.join(counted)} FROM receipts"
    ).fetchone()
    assert sent > delivered > opened > acknowledged > downloaded > 0


def test_one_attendance_sheet_is_signed_and_the_newest_waits(database: sqlite3.Connection) -> None:
    rows = database.execute(
        """SELECT signed_by_name <> '', pdf_sha256 <> '',
                  (SELECT state FROM verdicts WHERE sha256 = signed_sha256)
           FROM attendance_sheets ORDER BY frozen_at DESC LIMIT 2"""
    ).fetchall()
    assert rows == [(0, 1, None), (1, 1, "ok")]


def test_opinions_in_writing_are_running_and_finished(database: sqlite3.Connection) -> None:
    rows = database.execute(
        """SELECT anonymity, state, count(answered_at), count(*),
                  sum(proof = 'signature') FROM consultations
           JOIN consultation_respondents ON consultation_id = consultations.id
           GROUP BY consultations.id ORDER BY state"""
    ).fetchall()
    assert rows == [("secret", "issued", 16, 17, 0), ("open", "open", 4, 17, 2)]
    signed = database.execute(
        """SELECT verdicts.state FROM opinions JOIN verdicts ON sha256 = pdf_sha256
           WHERE proof = 'signature'"""
    ).fetchall()
    assert signed == [("ok",)] * 2
