"""A verdict is asked for a hundred times as often as it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.gateways.signing.remembered import KEPT_FOR, RememberedVerdicts
from hub.gateways.signing.validation import validate
from hub.gateways.signing.verdict import Verdict
from tests.gateways.signing import papers

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def a_verdict(pki) -> Verdict:
    return validate(papers.letter(), pki.trust(), NOW)


def test_a_verdict_is_remembered_for_the_same_bytes_and_the_same_trust(pki):
    remembered, verdict = RememberedVerdicts(), a_verdict(pki)
    remembered.keep(verdict, NOW)
    assert remembered.find(verdict.sha256, verdict.trust, NOW) == verdict
    assert remembered.find("0" * 64, verdict.trust, NOW) is None


def test_a_new_revocation_list_makes_every_verdict_new(pki):
    remembered, verdict, trust = RememberedVerdicts(), a_verdict(pki), pki.trust()
    remembered.keep(verdict, NOW)
    newer = replace(trust, crls=(*trust.crls, b"another list"))
    assert remembered.find(verdict.sha256, newer.version, NOW) is None


def test_nothing_is_remembered_for_long(pki):
    remembered, verdict = RememberedVerdicts(), a_verdict(pki)
    remembered.keep(verdict, NOW)
    assert remembered.find(verdict.sha256, verdict.trust, NOW + KEPT_FOR)
    later = NOW + KEPT_FOR + timedelta(seconds=1)
    assert remembered.find(verdict.sha256, verdict.trust, later) is None


def test_a_verdict_from_the_future_is_not_believed(pki):
    remembered, verdict = RememberedVerdicts(), a_verdict(pki)
    remembered.keep(verdict, NOW)
    before = NOW - timedelta(minutes=1)
    assert remembered.find(verdict.sha256, verdict.trust, before) is None


def test_the_longest_unasked_for_is_forgotten_first(pki):
    remembered, verdict = RememberedVerdicts(most=2), a_verdict(pki)
    first, second, third = (replace(verdict, sha256=each * 64) for each in "abc")
    remembered.keep(first, NOW)
    remembered.keep(second, NOW)
    remembered.find(first.sha256, first.trust, NOW)
    remembered.keep(third, NOW)
    assert remembered.find(first.sha256, first.trust, NOW) == first
    assert remembered.find(second.sha256, second.trust, NOW) is None
