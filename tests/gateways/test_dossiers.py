"""Sealed dossiers, checked with the tools that everybody has."""

import hashlib
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.gateways.dossiers import MANIFEST, SEAL, Packing, PackingFailed, Part
from hub.gateways.dossiers.checking import check, verify_dossier
from hub.gateways.dossiers.packing import pack
from hub.gateways.signing import testpki
from hub.gateways.signing.contract import SigningKey
from hub.gateways.signing.problems import WrongPin
from hub.gateways.signing.testpki import Holder, TestPki

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pki() -> TestPki:
    return testpki.create(datetime.now(UTC))


@pytest.fixture(scope="module")
def key(pki: TestPki) -> SigningKey:
    return pki.issue(Holder("UBND huyện Yên Lập", "UBND huyện Yên Lập"))


@pytest.fixture
def packing(tmp_path: Path, pki: TestPki, key: SigningKey) -> Packing:
    big = tmp_path / "lon.bin"
    big.write_bytes(bytes(range(256)) * 9000)
    digest = hashlib.sha256(big.read_bytes()).hexdigest()
    parts = (
        Part("LOI-NOI-DAU.txt", "Hồ sơ họp".encode()),
        Part("2-tai-lieu/01.bin", big, digest),
        Part("1-giay-moi/thu moi.txt".replace(" ", "-"), b"x"),
    )
    return Packing(parts, key, pki.now, tmp_path / "ho-so.zip", (pki.root.der, pki.issuer.der))


def test_everyday_tools_check_an_archive(packing: Packing, tmp_path: Path) -> None:
    packed = pack(packing)
    folder = tmp_path / "mo-ra"
    with zipfile.ZipFile(packing.target) as zipped:
        assert all(each.compress_type == zipfile.ZIP_STORED for each in zipped.infolist())
        zipped.extractall(folder)
    assert "OK" in _run("sha256sum", "--strict", "-c", MANIFEST, cwd=folder)
    _run(
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", SEAL,
        "-content", MANIFEST, "-CAfile", "8-chung-thu/goc-tin-cay.pem", "-purpose", "any",
        "-out", "/dev/null", cwd=folder,
    )  # fmt: skip
    assert packed.manifest_sha256 == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    assert packed.sealed_by == "UBND huyện Yên Lập"


def test_the_hub_finds_a_whole_archive_whole(packing: Packing, pki: TestPki) -> None:
    pack(packing)
    found = check(packing.target, (pki.root.der,))
    assert found.problems == ()
    assert "UBND huyện Yên Lập" in found.sealed_by


def test_the_same_content_gives_the_same_files_in_the_same_order(packing: Packing) -> None:
    first = pack(packing)
    second = pack(packing)
    assert [each for each in first.files if each.name != SEAL] == [
        each for each in second.files if each.name != SEAL
    ]
    names = [each.name for each in first.files]
    assert names[:-2] == sorted(names[:-2])


@pytest.mark.parametrize("damage", ["change", "remove", "add", "manifest", "seal", "cut", "twice"])
def test_every_damage_is_found(packing: Packing, tmp_path: Path, damage: str) -> None:
    pack(packing)
    damaged = tmp_path / "hong.zip"
    if damage == "cut":
        damaged.write_bytes(packing.target.read_bytes()[:-500])
    else:
        _copy_with(packing.target, damaged, damage)
    assert verify_dossier(damaged)


def test_a_seal_of_somebody_else_is_not_trusted(packing: Packing) -> None:
    pack(packing)
    stranger = testpki.create(NOW)
    assert verify_dossier(packing.target, [stranger.root.der])


def test_a_wrong_pin_seals_nothing(packing: Packing, key: SigningKey) -> None:
    wrong = Packing(packing.parts, SigningKey(key.pkcs12, "00"), packing.moment, packing.target)
    with pytest.raises(WrongPin):
        pack(wrong)
    assert not packing.target.exists()


def test_a_stored_file_that_changed_is_not_sealed(packing: Packing, tmp_path: Path) -> None:
    (tmp_path / "lon.bin").write_bytes(b"khac")
    with pytest.raises(PackingFailed):
        pack(packing)


def test_an_archive_from_the_past_stays_whole_when_the_certificate_has_ended(
    packing: Packing, pki: TestPki
) -> None:
    old = pki.issue(Holder("Đơn vị cũ", "Đơn vị cũ"), until=pki.now + timedelta(hours=1))
    pack(Packing(packing.parts, old, pki.now, packing.target))
    assert verify_dossier(packing.target, [pki.root.der]) == []


def _copy_with(source: Path, target: Path, damage: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if damage == "remove" and info.filename.startswith("2-"):
                continue
            changed = {
                "change": info.filename.startswith("1-"),
                "manifest": info.filename == MANIFEST,
                "seal": info.filename == SEAL,
            }
            if changed.get(damage):
                content = content[:-1] + bytes([content[-1] ^ 1])
            new.writestr(info.filename, content)
        if damage == "add":
            new.writestr("2-tai-lieu/chen-vao.pdf", b"%PDF")
        if damage == "twice":
            with pytest.warns(UserWarning, match="Duplicate name"):
                new.writestr("LOI-NOI-DAU.txt", b"khac")


def _run(*command: str, cwd: Path) -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
