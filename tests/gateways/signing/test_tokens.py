"""Keys in PKCS#11 tokens, with SoftHSM2 as the token."""

import pytest

from hub.gateways.signing import holders, pades, testpki, work
from hub.gateways.signing.contract import SignRequest, TokenKey
from hub.gateways.signing.problems import (
    KeyUnreadable,
    TokenAway,
    TokenFailed,
    WrongPin,
)
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import DocumentState
from hub.gateways.workers import Workers
from hub.sign_client.token import parts_of, uri_of
from tests.gateways.signing import papers, tokens
from tests.gateways.signing.conftest import NOW, PERSON
from tests.gateways.signing.test_pades import check_with_openssl, pdfsig
from tests.gateways.signing.tokens import KINDS, MODULE, needs_softhsm

pytestmark = [needs_softhsm, pytest.mark.xdist_group("token")]


@pytest.fixture(scope="session")
def in_token(token, pki):
    holder = testpki.Holder(papers.CHAIR, papers.OFFICE)
    return {
        kind: token.put(pki, holder, kind, bytes([number]))
        for number, kind in enumerate(KINDS, start=1)
    }


def key_of(token, uri, pin=None, issuers=()):
    return TokenKey(MODULE, uri, pin or token.pin, issuers=issuers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_signs_what_other_programs_accept(token, in_token, pki, trust, tmp_path, kind):
    key = key_of(token, in_token[kind], issuers=(*trust.anchors, *trust.others))
    made = pades.sign(SignRequest(papers.letter(), key, NOW, "ChuTri", PERSON, certify=True))
    assert made.signer.algorithm.replace(" ", "-").replace("ECDSA-secp256r1", "P-256") == kind
    assert validate(made.pdf, trust, NOW).state is DocumentState.OK
    assert "CAdES Verification successful" in check_with_openssl(made.pdf, pki, tmp_path).stderr
    assert "Signature is Valid" in pdfsig(made.pdf, tmp_path)


def test_certificates_are_seen_without_a_pin(token, in_token):
    names = {each.uri: facts.name for each, facts in holders.on_tokens(MODULE, token.label)}
    assert {names[uri] for uri in in_token.values()} == {papers.CHAIR}
    with pytest.raises(TokenFailed):
        holders.on_tokens(MODULE, "token khác")


def test_a_wrong_pin_is_said_and_the_right_one_still_signs(token, in_token):
    with pytest.raises(WrongPin):
        holders.facts_of(key_of(token, in_token["P-256"], pin="00000000"))
    assert holders.facts_of(key_of(token, in_token["P-256"])).name == papers.CHAIR


def test_an_absent_token_or_module_is_no_mistake_of_the_user(token):
    with pytest.raises(TokenAway):
        holders.facts_of(TokenKey(MODULE, uri_of("không có", b"\x01"), token.pin))
    with pytest.raises((TokenAway, TokenFailed)):
        holders.facts_of(TokenKey("/nowhere/lib.so", uri_of(token.label, b"\x01"), token.pin))


def test_a_key_that_is_not_there_or_badly_named_is_refused(token):
    with pytest.raises(TokenFailed):
        holders.facts_of(key_of(token, uri_of(token.label, b"\x77")))
    with pytest.raises(KeyUnreadable):
        holders.facts_of(key_of(token, "file:/etc/passwd"))


def test_names_of_keys_survive_odd_letters():
    uri = uri_of("Yên Lập; HSM=1", b"\x00\xff;")
    assert parts_of(uri) == ("Yên Lập; HSM=1", b"\x00\xff;")


def test_a_worker_process_signs_with_the_token_again_and_again(token, in_token, trust):
    workers = Workers(1)
    try:
        for kind in ("P-256", "RSA-2048"):
            request = SignRequest(papers.letter(), key_of(token, in_token[kind]), NOW, "ChuTri")
            made = workers.run(work.sign, request)
            assert validate(made.pdf, trust, NOW).state is DocumentState.OK
    finally:
        workers.stop()


def test_the_pin_is_in_no_text_of_a_key(token):
    assert token.pin not in repr(TokenKey(MODULE, "pkcs11:token=a;id=%01", token.pin))
    assert tokens.MODULE
