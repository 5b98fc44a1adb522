import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hub.core.ids import MotionId, new_id
from hub.votes import rules
from hub.votes.models import Choice, Outcome, Threshold


@pytest.mark.parametrize(
    ("threshold", "agree", "outcome"),
    [
        (Threshold.MAJORITY_OF_PRESENT, 6, Outcome.PASSED),
        (Threshold.MAJORITY_OF_PRESENT, 5, Outcome.FAILED),
        (Threshold.MAJORITY_OF_ALL, 9, Outcome.PASSED),
        (Threshold.MAJORITY_OF_ALL, 8, Outcome.FAILED),
        (Threshold.TWO_THIRDS_OF_PRESENT, 7, Outcome.PASSED),
        (Threshold.TWO_THIRDS_OF_PRESENT, 6, Outcome.FAILED),
        (Threshold.TWO_THIRDS_OF_ALL, 12, Outcome.PASSED),
        (Threshold.TWO_THIRDS_OF_ALL, 11, Outcome.FAILED),
    ],
)
def test_of_seventeen_units_ten_are_present(threshold, agree, outcome):
    tally = rules.Tally(agree=agree, disagree=1)
    assert rules.outcome_of(threshold, tally, entitled=17, present=10) is outcome


def test_half_is_not_more_than_half():
    tally = rules.Tally(agree=5, disagree=5)
    found = rules.outcome_of(Threshold.MAJORITY_OF_PRESENT, tally, entitled=10, present=10)
    assert found is Outcome.FAILED


def test_of_nobody_nothing_passes():
    for threshold in Threshold:
        assert rules.outcome_of(threshold, rules.Tally(), entitled=0, present=0) is Outcome.FAILED


@given(st.sampled_from(Threshold), st.integers(1, 10_000), st.data())
def test_what_is_needed_is_the_least_that_passes(threshold, entitled, data):
    present = data.draw(st.integers(1, entitled))
    needed = rules.needed(threshold, entitled=entitled, present=present)
    whole = rules.whole_of(threshold, entitled=entitled, present=present)
    assert 0 < needed <= whole
    for agree, outcome in ((needed, Outcome.PASSED), (needed - 1, Outcome.FAILED)):
        tally = rules.Tally(agree=agree)
        assert rules.outcome_of(threshold, tally, entitled=entitled, present=present) is outcome


def keys():
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def test_a_sealed_ballot_opens_with_the_key_of_its_vote_only():
    private, public = keys()
    other, _ = keys()
    vote = MotionId(new_id())
    for choice in Choice:
        sealed = rules.seal(choice, public, vote)
        assert rules.unseal(sealed, private, vote) is choice
        with pytest.raises(InvalidTag):
            rules.unseal(sealed, other, vote)
        with pytest.raises(InvalidTag):
            rules.unseal(sealed, private, MotionId(new_id()))
        with pytest.raises(InvalidTag):
            rules.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), private, vote)


def test_sealed_ballots_are_of_one_length_and_never_alike():
    _, public = keys()
    vote = MotionId(new_id())
    sealed = [rules.seal(choice, public, vote) for choice in Choice for _ in range(20)]
    assert {len(each) for each in sealed} == {rules.SEALED_BYTES}
    assert len(set(sealed)) == len(sealed)
