"""The offline pack: what a unit may carry away, encrypted, and what is noted of it."""

import hashlib
import io
import json
import shutil
import subprocess

import pytest
import pyzipper
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pydantic import SecretStr

from hub.core.unit_of_work import Role
from hub.documents import queries, rules, service
from hub.documents.errors import NothingToPack, PackOutdated, PackTooLarge
from hub.documents.models import AccessFrom, DocumentType
from hub.documents.rules import LeftOut
from hub.gateways.dossiers.contract import MANIFEST, PACK_CERTIFICATE, SEAL
from hub.gateways.dossiers.hub_key import fingerprint_of, hub_key
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing_paths import put as put_signature
from tests.documents.test_signing_paths import table
from tests.gateways.signing import papers

PASSWORD = "Hop giao ban 23/11"


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def put(signing, runtime, stage):
    """Issue material of the meeting to all communes; return its id."""

    def issue(title, pdf=None, **details):
        document = signing.document(
            pdf or papers.letter(), title=title, type=DocumentType.MATERIAL, number="", notation="",
            **details,
        )  # fmt: skip
        with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
            service.issue(uow, queries.get(uow.session, document))
        return document

    return issue


@pytest.fixture
def place(stage):
    return f"/meetings/{stage.meeting.id}/documents/pack"


@pytest.fixture
def leader(client_of, stage):
    return client_of(stage.communes[0].leader)


def take(client, place, password=PASSWORD, repeated=None):
    return client.post(place, data={"password": password, "repeated": repeated or password})


def opened(answer, password=PASSWORD):
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def packs_left(settings):
    return list((settings.data_dir / "packs").iterdir())


def receipt_of(runtime, person, document):
    with runtime.read() as session:
        return queries.receipt_of(session, person.id, document)


def test_a_unit_carries_away_what_it_may_download_and_it_counts_as_downloaded(
    put, leader, place, stage, runtime, settings, heard, tmp_path, signing
):
    report = put("Báo cáo kết quả", agenda_item_id=stage.agenda[0].id)
    shown = put("Dự thảo chỉ để đọc", may_download=False)
    later = put("Kết luận", access_from=AccessFrom.CLOSING)
    signing.document(papers.letter(), title="Văn bản chưa phát hành")
    answer = take(leader, place)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    files = opened(answer)
    name = "tai-lieu/01-bao-cao-ket-qua.pdf"
    assert list(files) == ["index.html", "danh-muc.json", name, PACK_CERTIFICATE, MANIFEST, SEAL]
    assert files[name] == papers.letter()

    sums = dict(reversed(line.split("  ")) for line in files[MANIFEST].decode().splitlines())
    assert sums == {
        each: hashlib.sha256(content).hexdigest()
        for each, content in files.items()
        if each not in {MANIFEST, SEAL}
    }
    listed = json.loads(files["danh-muc.json"])
    assert [(each["file"], each["version"], each["sha256"]) for each in listed["documents"]] == [
        (name, 1, sums[name])
    ]
    assert {each["title"]: each["reason"] for each in listed["left_out"]} == {
        "Dự thảo chỉ để đọc": "view-only",
        "Kết luận": "not-yet",
    }
    page = files["index.html"].decode()
    assert f'<a href="{name}">Báo cáo kết quả</a>' in page
    assert "Văn bản không có chữ ký số." in page
    assert "Dự thảo chỉ để đọc" in page and "Chỉ được đọc trên hệ thống" in page
    assert "Văn bản chưa phát hành" not in page
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")

    assert receipt_of(runtime, stage.communes[0].leader, report).downloaded_at is not None
    assert receipt_of(runtime, stage.communes[1].leader, report).downloaded_at is None
    for other in (shown, later):
        assert receipt_of(runtime, stage.communes[0].leader, other).downloaded_at is None
    (taken,) = [each for each in heard.events if each.name == "documents:pack:taken"]
    assert taken.manifest_sha256 == hashlib.sha256(files[MANIFEST]).hexdigest()
    assert packs_left(settings) == []

    if shutil.which("sha256sum"):
        for each, content in files.items():
            (tmp_path / "mo" / each).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "mo" / each).write_bytes(content)
        subprocess.run(
            ["sha256sum", "--strict", "-c", MANIFEST], cwd=tmp_path / "mo", check=True
        )  # fmt: skip


def test_without_the_password_nothing_can_be_read(put, leader, place):
    put("Báo cáo")
    answer = take(leader, place)
    assert b"%PDF" not in answer.data and "Báo cáo".encode() not in answer.data
    with pytest.raises(RuntimeError, match="Bad password"):
        opened(answer, "mat khau khac han")
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as archive:
        assert {each.wz_aes_strength for each in archive.infolist()} == {3}, "AES-256"


def test_passwords_that_are_weak_differ_or_are_written_differently_elsewhere_are_refused(
    put, leader, place, runtime, stage
):
    report = put("Báo cáo")
    for password, repeated, said in (
        ("ngan-qua", None, "Nhập ít nhất 12 ký tự"),
        ("mật khẩu có dấu", None, "Chỉ dùng chữ không dấu"),
        (PASSWORD, "mat khau khac", "không giống nhau"),
    ):
        answer = take(leader, place, password, repeated)
        assert answer.status_code == 400
        assert said in answer.text
        assert password not in answer.text
    assert receipt_of(runtime, stage.communes[0].leader, report).downloaded_at is None


def test_who_is_not_of_a_unit_that_takes_part_gets_no_pack(put, client_of, stage, place):
    put("Báo cáo")
    assert take(client_of(stage.other_staff[Role.CHAIR]), place).status_code == 404
    assert client_of(stage.other_staff[Role.CHAIR]).get(place).status_code == 404
    auditor = client_of(stage.other_staff[Role.AUDITOR])  # reads everything, takes part in nothing
    assert auditor.get(place).status_code == 403
    assert take(auditor, place).status_code == 403


def test_signatures_beside_a_file_go_with_it_and_verify_there(
    signing, runtime, stage, storage, client_of, leader, place, tmp_path
):
    document = table(signing, runtime, storage)
    for person in (signing.chair, signing.clerk):
        assert put_signature(client_of, runtime, signing, person, document).status_code == 302
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.issue(uow, queries.get(uow.session, document))
    files = opened(take(leader, place))
    name = "tai-lieu/01-giay-moi-du-hoi-nghi.xlsx"
    beside = [f"{name}.1.p7s", f"{name}.2.p7s"]
    assert list(files)[:-3] == ["index.html", "danh-muc.json", name, *beside]
    (listed,) = json.loads(files["danh-muc.json"])["documents"]
    assert listed["signature_files"] == beside and listed["signatures"]["state"] == "ok"
    assert all(each in files["index.html"].decode() for each in beside)
    if shutil.which("openssl"):
        for each in (name, *beside):
            (tmp_path / each.rpartition("/")[2]).write_bytes(files[each])
        for each in beside:
            subprocess.run(
                ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER",
                 "-in", each.rpartition("/")[2], "-content", name.rpartition("/")[2],
                 "-out", "/dev/null"],
                cwd=tmp_path, check=True, capture_output=True,
            )  # fmt: skip


def test_the_page_names_what_goes_in_and_says_when_there_is_nothing(put, leader, place):
    assert "chưa có văn bản nào" in leader.get(place).text
    answer = take(leader, place)
    assert answer.status_code == 409
    assert "chưa có văn bản nào" in answer.text
    put("Chỉ xem", may_download=False)
    page = leader.get(place).text
    assert "Chỉ xem" in page and "chưa có văn bản nào" in page
    put("Báo cáo")
    page = leader.get(place).text
    assert "Báo cáo" in page and 'name="repeated"' in page


def test_a_stored_file_that_was_damaged_makes_no_pack(
    put, leader, place, storage, runtime, stage, settings
):
    report = put("Báo cáo")
    with runtime.read() as session:
        path = storage.path(queries.latest(queries.get(session, report)).sha256)
    leader.post(f"/documents/{report}/versions/1/check")
    path.chmod(0o600)
    path.write_bytes(papers.letter() + b"x")
    answer = take(leader, place)
    assert answer.status_code == 503
    assert "tai-lieu/01-bao-cao.pdf" in answer.text
    assert receipt_of(runtime, stage.communes[0].leader, report).downloaded_at is None
    assert packs_left(settings) == []


def test_what_is_recalled_while_the_pack_is_made_is_not_noted(put, runtime, stage):
    put("Báo cáo")
    recalled = put("Sai số liệu")
    actor = stage.actor_of(stage.communes[0].leader)
    with runtime.read() as session:
        versions = queries.pack_of(session, actor, stage.meeting.id, runtime.clock()).versions
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.recall(uow, queries.get(uow.session, recalled), reason="Nhầm")
    with pytest.raises(PackOutdated), runtime.unit_of_work(actor) as uow:
        service.note_pack_taken(uow, stage.meeting.id, versions=versions, manifest_sha256="a" * 64)
    with runtime.read() as session:
        contents = queries.pack_of(session, actor, stage.meeting.id, runtime.clock())
    assert [reason for _document, reason in contents.left_out] == [LeftOut.RECALLED]


def test_a_pack_has_a_size_that_it_may_not_exceed():
    assert rules.why_no_pack(1, 5 << 20, 5) is None
    refusal = rules.why_no_pack(1, (5 << 20) + 1, 5)
    assert isinstance(refusal, PackTooLarge) and refusal.values == {"size": 6, "most": 5}
    assert isinstance(rules.why_no_pack(0, 0, 5), NothingToPack)


def test_openssl_confirms_the_hub_signed_the_manifest_and_finds_a_changed_one(
    put, leader, place, tmp_path, settings
):
    put("Báo cáo kết quả")
    for name, content in opened(take(leader, place)).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    def verified():
        command = (
            "openssl cms -verify -cades -binary -inform DER -in manifest-sha256.txt.p7s"
            " -content manifest-sha256.txt -CAfile chung-thu-he-thong.pem -partial_chain"
            " -purpose any -out /dev/null"
        )
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
        return done.returncode == 0

    assert verified()
    certificate = x509.load_pem_x509_certificate((tmp_path / PACK_CERTIFICATE).read_bytes())
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(" ").upper()
    assert fingerprint in leader.get(place).text
    assert (settings.data_dir / "pack-key.p12").stat().st_mode & 0o077 == 0
    manifest = tmp_path / MANIFEST
    manifest.write_bytes(manifest.read_bytes() + b"0" * 64 + b"  them.pdf\n")
    assert not verified()


def test_the_hub_keeps_its_key_and_makes_another_when_its_secret_changed(settings, clock):
    key = hub_key(settings, clock())
    assert hub_key(settings, clock()) == key
    settings.secret_key = SecretStr("another secret of the tests, long enough")
    another = hub_key(settings, clock())
    assert fingerprint_of(another) != fingerprint_of(key)
    given = settings.data_dir / "given.p12"
    given.write_bytes(key.pkcs12)
    settings.pack_key, settings.pack_key_password = given, SecretStr(key.pin)
    assert fingerprint_of(hub_key(settings, clock())) == fingerprint_of(key)
