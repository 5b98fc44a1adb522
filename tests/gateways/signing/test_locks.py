"""What each signature of the hub forbids from then on, read from the file by other readers."""

import io
import subprocess

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from hub.gateways.signing import pades
from hub.gateways.signing.contract import Appearance, EmptyField, Profile, SignRequest
from hub.gateways.signing.problems import AlreadySigned, DocumentLocked
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import DocumentState
from tests.gateways.signing import papers
from tests.gateways.signing.conftest import NOW

SECRETARY = Appearance(Profile.PERSON, name=papers.SECRETARY, side="left")
CHAIR = Appearance(Profile.PERSON, name=papers.CHAIR, side="right")
OFFICE = Appearance(Profile.ORG_MAIN, unit=papers.OFFICE)
FIELDS = (EmptyField("ThuKy", SECRETARY), EmptyField("ChuToa", CHAIR), EmptyField("CoQuan", OFFICE))
NO_CHANGES, SIGNATURES = 1, 2


def request(pdf, key, field, fields=FIELDS, **more):
    (look,) = [each.appearance for each in fields if each.name == field]
    return SignRequest(pdf, key, NOW, field, look, certify=True, fields=fields, **more)


@pytest.fixture(scope="module")
def signed(secretary, chair, office, trust, tsa_url):
    """The same minutes after each of the three signatures; the office's is one for the archive."""
    proof = {"timestamp_url": tsa_url, "evidence": trust, "archive": True}
    first = pades.sign(request(papers.minutes(), secretary, "ThuKy")).pdf
    second = pades.sign(request(first, chair, "ChuToa")).pdf
    third = pades.sign(request(second, office, "CoQuan", **proof)).pdf
    return [first, second, third]


def transforms(pdf, field):
    """Return method and parameters of what a signature forbids."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (found,) = [each for each in document.Root.AcroForm.Fields if field == each.T]
        return {
            str(each.TransformMethod): {
                name: str(value) if isinstance(value, pikepdf.Name) else value
                for name, value in each.TransformParams.items()
                if name in ("/P", "/Action")
            }
            for each in found.V.Reference
        }


def test_the_first_certifies_each_locks_its_field_and_the_last_locks_all(signed):
    assert transforms(signed[-1], "ThuKy")["/DocMDP"] == {"/P": SIGNATURES}
    assert transforms(signed[-1], "ThuKy")["/FieldMDP"]["/Action"] == "/Include"
    assert transforms(signed[-1], "ChuToa").keys() == {"/FieldMDP"}
    assert transforms(signed[-1], "CoQuan")["/FieldMDP"] == {"/Action": "/All", "/P": NO_CHANGES}
    reader = PdfFileReader(io.BytesIO(signed[-1]))
    levels = [each.docmdp_level for each in reader.embedded_regular_signatures]
    assert [level.value if level else None for level in levels] == [SIGNATURES, None, NO_CHANGES]


def test_every_step_is_whole_and_trusted_for_the_hub_and_whole_for_poppler(signed, trust, tmp_path):
    for count, pdf in enumerate(signed, start=1):
        verdict = validate(pdf, trust, NOW)
        assert verdict.state is DocumentState.OK, verdict
        (tmp_path / "s.pdf").write_bytes(pdf)
        said = subprocess.run(
            ["pdfsig", "-nocert", "s.pdf"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        assert said.count("Signature is Valid") == count
        subprocess.run(["qpdf", "--check", "s.pdf"], cwd=tmp_path, check=True, capture_output=True)


def test_nothing_is_signed_twice_or_behind_the_last(signed, secretary, office):
    with pytest.raises(AlreadySigned):
        pades.sign(request(signed[0], secretary, "ThuKy"))
    more = (*FIELDS, EmptyField("Them", OFFICE))
    for pdf in signed:
        with pytest.raises(DocumentLocked):
            pades.sign(request(pdf, office, "Them", more))


def test_a_signature_forced_behind_the_last_is_seen(signed, chair, trust, monkeypatch):
    monkeypatch.setattr(pades, "_ensure_open", lambda *_: None)
    more = (*FIELDS, EmptyField("Them", CHAIR))
    forced = pades.sign(request(signed[-1], chair, "Them", more)).pdf
    assert validate(forced, trust, NOW).state is DocumentState.INVALID


def test_a_paper_with_one_signature_is_closed_by_it(secretary, chair, trust):
    only = (EmptyField("ThuKy", SECRETARY),)
    pdf = pades.sign(request(papers.minutes(), secretary, "ThuKy", only)).pdf
    assert transforms(pdf, "ThuKy")["/FieldMDP"] == {"/Action": "/All", "/P": NO_CHANGES}
    assert validate(pdf, trust, NOW).state is DocumentState.OK
    with pytest.raises(DocumentLocked):
        pades.sign(request(pdf, chair, "ChuToa"))
