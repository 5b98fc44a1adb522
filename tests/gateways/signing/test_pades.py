import io
import re
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from asn1crypto import cms as asn1
from cryptography.hazmat.primitives import serialization

from hub.gateways.signing import fields, pades, selfcheck
from hub.gateways.signing.contract import Appearance, EmptyField, Profile
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.problems import (
    AlreadySigned,
    DocumentLocked,
    NotSignablePdf,
    PdfEncrypted,
    SignatureNotSound,
    TimestampUnavailable,
)
from hub.gateways.workers import Workers
from tests.gateways.signing import attacks, papers
from tests.gateways.signing.conftest import NOW, PERSON, certificate_of, signed

SEAL = Appearance(Profile.ORG_MAIN, unit=papers.OFFICE)


def check_with_openssl(pdf, pki, folder):
    first, length, second, rest = attacks.byte_range(pdf)
    contents = bytes.fromhex(pdf[length + 1 : second - 1].decode())
    (folder / "sig.der").write_bytes(contents)
    (folder / "content").write_bytes(pdf[first:length] + pdf[second : second + rest])
    for name, authority in (("root", pki.root), ("issuer", pki.issuer)):
        pem = authority.certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}.pem").write_bytes(pem)
    return subprocess.run(
        ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "sig.der",
         "-content", "content", "-CAfile", "root.pem", "-certfile", "issuer.pem",
         "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "/dev/null"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def pdfsig(pdf, folder):
    (folder / "s.pdf").write_bytes(pdf)
    out = subprocess.run(
        ["pdfsig", "-nocert", "s.pdf"], cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return out.stdout


def qpdf_is_content(pdf, folder):
    (folder / "s.pdf").write_bytes(pdf)
    out = subprocess.run(
        ["qpdf", "--check", "s.pdf"], cwd=folder, capture_output=True, text=True, check=False
    )
    return out.returncode == 0, out.stdout + out.stderr


@pytest.mark.parametrize("paper", ["letter", "minutes", "with_object_streams", "scanned"])
def test_three_other_checkers_accept_the_signature(chair, pki, tmp_path, paper):
    pdf = signed(chair, getattr(papers, paper)(), appearance=PERSON).pdf
    verified = check_with_openssl(pdf, pki, tmp_path)
    assert "CAdES Verification successful" in verified.stderr, verified.stderr
    text = pdfsig(pdf, tmp_path)
    assert "Signature is Valid" in text and "Total document signed" in text
    assert "ETSI.CAdES.detached" in text and "SHA-256" in text
    content, words = qpdf_is_content(pdf, tmp_path)
    assert content, words


def test_rsa_keys_as_on_official_tokens_sign_too(rsa_chair, tmp_path):
    pki, key = rsa_chair
    pdf = signed(key, appearance=PERSON).pdf
    assert "CAdES Verification successful" in check_with_openssl(pdf, pki, tmp_path).stderr
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


def test_a_timestamp_makes_it_b_t(chair, pki, tsa_url, tmp_path):
    result = signed(chair, appearance=PERSON, timestamp_url=tsa_url)
    assert result.level == "B-T" and result.proven_at == NOW
    assert "CAdES Verification successful" in check_with_openssl(result.pdf, pki, tmp_path).stderr
    _first, length, second, _rest = attacks.byte_range(result.pdf)
    contents = bytes.fromhex(result.pdf[length + 1 : second - 1].decode())
    signer = asn1.ContentInfo.load(contents)["content"]["signer_infos"][0]
    assert [each["type"].native for each in signer["unsigned_attrs"]] == [
        "signature_time_stamp_token"
    ]
    assert "Signature is Valid" in pdfsig(result.pdf, tmp_path)


def test_without_the_timestamp_server_nothing_is_signed(chair):
    with pytest.raises(TimestampUnavailable):
        signed(chair, timestamp_url="http://127.0.0.1:9/tsa")


def test_pades_keeps_the_claimed_time_in_the_pdf_only(chair):
    pdf = signed(chair).pdf
    _, length, second, _ = attacks.byte_range(pdf)
    contents = bytes.fromhex(pdf[length + 1 : second - 1].decode())
    signer = asn1.ContentInfo.load(contents)["content"]["signer_infos"][0]
    kinds = {each["type"].native for each in signer["signed_attrs"]}
    assert kinds == {"content_type", "message_digest", "signing_certificate_v2"}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.AcroForm.Fields[0].V.M) == "D:20261122150000+07'00'"


def test_the_given_bytes_stay_as_they_are(chair, office):
    first = signed(chair, appearance=PERSON)
    second = signed(office, first.pdf, field_name="CoQuan", appearance=SEAL)
    assert first.pdf.startswith(papers.letter())
    assert second.pdf.startswith(first.pdf)


def test_minutes_are_signed_three_times_in_order(signed_minutes, tmp_path):
    text = pdfsig(signed_minutes, tmp_path)
    assert re.findall(r"Field Name: (\w+)", text) == ["ThuKy", "ChuToa", "CoQuan"]
    assert text.count("Signature is Valid") == 3
    assert qpdf_is_content(signed_minutes, tmp_path)[0]


def test_only_the_first_signature_certifies(signed_minutes):
    assert signed_minutes.count(b"/TransformMethod /DocMDP") == 1


def test_reason_and_location_are_kept(chair):
    pdf = signed(chair, reason="Phê duyệt", location="Yên Lập").pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        value = document.Root.AcroForm.Fields[0].V
        assert str(value.Reason) == "Phê duyệt"
        assert str(value.Location) == "Yên Lập"


def test_an_invisible_signature_shows_nothing(chair):
    result = signed(chair)
    assert result.place is None
    assert result.level == "B-B"


def test_the_same_place_is_not_signed_twice(chair, signed_letter):
    with pytest.raises(AlreadySigned):
        signed(chair, signed_letter, appearance=PERSON)


def test_a_certified_paper_takes_signatures_only_where_they_were_prepared(office, certified_letter):
    with pytest.raises(DocumentLocked):
        signed(office, certified_letter, field_name="CoQuan")


def test_prepared_fields_are_added_once_and_never_after_a_signature(chair, signed_letter):
    wanted = (EmptyField("ChuTri", PERSON), EmptyField("CoQuan", SEAL))
    prepared = fields.prepare(papers.letter(), wanted, NOW)
    assert prepared.startswith(papers.letter()) and len(prepared) > len(papers.letter())
    assert fields.prepare(prepared, wanted, NOW) == prepared
    assert fields.prepare(signed_letter, wanted, NOW) == signed_letter
    result = signed(chair, prepared, appearance=PERSON)
    assert result.place == fields.locate(papers.letter(), PERSON, NOW) or result.place.page == 0


@pytest.mark.parametrize("pdf", [b"", b"MZ\x90", b"%PDF-1.7", b"%PDF-1.4\n%%EOF\n" * 50])
def test_what_is_no_pdf_is_refused(chair, pdf):
    with pytest.raises(NotSignablePdf):
        signed(chair, pdf or b"\0")


def test_a_pdf_with_a_password_is_refused(chair, tmp_path):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.letter())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(PdfEncrypted):
        signed(chair, out.getvalue())


def test_an_unsound_signature_never_leaves_the_house(chair, office, signed_letter):
    certificate = certificate_of(chair)
    selfcheck.ensure_sound(papers.letter(), signed_letter, certificate)
    for attack in (
        attacks.flipped_in_first_part, attacks.flipped_in_last_part, attacks.appended_byte,
        attacks.contents_zero, attacks.byte_range_missing, attacks.page_replaced,
    ):  # fmt: skip
        with pytest.raises(SignatureNotSound):
            selfcheck.ensure_sound(papers.letter(), attack(signed_letter), certificate)
    with pytest.raises(SignatureNotSound):
        selfcheck.ensure_sound(b"another", signed_letter, certificate)
    with pytest.raises(SignatureNotSound):
        selfcheck.ensure_sound(papers.letter(), signed_letter, open_key(office).certificate)


def test_signing_works_in_the_workers_of_the_hub(chair, trust):
    from hub.gateways.signing.contract import SignRequest
    from hub.gateways.signing.problems import WrongPin
    from hub.gateways.signing.validation import validate

    workers = Workers(1)
    try:
        request = SignRequest(papers.letter(), chair, NOW, "ChuTri", PERSON)
        result = workers.run(pades.sign, request)
        assert workers.run(validate, result.pdf, trust, NOW).state == "ok"
        with pytest.raises(WrongPin):
            workers.run(pades.sign, replace(request, key=replace(chair, pin="0")))
    finally:
        workers.stop()
