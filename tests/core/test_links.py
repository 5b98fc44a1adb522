"""Signed links: written by us, for one purpose, until a moment."""

from datetime import timedelta

import pytest

from hub.core.links import LinkExpired, LinkForged, LinkSigner
from tests.builders import MONDAY

SIGNER = LinkSigner("secret")
TOKEN = SIGNER.sign("answer", {"i": "7"}, expires_at=MONDAY)
BEFORE = MONDAY - timedelta(seconds=1)


def test_a_link_brings_back_what_was_signed() -> None:
    assert SIGNER.read("answer", TOKEN, now=BEFORE) == {"i": "7"}


def test_a_link_serves_one_purpose_only() -> None:
    with pytest.raises(LinkForged):
        SIGNER.read("join", TOKEN, now=BEFORE)


def test_another_hub_can_not_write_our_links() -> None:
    with pytest.raises(LinkForged):
        LinkSigner("other").read("answer", TOKEN, now=BEFORE)


def test_a_link_ends() -> None:
    with pytest.raises(LinkExpired):
        SIGNER.read("answer", TOKEN, now=MONDAY + timedelta(seconds=1))


@pytest.mark.parametrize("place", range(len(TOKEN)))
def test_any_changed_letter_makes_it_forged(place: int) -> None:
    other = "A" if TOKEN[place] != "A" else "B"
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    with pytest.raises(LinkForged):
        SIGNER.read("answer", changed, now=BEFORE)


@pytest.mark.parametrize("junk", ["", ".", "a.b", "…", "x" * 5000, TOKEN + "=", TOKEN[:-9]])
def test_junk_is_forged_and_never_a_failure(junk: str) -> None:
    with pytest.raises(LinkForged):
        SIGNER.read("answer", junk, now=BEFORE)
