"""Keys, trust and the timestamp server as they lie in the folders of a hub."""

import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from hub.core.settings import Settings
from hub.gateways.signing import folders, testpki
from hub.gateways.signing.problems import KeyFileMissing
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import DocumentState
from tests.gateways.signing.conftest import NOW, PERSON, signed


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path)


def test_an_empty_hub_trusts_nobody_and_has_no_keys(settings, signed_letter):
    assert folders.key_files(settings) == []
    assert folders.tsa_url(settings) is None
    assert folders.tsa_app(settings, lambda: NOW) is None
    trust = folders.read_trust(settings)
    assert trust.anchors == ()
    verdict = validate(signed_letter, trust, NOW)
    assert verdict.state is DocumentState.CONCERN
    assert verdict.signatures[0].trusted.reason == "issuer-unknown"


def test_the_test_authority_is_trusted_from_its_files(settings, pki, signed_letter):
    testpki.write_trust(pki, settings.trust)
    trust = folders.read_trust(settings)
    assert validate(signed_letter, trust, NOW).state is DocumentState.OK
    assert folders.read_trust(settings) is trust  # kept while the files stay as they are


def test_a_second_test_authority_does_not_take_the_trust_of_the_first(settings, pki, signed_letter):
    testpki.write_trust(pki, settings.trust)
    second = testpki.create(NOW, number=testpki.next_number(settings.trust))
    testpki.write_trust(second, settings.trust)
    trust = folders.read_trust(settings)
    assert len(trust.anchors) == 2
    assert validate(signed_letter, trust, NOW).state is DocumentState.OK
    assert testpki.next_number(settings.trust) == 3


def test_files_may_be_pem_and_broken_ones_are_left_out(settings, pki, signed_letter):
    testpki.write_trust(pki, settings.trust)
    der = settings.trust / "anchors" / "test-root.cer"
    pem = x509.load_der_x509_certificate(der.read_bytes()).public_bytes(serialization.Encoding.PEM)
    der.unlink()
    (settings.trust / "anchors" / "root.pem").write_bytes(pem)
    (settings.trust / "anchors" / "broken.cer").write_bytes(b"not a certificate")
    (settings.trust / "anchors" / "README.txt").write_bytes(b"notes")
    trust = folders.read_trust(settings)
    assert len(trust.anchors) == 1
    assert validate(signed_letter, trust, NOW).state is DocumentState.OK


def test_a_new_list_takes_effect_at_once(settings, pki, chair):
    from tests.gateways.signing.conftest import serial_of

    testpki.write_trust(pki, settings.trust)
    before = folders.read_trust(settings)
    pdf = signed(chair, appearance=PERSON).pdf
    knowing = testpki.TestPki(pki.root, pki.issuer, NOW)
    knowing.revoke(serial_of(chair), NOW)
    path = settings.trust / "crls" / "test-issuing.crl"
    path.write_bytes(knowing.crls()[1])
    os.utime(path, ns=(1, 1))
    after = folders.read_trust(settings)
    assert (before.version, before.epoch == after.epoch) == (after.version, False)
    assert validate(pdf, after, NOW).signatures[0].trusted.reason == "revoked"


def test_only_key_files_of_the_folder_can_be_read(settings, pki, chair):
    testpki.write_tsa(pki.issue_tsa(), settings.keys)
    (settings.keys / "chu-tri.p12").write_bytes(chair.pkcs12)
    assert folders.key_files(settings) == ["chu-tri.p12"]
    assert folders.read_key(settings, "chu-tri.p12") == chair.pkcs12
    for name in ("tsa.key", "../secret", "/etc/passwd", "", "khac.p12"):
        with pytest.raises(KeyFileMissing):
            folders.read_key(settings, name)


def test_keys_are_readable_by_the_hub_only(settings, pki):
    testpki.write_tsa(pki.issue_tsa(), settings.keys)
    assert (settings.keys / "tsa.key").stat().st_mode & 0o077 == 0


def test_a_configured_timestamp_server_goes_before_the_own_one(settings, pki):
    testpki.write_tsa(pki.issue_tsa(), settings.keys)
    assert folders.tsa_url(settings) == f"http://127.0.0.1:{settings.port}/tsa"
    elsewhere = settings.model_copy(update={"tsa_url": "http://ca.example.vn/tsa"})
    assert folders.tsa_url(elsewhere) == "http://ca.example.vn/tsa"
