"""The order of signatures (NĐ 30, articles 13 to 17): every wrong step is refused by a sentence."""

from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hub.core.text import use_locale
from hub.documents.models import Document, DocumentState, DocumentType, SignatureKind
from hub.documents.rules.numbers import is_numbered
from hub.documents.rules.signing import DUE, LEADS_TO, why_not_sign

PERSON, ORGANISATION = SignatureKind.PERSON, SignatureKind.ORGANISATION
INITIALS = SignatureKind.INITIALS
RIGHT = {
    (DocumentState.DRAFT, INITIALS),
    (DocumentState.DRAFT, PERSON),
    (DocumentState.INITIALLED, PERSON),
    (DocumentState.PERSON_SIGNED, ORGANISATION),
}


@pytest.mark.parametrize(
    ("state", "kind", "type_", "number"),
    product(DocumentState, SignatureKind, DocumentType, ("", "05")),
)
def test_of_all_steps_four_are_right_and_the_others_say_why_not(state, kind, type_, number):
    refusal = why_not_sign(Document(state=state, type=type_, number=number), kind)
    is_right = (state, kind) in RIGHT and (bool(number) or not is_numbered(type_))
    assert (refusal is None) is is_right
    if refusal is not None:
        with use_locale("vi"):
            vietnamese = refusal.sentence
        with use_locale("en"):
            assert vietnamese and vietnamese != refusal.sentence


def test_every_kind_of_signature_has_its_state_before_and_after():
    assert set(DUE) == set(LEADS_TO) == set(SignatureKind)
    assert DUE[ORGANISATION] == (LEADS_TO[PERSON],)
    assert LEADS_TO[INITIALS] in DUE[PERSON] and LEADS_TO[INITIALS] not in DUE[INITIALS]


class Signing(RuleBasedStateMachine):
    """Anybody may try any signature at any time, and number or recall the paper between."""

    def __init__(self):
        super().__init__()
        self.document = Document(state=DocumentState.DRAFT, type=DocumentType.INVITATION, number="")
        self.made = []

    @rule(kind=st.sampled_from(list(SignatureKind)))
    def sign(self, kind):
        if why_not_sign(self.document, kind) is None:
            self.made.append((kind, self.document.number))
            self.document.state = LEADS_TO[kind]

    @rule()
    def number(self):
        self.document.number = "05"

    @rule(state=st.sampled_from([DocumentState.ISSUED, DocumentState.RECALLED]))
    def go_on(self, state):
        self.document.state = state

    @invariant()
    def initials_if_any_then_the_person_then_the_office_each_once_and_never_without_a_number(self):
        order = [INITIALS, PERSON, ORGANISATION]
        made = [kind for kind, _number in self.made]
        assert made in [order[: len(made)], order[1:][: len(made)]]
        assert all(number for _kind, number in self.made)


TestSigning = Signing.TestCase
