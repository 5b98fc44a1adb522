"""Signed data and certificates that are put together wrongly never show as valid."""

import pytest

from hub.gateways.signing import cades, testpki
from hub.gateways.signing.contract import SignRequest
from hub.gateways.signing.keys import open_key
from hub.gateways.signing.validation import validate, validate_detached
from hub.gateways.signing.verdict import Answer, DocumentState
from tests.gateways.signing import forged_cms
from tests.gateways.signing.conftest import NOW

DATA = b"PK\x03\x04 a table of figures" * 40


def axes(verdict):
    return [
        (verdict.state, verdict.reason),
        *((each.intact.reason, each.valid.reason, each.trusted.reason)
          for each in verdict.signatures),
    ]  # fmt: skip


def test_the_forger_can_make_a_sound_signature_too(signed_letter, chair, trust):
    """The control: what all others change is in order when nothing is changed."""
    opened = open_key(chair)
    build = forged_cms.made_by(opened.certificate, opened.private, *opened.chain)
    assert validate(forged_cms.refilled(signed_letter, build), trust, NOW).state is DocumentState.OK
    unchanged = forged_cms.edited(chair, lambda *_: None)
    pdf = forged_cms.refilled(signed_letter, unchanged)
    assert validate(pdf, trust, NOW).state is DocumentState.OK


@pytest.mark.parametrize("name", forged_cms.CHANGES)
def test_signed_data_that_lie_are_not_valid(signed_letter, chair, trust, name):
    change, sign_again = forged_cms.CHANGES[name]
    build = forged_cms.edited(chair, change, sign_again=sign_again)
    verdict = validate(forged_cms.refilled(signed_letter, build), trust, NOW)
    assert verdict.state is DocumentState.INVALID, axes(verdict)


def test_a_signature_over_the_bare_content_is_not_valid(signed_letter, chair, trust):
    pdf = forged_cms.refilled(signed_letter, forged_cms.without_attributes(chair))
    assert validate(pdf, trust, NOW).state is DocumentState.INVALID
    bare = forged_cms.without_attributes(chair)(DATA)
    assert validate_detached(DATA, bare, trust, NOW).state is DocumentState.INVALID


def test_a_signature_by_another_key_is_not_valid(signed_letter, chair, trust):
    verdict = validate(
        forged_cms.refilled(signed_letter, forged_cms.by_another_key(chair)), trust, NOW
    )
    assert verdict.signatures[0].valid.answer is Answer.NO


def test_a_certificate_that_was_swapped_is_found_out(signed_letter, pki, chair, trust):
    build = forged_cms.certificate_swapped(pki, chair)
    verdict = validate(forged_cms.refilled(signed_letter, build), trust, NOW)
    assert verdict.state is DocumentState.INVALID, axes(verdict)


@pytest.fixture(scope="module")
def own_pki():
    return testpki.create(NOW)


@pytest.mark.parametrize("forge", forged_cms.CERTIFICATES, ids=lambda each: each.__name__)
def test_a_certificate_that_nobody_should_accept_is_not_trusted(signed_letter, own_pki, forge):
    certificate, private, chain = forge(own_pki)
    pdf = forged_cms.refilled(signed_letter, forged_cms.made_by(certificate, private, *chain))
    verdict = validate(pdf, own_pki.trust(), NOW)
    (one,) = verdict.signatures
    assert one.trusted.answer is not Answer.YES, axes(verdict)
    assert verdict.state in (DocumentState.INVALID, DocumentState.CONCERN)


@pytest.fixture(scope="module")
def p7s(chair):
    return cades.sign(SignRequest(DATA, chair, NOW, "p7s")).p7s


def test_a_signature_beside_its_file_is_in_order_and_for_no_other(p7s, trust, chair):
    assert validate_detached(DATA, p7s, trust, NOW).state is DocumentState.OK
    opened = open_key(chair)
    sound = forged_cms.made_by(opened.certificate, opened.private, *opened.chain)(DATA)
    assert validate_detached(DATA, sound, trust, NOW).state is DocumentState.OK
    for data in (DATA + b"x", DATA[:-1], b"", p7s):
        assert validate_detached(data, p7s, trust, NOW).state is DocumentState.INVALID


@pytest.mark.parametrize("name", forged_cms.CHANGES)
def test_signed_data_that_lie_are_not_valid_beside_a_file_either(chair, trust, name):
    change, sign_again = forged_cms.CHANGES[name]
    forged = forged_cms.edited(chair, change, sign_again=sign_again)(DATA)
    verdict = validate_detached(DATA, forged, trust, NOW)
    if name == "no_signing_certificate":  # plain CMS, as many programs write it: sound, not CAdES
        assert (verdict.state, verdict.signatures[0].level) == (DocumentState.OK, "CMS")
    else:
        assert verdict.state is DocumentState.INVALID, axes(verdict)


def test_a_torn_or_prolonged_p7s_is_not_valid(p7s, trust):
    for forged in (b"", p7s[:-9], p7s + b"\0" * 5, p7s + p7s, b"0" * 400):
        assert validate_detached(DATA, forged, trust, NOW).state is DocumentState.INVALID


def test_a_namesake_of_the_authority_is_named_as_forged(signed_letter, own_pki):
    said = []
    for forge in (forged_cms.of_a_namesake_with_the_key_id, forged_cms.expired):
        certificate, private, chain = forge(own_pki)
        pdf = forged_cms.refilled(signed_letter, forged_cms.made_by(certificate, private, *chain))
        said.append(validate(pdf, own_pki.trust(), NOW).signatures[0].trusted.reason)
    assert said == ["issuer-forged", "expired"]
