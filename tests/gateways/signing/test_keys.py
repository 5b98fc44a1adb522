from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.errors import HubError
from hub.gateways.signing import holders, keys, testpki
from hub.gateways.signing.contract import SigningKey
from hub.gateways.signing.problems import (
    KeyExpired,
    KeyNotYetValid,
    KeyRevoked,
    KeyUnreadable,
    KeyUnsuitable,
    WrongPin,
)
from tests.gateways.signing.conftest import NOW, serial_of, signed


def test_a_key_tells_whose_it_is(chair):
    facts = holders.facts_of(chair)
    assert (facts.name, facts.title, facts.uid) == ("Nguyễn Văn Đức", "Chủ tịch", "CCCD:001")
    assert facts.unit == "Ủy ban nhân dân huyện Yên Lập"
    assert facts.issuer == "Cơ quan chứng thực cấp phát"
    assert facts.algorithm == "ECDSA secp256r1"
    assert len(facts.fingerprint) == 64
    assert facts.valid_from < NOW < facts.valid_until


def test_a_test_key_is_known_as_one_and_a_real_one_is_not(chair, pki):
    assert holders.facts_of(chair).is_test
    certificate = x509.load_der_x509_certificate(pki.issuer.der)
    assert keys.read_facts(certificate).is_test
    for name in (certificate.subject, certificate.issuer):
        assert keys.TEST_LABEL in [part.value for part in name]


def test_neither_key_nor_pin_is_printed(chair):
    assert chair.pin not in repr(chair)
    assert "pkcs12" not in repr(chair)


def test_a_wrong_pin_is_told_apart_from_a_wrong_file(chair):
    for pin in ("", "00000000", "ệ" * 8, chair.pin + "1"):
        with pytest.raises(WrongPin):
            holders.facts_of(SigningKey(chair.pkcs12, pin))
    damaged = chair.pkcs12[:-9]
    for file in (b"", b"%PDF-1.7", damaged, chair.pkcs12 + b"\0" * 300_000):
        with pytest.raises(KeyUnreadable):
            holders.facts_of(SigningKey(file, chair.pin))


def test_a_file_without_a_private_key_is_no_key(pki):
    certificate_only = serialization.pkcs12.serialize_key_and_certificates(
        b"x", None, pki.issuer.certificate, None, serialization.BestAvailableEncryption(b"1234")
    )
    with pytest.raises(KeyUnreadable):
        holders.facts_of(SigningKey(certificate_only, "1234"))


def test_a_key_for_timestamps_does_not_sign_as_an_authority(pki):
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"x", pki.issuer.key, pki.issuer.certificate, None,
        serialization.BestAvailableEncryption(b"1234"),
    )  # fmt: skip
    with pytest.raises(KeyUnsuitable):
        holders.facts_of(SigningKey(packed, "1234"))


def test_an_expired_an_early_and_a_revoked_key_do_not_sign(pki):
    person = testpki.Holder("Trần Văn Hết", "UBND xã")
    old = pki.issue(person, since=NOW - timedelta(days=900), until=NOW - timedelta(days=1))
    early = pki.issue(person, since=NOW + timedelta(days=1))
    lost = pki.issue(person)
    revoking = testpki.TestPki(pki.root, pki.issuer, NOW)
    revoking.revoke(serial_of(lost), NOW - timedelta(hours=1))
    with pytest.raises(KeyExpired) as refusal:
        signed(old)
    assert refusal.value.values["on"] == "21/11/2026"
    with pytest.raises(KeyNotYetValid):
        signed(early)
    with pytest.raises(KeyRevoked):
        signed(lost, crls=revoking.crls())


def test_all_refusals_have_different_codes():
    from hub.gateways.signing import problems

    kinds = [kind for kind in vars(problems).values()
             if isinstance(kind, type) and issubclass(kind, HubError)
             and kind.__module__ == problems.__name__]  # fmt: skip
    assert len({kind.code for kind in kinds}) == len(kinds) > 10
    assert all(kind.text.endswith(".") for kind in kinds)
