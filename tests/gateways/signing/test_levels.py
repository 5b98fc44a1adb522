"""B-LT, B-LTA; signatures made elsewhere; signatures beside the file; the round trip."""

import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization

from hub.gateways.signing import cades, pades, roundtrip, testpki
from hub.gateways.signing.contract import Appearance, EmptyField, Profile, PublicKey, SignRequest
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.problems import (
    EvidenceMissing,
    KeyRevoked,
    NotTheExpectedSigner,
    NotWhatWasSent,
    SignatureNotSound,
)
from hub.gateways.signing.validation import validate, validate_detached
from hub.gateways.signing.verdict import Answer, DocumentState
from tests.gateways.signing import attacks, papers
from tests.gateways.signing.conftest import NOW, PERSON, certificate_of, signed
from tests.gateways.signing.test_pades import pdfsig, qpdf_is_content


def public_of(key):
    opened = open_key(key)
    der = lambda each: each.public_bytes(serialization.Encoding.DER)  # noqa: E731
    return PublicKey(der(opened.certificate), tuple(map(der, opened.chain)))


@pytest.mark.parametrize(("archive", "level"), [(False, "B-LT"), (True, "B-LTA")])
def test_what_proves_a_signature_goes_into_the_file(
    chair, trust, tsa_url, tmp_path, archive, level
):
    made = signed(
        chair, appearance=PERSON, certify=True, timestamp_url=tsa_url, evidence=trust,
        archive=archive,
    )  # fmt: skip
    assert made.level == level
    verdict = validate(made.pdf, trust, NOW)
    assert verdict.state is DocumentState.OK
    assert verdict.signatures[0].level == level
    assert "Signature is Valid" in pdfsig(made.pdf, tmp_path)
    content, words = qpdf_is_content(made.pdf, tmp_path)
    assert content, words
    assert made.pdf.startswith(papers.letter())


def test_all_three_sign_at_the_highest_level_one_behind_the_other(
    secretary, chair, office, trust, tsa_url
):
    looks = {
        "ThuKy": Appearance(Profile.PERSON, name=papers.SECRETARY),
        "ChuToa": Appearance(Profile.PERSON, name=papers.CHAIR),
        "CoQuan": Appearance(Profile.ORG_MAIN, unit=papers.OFFICE),
    }
    fields = tuple(EmptyField(name, look) for name, look in looks.items())
    pdf = papers.minutes()
    for name, key in zip(looks, (secretary, chair, office), strict=True):
        pdf = signed(
            key, pdf, field_name=name, appearance=looks[name], fields=fields, certify=True,
            timestamp_url=tsa_url, evidence=trust, archive=True,
        ).pdf  # fmt: skip
    verdict = validate(pdf, trust, NOW)
    assert [each.state for each in verdict.signatures] == [DocumentState.OK] * 6
    assert [each.level for each in verdict.signatures] == ["B-LTA", "timestamp"] * 3


def test_without_a_fresh_list_no_long_term_signature_is_made(chair, pki, trust, tsa_url):
    for crls in ((), pki.crls(NOW - timedelta(days=900)), trust.crls[:1]):
        poor = replace(trust, crls=crls)
        with pytest.raises(EvidenceMissing):
            signed(chair, timestamp_url=tsa_url, evidence=poor)


def test_a_key_elsewhere_signs_what_was_prepared(chair, trust, tsa_url, tmp_path):
    request = SignRequest(
        papers.letter(), public_of(chair), NOW, "ChuTri", PERSON, certify=True,
        timestamp_url=tsa_url, evidence=trust,
    )  # fmt: skip
    reserved = pades.reserve(request)
    signature = open_key(chair).sign(reserved.attributes)
    made = pades.finish(papers.letter(), reserved, signature)
    assert made.level == "B-LT"
    assert validate(made.pdf, trust, NOW).state is DocumentState.OK
    assert "Signature is Valid" in pdfsig(made.pdf, tmp_path)


def test_a_signature_of_something_else_or_by_another_key_is_refused(chair, secretary):
    reserved = pades.reserve(SignRequest(papers.letter(), public_of(chair), NOW, "ChuTri"))
    for signature in (
        open_key(chair).sign(b"x" + reserved.attributes),
        open_key(secretary).sign(reserved.attributes),
        b"\x30\x00",
    ):
        with pytest.raises(SignatureNotSound):
            pades.finish(papers.letter(), reserved, signature)
    with pytest.raises(SignatureNotSound):
        pades.finish(papers.minutes(), reserved, open_key(chair).sign(reserved.attributes))


def test_a_certificate_is_looked_at_before_anything_is_prepared(chair):
    pki = testpki.create(NOW)
    key = pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    pki.revoke(certificate_of(key).serial_number, NOW - timedelta(days=1))
    with pytest.raises(KeyRevoked):
        pades.reserve(
            SignRequest(papers.letter(), public_of(key), NOW, "ChuTri", crls=pki.crls(NOW))
        )


TABLE = b"PK\x03\x04 a spreadsheet, as far as signing is concerned" * 50


def test_a_file_that_is_no_pdf_is_signed_beside(chair, pki, trust, tsa_url, tmp_path):
    made = cades.sign(SignRequest(TABLE, chair, NOW, "", timestamp_url=tsa_url))
    assert made.level == "B-T"
    verdict = validate_detached(TABLE, made.p7s, trust, NOW)
    assert verdict.state is DocumentState.OK
    (signature,) = verdict.signatures
    assert (signature.name, signature.level, signature.claimed_at) == (papers.CHAIR, "B-T", NOW)
    assert signature.proven_at == NOW
    (tmp_path / "t.xlsx").write_bytes(TABLE)
    (tmp_path / "t.p7s").write_bytes(made.p7s)
    for name, authority in (("root", pki.root), ("issuer", pki.issuer)):
        pem = authority.certificate.public_bytes(serialization.Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    seen = subprocess.run(
        ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "t.p7s",
         "-content", "t.xlsx", "-CAfile", "root.pem", "-certfile", "issuer.pem", "-purpose",
         "any", "-attime", str(int(NOW.timestamp())), "-out", "/dev/null"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "CAdES Verification successful" in seen.stderr, seen.stderr


def test_a_changed_file_and_a_broken_signature_beside_it_are_seen(chair, secretary, trust):
    p7s = cades.sign(SignRequest(TABLE, chair, NOW, "")).p7s
    changed = validate_detached(TABLE + b"!", p7s, trust, NOW)
    assert changed.state is DocumentState.INVALID
    assert changed.signatures[0].intact.answer is Answer.NO
    assert changed.signatures[0].valid.answer is Answer.YES
    flipped = bytearray(p7s)
    flipped[-5] ^= 1
    wrong = validate_detached(TABLE, bytes(flipped), trust, NOW)
    assert wrong.state is DocumentState.INVALID
    for rubbish in (b"", b"\x30\x80", p7s[:-9], TABLE, p7s + b"more"):
        assert validate_detached(TABLE, rubbish, trust, NOW).state is DocumentState.INVALID


def test_a_key_elsewhere_signs_beside_a_file_too(chair, trust):
    reserved = cades.reserve(SignRequest(TABLE, public_of(chair), NOW, ""))
    made = cades.finish(TABLE, reserved, open_key(chair).sign(reserved.attributes))
    assert validate_detached(TABLE, made.p7s, trust, NOW).state is DocumentState.OK
    with pytest.raises(SignatureNotSound):
        cades.finish(TABLE + b"!", reserved, open_key(chair).sign(reserved.attributes))


def expected(*keys):
    return frozenset(read_facts_of(key).fingerprint for key in keys)


def read_facts_of(key):
    return open_key(key).facts


def test_what_comes_back_signed_by_the_right_one_is_taken(chair, secretary, trust):
    sent = papers.letter()
    back = signed(chair, sent, appearance=PERSON).pdf
    assert roundtrip.ensure_returned(sent, back, expected(chair), trust, NOW).name == papers.CHAIR
    second = signed(secretary, back, field_name="ThuKy").pdf
    found = roundtrip.ensure_returned(back, second, expected(secretary), trust, NOW)
    assert found.field == "ThuKy"


def test_what_comes_back_otherwise_is_refused(chair, secretary, trust):
    sent = papers.letter()
    back = signed(chair, sent).pdf
    twice = signed(secretary, back, field_name="ThuKy").pdf
    flipped = bytearray(back)
    flipped[-2000] ^= 1
    wrong_bytes = [
        sent,
        papers.minutes(),
        signed(chair, papers.minutes()).pdf,
        twice,
        sent + b"\n%%EOF\n",
        back[:-10],
        attacks.page_replaced(back),
        bytes(flipped),
        b"",
    ]
    for each in wrong_bytes:
        with pytest.raises((NotWhatWasSent, SignatureNotSound)):
            roundtrip.ensure_returned(sent, each, expected(chair), trust, NOW)
    with pytest.raises(NotTheExpectedSigner):
        roundtrip.ensure_returned(sent, back, expected(secretary), trust, NOW)
