"""Every kind of file that the hub signs, judged by programs that know nothing of the hub.

iText 5 with Bouncy Castle, pdfsig (poppler), `openssl cms -verify -cades`, `qpdf --check`.
"""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto.cms import ContentInfo

from hub.gateways.storage import Storage
from tests.gateways.signing import attacks
from tests.gateways.signing.conftest import (  # noqa: F401  (the stage of signing)
    NOW,
    PERSON,
    chair,
    pki,
    signed,
    trust,
    tsa_authority,
    tsa_url,
)

pytestmark = pytest.mark.slow

JARS = [
    Path("/usr/share/java") / f"{each}.jar" for each in ("itext5", "bcprov", "bcpkix", "bcutil")
]
SOURCE = Path(__file__).with_name("CheckSignatures.java")
JAVA = "apt-get install openjdk-17-jdk-headless libitext5-java libbcprov-java libbcpkix-java"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
#: Where the files of each kind lie in the demonstration hub, and whose signatures they bear.
SIGNED = {
    "document": (
        """SELECT sha256 FROM document_versions AS newest JOIN documents
               ON documents.id = newest.document_id
           WHERE state = 'issued' AND newest.number = (
               SELECT max(number) FROM document_versions WHERE document_id = documents.id)""",
        ["NguoiKy", "CoQuan"],
    ),
    "minutes": (
        "SELECT pdf_sha256 FROM minutes WHERE state = 'sealed'",
        ["ThuKy", "ChuToa", "CoQuan"],
    ),
    "sheet": ("SELECT signed_sha256 FROM attendance_sheets WHERE signed_sha256 != ''", ["ThuKy"]),
    "certificate": ("SELECT pdf_sha256 FROM distribution_certificates", ["CoQuan"]),
    "opinion": ("SELECT pdf_sha256 FROM opinions WHERE proof = 'signature'", ["ThuTruong"]),
}


@dataclass(frozen=True)
class SignedFiles:
    """Files in a folder by name, with the fields signed in each; the authorities (DER)."""

    folder: Path
    root: bytes
    issuer: bytes
    at: datetime
    fields: dict[str, list[str]] = field(default_factory=dict)

    def put(self, name: str, pdf: bytes, fields: list[str]) -> None:
        (self.folder / name).write_bytes(pdf)
        self.fields[name] = fields

    def said_by(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=120
        )

    def said_by_itext(self, names: list[str]) -> dict[str, list[list[str]]]:
        """Return for each file the lines on its signatures, then the one on the file."""
        (self.folder / "root.cer").write_bytes(self.root)
        (self.folder / "issuer.cer").write_bytes(self.issuer)
        jars = ":".join(map(str, JARS))
        said = self.said_by("java", "-cp", jars, str(SOURCE), "root.cer", "issuer.cer", *names)
        assert said.returncode == 0, said.stderr
        found: dict[str, list[list[str]]] = {}
        for name, *words in (line.split("\t") for line in said.stdout.splitlines()):
            found.setdefault(name, []).append(words)
        return found

    def said_by_openssl(self, name: str) -> list[str]:
        """Return what OpenSSL says of each signature in a file; timestamps are none (CAdES)."""
        pdf = (self.folder / name).read_bytes()
        (self.folder / "root.pem").write_text(_pem(self.root))
        (self.folder / "issuer.pem").write_text(_pem(self.issuer))
        said = []
        for each in RANGE.finditer(pdf):
            first, length, second, rest = map(int, each.groups())
            signature = bytes.fromhex(pdf[length + 1 : second - 1].decode())
            content = ContentInfo.load(signature)["content"]["encap_content_info"]
            if content["content_type"].native == "tst_info":
                continue
            (self.folder / "signature.der").write_bytes(signature)
            (self.folder / "content").write_bytes(pdf[first:length] + pdf[second : second + rest])
            done = self.said_by(
                "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
                "-in", "signature.der", "-content", "content", "-CAfile", "root.pem",
                "-certfile", "issuer.pem", "-purpose", "any",
                "-attime", str(int(self.at.timestamp())), "-out", "/dev/null",
            )  # fmt: skip
            said.append(done.stderr.strip())
        return said


def _pem(der: bytes) -> str:
    done = subprocess.run(
        ["openssl", "x509", "-inform", "DER"], input=der, capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.fixture(scope="module")
def of_the_demo(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> SignedFiles:
    """What people of the demonstration hub have signed: each kind at least once."""
    (root,) = (fresh / "trust" / "anchors").glob("*.cer")
    (issuer,) = (fresh / "trust" / "others").glob("*.cer")
    files = SignedFiles(
        tmp_path_factory.mktemp("signed"), root.read_bytes(), issuer.read_bytes(), datetime.now(UTC)
    )
    storage = Storage(fresh / "files")
    with closing(sqlite3.connect(fresh / "hub.sqlite3")) as database:
        for kind, (question, fields) in SIGNED.items():
            hashes = [row[0] for row in database.execute(question)]
            assert hashes, f"the demonstration hub has no signed {kind}"
            for place, sha256 in enumerate(hashes):
                files.put(f"{kind}-{place}.pdf", storage.read(sha256), fields)
    return files


@pytest.fixture(scope="module")
def for_long(chair, pki, trust, tsa_url, tmp_path_factory) -> SignedFiles:  # noqa: F811
    """Signatures of every level with what proves them in the file."""
    root, issuer = (each.der for each in (pki.root, pki.issuer))
    files = SignedFiles(tmp_path_factory.mktemp("levels"), root, issuer, NOW)
    for level, proof in (
        ("B-T", {"timestamp_url": tsa_url}),
        ("B-LT", {"timestamp_url": tsa_url, "evidence": trust}),
        ("B-LTA", {"timestamp_url": tsa_url, "evidence": trust, "archive": True}),
    ):
        made = signed(chair, appearance=PERSON, certify=True, **proof)
        assert made.level == level
        files.put(f"{level}.pdf", made.pdf, ["ChuTri"])
    return files


@pytest.fixture(params=["of_the_demo", "for_long"])
def files(request: pytest.FixtureRequest) -> SignedFiles:
    return request.getfixturevalue(request.param)


@pytest.fixture
def java() -> None:
    missing = [each.name for each in JARS if not each.exists()]
    if missing or not shutil.which("javac"):
        pytest.skip(f"iText 5 or a JDK is not installed (330 MB): {JAVA}")


def test_itext_accepts_every_signature_and_the_whole_file(files: SignedFiles, java: None) -> None:
    for name, said in files.said_by_itext(list(files.fields)).items():
        *signatures, whole = said
        people = [each[0] for each in signatures if each[1] == "ETSI.CAdES.detached"]
        assert people == files.fields[name], name
        assert all(each[2:] == ["sound", "trusted"] for each in signatures), (name, said)
        # the proof of B-LT is appended behind the signature, a timestamp over all makes it B-LTA
        assert whole == ["extended" if name == "B-LT.pdf" else "whole"], name
        assert (name == "B-LTA.pdf") == (signatures[-1][1] == "ETSI.RFC3161")


def test_itext_refuses_what_was_changed_and_what_another_authority_vouches_for(
    of_the_demo: SignedFiles, for_long: SignedFiles, java: None
) -> None:
    pdf = (of_the_demo.folder / "minutes-0.pdf").read_bytes()
    (of_the_demo.folder / "changed.pdf").write_bytes(attacks.flipped_in_first_part(pdf))
    (of_the_demo.folder / "replaced.pdf").write_bytes(attacks.page_replaced(pdf))
    foreign = (for_long.folder / "B-T.pdf").read_bytes()
    (of_the_demo.folder / "foreign.pdf").write_bytes(foreign)
    said = of_the_demo.said_by_itext(["changed.pdf", "replaced.pdf", "foreign.pdf"])
    assert "unsound" in [word for line in said["changed.pdf"] for word in line]
    assert said["replaced.pdf"][-1] == ["extended"]
    assert said["foreign.pdf"][0][2:] == ["sound", "untrusted"]


@pytest.mark.parametrize("program", ["pdfsig", "openssl", "qpdf"])
def test_other_checkers_accept_it_too(files: SignedFiles, program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    for name, fields in files.fields.items():
        if program == "openssl":
            said = files.said_by_openssl(name)
            assert len(said) == len(fields), name
            assert all("CAdES Verification successful" in each for each in said), (name, said)
        elif program == "qpdf":
            done = files.said_by("qpdf", "--check", name)
            assert done.returncode == 0, (name, done.stdout, done.stderr)
        else:
            text = files.said_by("pdfsig", "-nocert", name).stdout
            assert text.count("Signature is Valid") >= len(fields), (name, text)
            assert "Invalid" not in text, (name, text)
            assert ("Total document signed" in text) == (name != "B-LT.pdf"), (name, text)
