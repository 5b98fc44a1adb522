"""No forgery of a file is called in order, and no reading of it brings the check down."""

import pytest

from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import Answer, DocumentState
from tests.gateways.signing import attacks, shadows
from tests.gateways.signing.conftest import NOW, signed

BAD = {DocumentState.INVALID, DocumentState.BROKEN}


def said(verdict):
    return (
        verdict.state,
        verdict.reason,
        [
            (each.intact.reason, each.valid.reason, each.trusted.reason)
            for each in verdict.signatures
        ],
    )


@pytest.mark.parametrize("attack", shadows.ALL, ids=lambda attack: attack.__name__)
@pytest.mark.parametrize("kind", ["signed_letter", "certified_letter"])
def test_no_further_forgery_is_called_in_order(request, trust, attack, kind):
    clean = request.getfixturevalue(kind)
    forged = attack(clean)
    assert forged != clean
    verdict = validate(forged, trust, NOW)
    assert verdict.state in BAD, said(verdict)


@pytest.mark.parametrize(("prepared", "revealed"), shadows.SHADOWS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("certify", [False, True])
def test_what_was_hidden_before_the_signature_is_found_out(
    chair, trust, prepared, revealed, certify
):
    pdf = signed(chair, prepared(), certify=certify).pdf
    assert validate(pdf, trust, NOW).state is DocumentState.OK
    forged = revealed(pdf)
    assert forged != pdf
    verdict = validate(forged, trust, NOW)
    assert verdict.state in BAD, said(verdict)


@pytest.mark.parametrize("kind", ["signed_letter", "certified_letter"])
def test_a_stranger_who_signs_over_a_change_makes_nothing_good(request, trust, kind):
    """Sneaky signature: a change, and over it a signature of one whom nobody vouches for."""
    from hub.gateways.signing import testpki
    from tests.gateways.signing import papers

    stranger = testpki.create(NOW).issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    for change in (attacks.annotation_over_the_text, attacks.unsigned_field_over_the_text):
        changed = change(request.getfixturevalue(kind))
        try:
            pdf = signed(stranger, changed, field_name="Stranger").pdf
        except Exception:  # the signer itself refuses some; the attacker's would not
            pdf = changed
        verdict = validate(pdf, trust, NOW)
        assert verdict.state in BAD, said(verdict)
        assert verdict.signatures[0].intact.answer is Answer.NO
