"""Sealing a dossier, and checking it with nothing but everyday tools."""

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from hub.archive import queries
from hub.core.ids import DocumentId, EntryId, SigningKeyId, new_id
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.documents import service as documents
from hub.documents.models import (
    DocumentState,
    DocumentType,
    Signature,
    SignatureKind,
    SigningKey,
)
from hub.documents.rules import Content, Details
from hub.gateways.dossiers.checking import verify_dossier
from hub.gateways.signing import work
from hub.gateways.signing.contract import Appearance, SignRequest
from hub.gateways.signing.folders import key_with, read_trust
from hub.gateways.storage import Storage
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState
from hub.web.downloads import XLSX
from tests.builders import Stage

Key = tuple[SigningKeyId, str]


def _url(stage: Stage) -> str:
    return f"/meetings/{stage.meeting.id}/dossier"


def _seal(client: FlaskClient, stage: Stage, key: Key, **changes: str) -> object:
    sent = {"key_id": str(key[0]), "pin": key[1], "retention": "years-10", **changes}
    return client.post(_url(stage), data=sent)


def test_before_the_end_the_page_says_what_is_missing(
    clerk: FlaskClient, held: Stage, seal_key: Key
) -> None:
    page = clerk.get(_url(held)).get_data(as_text=True)
    assert "Cần dự thảo, trình và ký biên bản" in page
    assert "Thư ký chốt ở trang điểm danh" in page
    assert _seal(clerk, held, seal_key).status_code == 409


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_others_see_and_do_not_seal(
    client_of: Callable[[Person], FlaskClient], ready: Stage, seal_key: Key, role: Role
) -> None:
    client = client_of(ready.staff[role])
    assert client.get(_url(ready)).status_code == 200
    assert _seal(client, ready, seal_key).status_code == 403


def test_communes_and_other_districts_do_not_know_of_a_dossier(
    client_of: Callable[[Person], FlaskClient], ready: Stage, seal_key: Key
) -> None:
    for person in (ready.communes[0].leader, ready.other_staff[Role.SECRETARY]):
        client = client_of(person)
        assert client.get(_url(ready)).status_code == 404
        assert _seal(client, ready, seal_key).status_code == 404
        assert client.post(f"{_url(ready)}/take").status_code == 404


@pytest.mark.parametrize(
    "changes", [{"pin": "00000"}, {"pin": ""}, {"retention": "for-a-while"}, {"key_id": "x"}]
)
def test_a_mistake_seals_nothing_and_says_so(
    clerk: FlaskClient, ready: Stage, seal_key: Key, runtime: Runtime, changes: dict[str, str]
) -> None:
    answer = _seal(clerk, ready, seal_key, **changes)
    assert answer.status_code == 400
    assert "aria-invalid" in answer.get_data(as_text=True) or "mistakes" in answer.get_data(
        as_text=True
    )
    with runtime.read() as session:
        assert queries.find_dossier(session, ready.meeting.id) is None


def test_a_sealed_dossier_proves_itself_offline(
    clerk: FlaskClient,
    ready: Stage,
    issued: DocumentId,
    seal_key: Key,
    runtime: Runtime,
    settings: Settings,
    storage: Storage,
    tmp_path: Path,
) -> None:
    _signed_beside(runtime, settings, storage, ready, seal_key)
    certified = clerk.post(
        f"/documents/{issued}/certificate",
        data={"key_id": str(seal_key[0]), "pin": seal_key[1], "level": "B-B"},
    )
    assert certified.status_code == 303, certified.text
    done = _seal(clerk, ready, seal_key)
    assert done.status_code == 302, done.get_data(as_text=True)
    copy = clerk.post(f"{_url(ready)}/take")
    folder = tmp_path / "mo-ra"
    with zipfile.ZipFile(io.BytesIO(copy.get_data())) as zipped:
        assert zipped.testzip() is None
        zipped.extractall(folder)

    _run(folder, "sha256sum", "--strict", "-c", "manifest-sha256.txt")
    _run(
        folder, "openssl", "cms", "-verify", "-binary", "-inform", "DER",
        "-in", "manifest-sha256.txt.p7s", "-content", "manifest-sha256.txt",
        "-CAfile", "8-chung-thu/goc-tin-cay.pem", "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip
    said = _run(folder, "pdfsig", "-nocert", "6-bien-ban/bien-ban.pdf")
    assert said.count("Signature is Valid") == 2

    table = "2-tai-lieu/02-bang-so-lieu/phien-ban-01.xlsx"
    _run(
        folder, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
        "-in", f"{table}.NguoiKy.p7s", "-content", table,
        "-CAfile", "8-chung-thu/goc-tin-cay.pem", "-purpose", "any", "-out", "/dev/null",
    )  # fmt: skip
    certificate = "3-ky-nhan/giay-xac-nhan-01-01.pdf"
    assert _run(folder, "pdfsig", "-nocert", certificate).count("Signature is Valid") == 1
    assert ready.communes[0].leader.name in _run(folder, "pdftotext", certificate, "-")

    for name in (
        "DOC-TRUOC.txt", "1-giay-moi/tra-loi.json", "3-ky-nhan/ky-nhan.csv",
        "2-tai-lieu/01-bao-cao-chinh-quyen-dien-tu/phien-ban-01.pdf",
        "4-diem-danh/diem-danh.pdf", "5-duong-truyen/duong-truyen.pdf",
        "7-kiem-tra-chu-ky/6-bien-ban_bien-ban.json", "8-chung-thu/6-bien-ban_bien-ban.pem",
    ):  # fmt: skip
        assert (folder / name).stat().st_size, name
    assert not list(folder.rglob("*bi-mat*"))

    lines = _run(folder, "pdftotext", "5-duong-truyen/duong-truyen.pdf", "-")
    made_by = lines.index("NGƯỜI LẬP BÁO CÁO")
    assert ready.staff[Role.REGISTRY_CLERK].name in lines[made_by:]

    frozen = json.loads((folder / "4-diem-danh/chot.json").read_text())
    roll = (folder / "4-diem-danh/diem-danh.json").read_bytes()
    assert frozen["sha256"] == hashlib.sha256(roll).hexdigest()
    _check_audit(folder)
    root = ET.fromstring((folder / "0-ho-so.xml").read_bytes())  # noqa: S314  (our own)
    assert root.findtext("ThongTinHoSo/Title") == ready.meeting.title
    assert [each.findtext("TypeName") for each in root.findall("VanBan")] == [
        "Báo cáo", "Tài liệu", "Biên bản",
    ]  # fmt: skip
    assert root.findtext("VanBan/CodeNotation") == "BC-UBND"

    with runtime.read() as session:
        sealed = queries.find_dossier(session, ready.meeting.id)
        assert session.get_one(Meeting, ready.meeting.id).state is MeetingState.ARCHIVED
    assert sealed is not None
    path = storage.path(sealed.package_sha256)
    assert verify_dossier(path, read_trust(settings).anchors) == []

    page = clerk.get(_url(ready)).get_data(as_text=True)
    assert sealed.manifest_sha256 in page
    assert "bien-ban.pdf" in page
    assert sealed.code in clerk.get("/archive?q=chinh+quyen+dien+tu").get_data(as_text=True)
    assert _seal(clerk, ready, seal_key).status_code == 409


def _signed_beside(
    runtime: Runtime, settings: Settings, storage: Storage, stage: Stage, key: Key
) -> None:
    """Issue a spreadsheet whose signature lies beside it."""
    data = b"PK\x03\x04 a spreadsheet"
    with runtime.read() as session:
        row = session.get_one(SigningKey, key[0])
    own = key_with(settings, row, key[1])
    request = SignRequest(data, own, runtime.clock(), "NguoiKy", Appearance())
    p7s, blob = storage.put(work.sign_detached(request).p7s), storage.put(data)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        content = Content(blob.sha256, blob.size, "Bảng.xlsx", XLSX, None, "")
        meeting = meetings.get(uow.session, stage.meeting.id)
        document = documents.add_document(
            uow, meeting, content, Details(DocumentType.MATERIAL, "Bảng số liệu")
        )
        document.state, document.issued_at = DocumentState.ISSUED, uow.now
        uow.session.add(
            Signature(
                id=EntryId(new_id()),
                version_id=document.versions[0].id,
                document_id=document.id,
                kind=SignatureKind.PERSON,
                key_id=row.id,
                person_id=uow.actor.person_id,
                field_name="NguoiKy",
                level="B-B",
                signed_at=uow.now,
                p7s_sha256=p7s.sha256,
            )
        )


def _check_audit(folder: Path) -> None:
    """Every shown text has its hash, and each line names the hash of the line before."""
    lines = [
        line.split("\t") for line in (folder / "9-nhat-ky/nhat-ky.tsv").read_text().splitlines()
    ]
    assert any("minutes:completed" in line[3] for line in lines)
    for line, after in pairwise(lines):
        assert after[2] == line[1]
    for line in lines:
        if line[3] != "-":
            assert hashlib.sha256(line[3].encode()).hexdigest() == line[1]


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
