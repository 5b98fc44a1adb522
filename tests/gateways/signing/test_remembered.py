"""A verdict is asked for a hundred times as often as it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.gateways.signing.remembered import KEPT_FOR, RememberedVerdicts
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import Verdict
from tests.gateways.signing import papers

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_verdict(trust) -> Verdict:
    return validate(papers.letter(), trust, NOW)


def test_a_verdict_is_remembered_for_the_same_bytes_and_the_same_trust(trust):
    remembered, verdict = RememberedVerdicts(), a_verdict(trust)
    remembered.keep(verdict, NOW)
    assert remembered.find(verdict.sha256, trust, NOW) == verdict
    assert remembered.find("0" * 64, trust, NOW) is None


def test_a_new_revocation_list_makes_every_verdict_new(trust):
    remembered, verdict = RememberedVerdicts(), a_verdict(trust)
    remembered.keep(verdict, NOW)
    newer = replace(trust, crls=(*trust.crls, b"another list"))
    assert remembered.find(verdict.sha256, newer, NOW) is None


def test_nothing_is_remembered_for_long(trust):
    remembered, verdict = RememberedVerdicts(), a_verdict(trust)
    remembered.keep(verdict, NOW)
    assert remembered.find(verdict.sha256, trust, NOW + KEPT_FOR)
    later = NOW + KEPT_FOR + timedelta(seconds=1)
    assert remembered.find(verdict.sha256, trust, later) is None


def test_a_verdict_from_the_future_is_not_believed(trust):
    remembered, verdict = RememberedVerdicts(), a_verdict(trust)
    remembered.keep(verdict, NOW)
    before = NOW - timedelta(minutes=1)
    assert remembered.find(verdict.sha256, trust, before) is None


def test_the_longest_unasked_for_is_forgotten_first(trust):
    remembered, verdict = RememberedVerdicts(most=2), a_verdict(trust)
    first, second, third = (replace(verdict, sha256=each * 64) for each in "abc")
    remembered.keep(first, NOW)
    remembered.keep(second, NOW)
    remembered.find(first.sha256, trust, NOW)
    remembered.keep(third, NOW)
    assert remembered.find(first.sha256, trust, NOW) == first
    assert remembered.find(second.sha256, trust, NOW) is None
