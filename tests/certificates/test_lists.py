"""Revocation lists come from configured addresses only, and only what is sound is taken."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from hub.certificates import jobs, queries
from hub.cli import trust as trust_command
from hub.core.runtime import Runtime
from hub.core.settings import Settings
from hub.core.unit_of_work import Role
from hub.gateways.signing import lists, testpki
from hub.gateways.signing.folders import read_trust
from hub.outbox.models import OutgoingMessage
from tests.builders import Stage
from tests.conftest import A_WEEK_BEFORE, SetClock


@dataclass
class Publisher:
    """An authority's web server: what it answers by path, and who was asked."""

    url: str = ""
    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def publisher() -> Iterator[Publisher]:
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            publisher.asked.append(self.path)
            if self.path == "/moved.crl":
                self.send_response(302)
                self.send_header("Location", "/issuing.crl")
                self.end_headers()
                return
            content = publisher.answers.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    publisher.url = f"http://127.0.0.1:{server.server_port}"
    yield publisher
    server.shutdown()
    server.server_close()


@pytest.fixture
def pki(settings: Settings) -> testpki.TestPki:
    """A trusted root and issuing authority; no list is at hand."""
    pki = testpki.create(A_WEEK_BEFORE)
    testpki.write_trust(pki, settings.trust)
    for each in (settings.trust / "crls").iterdir():
        each.unlink()
    return pki


@pytest.fixture
def configured(settings: Settings, publisher: Publisher) -> Settings:
    publisher.answers.clear()
    publisher.asked.clear()
    settings.crl_urls = f"{publisher.url}/issuing.crl, {publisher.url}/root.crl"
    return settings


def publish(publisher: Publisher, pki: testpki.TestPki, now=None) -> None:
    root, issuing = pki.crls(now)
    publisher.answers |= {"/root.crl": root, "/issuing.crl": issuing}


def test_the_lists_of_the_configured_addresses_are_fetched_and_change_the_epoch(
    runtime: Runtime, configured: Settings, publisher: Publisher, pki: testpki.TestPki
) -> None:
    before = read_trust(configured)
    publish(publisher, pki)
    assert [each.failure for each in jobs.fetch_lists(runtime)] == ["", ""]
    after = read_trust(configured)
    assert len(after.crls) == 2
    assert (after.version, after.epoch == before.epoch) == (before.version, False)
    with runtime.read() as session:
        issuing, _root = queries.sources(session).values()
    assert (issuing.entries, issuing.failure, issuing.fetched_at) == (0, "", A_WEEK_BEFORE)


def test_a_list_is_asked_for_again_when_it_has_grown_old_and_not_before(
    runtime: Runtime,
    configured: Settings,
    publisher: Publisher,
    pki: testpki.TestPki,
    clock: SetClock,
) -> None:
    publish(publisher, pki)
    jobs.fetch_lists(runtime)
    clock.go(hours=configured.crl_hours - 1)
    assert jobs.fetch_lists(runtime) == []
    clock.go(hours=1)
    assert len(jobs.fetch_lists(runtime)) == 2


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (None, "unreachable"),
        (b"<html>", "not-a-list"),
        ("stranger", "issuer-unknown"),
        ("out of date", "stale"),
    ],
)
def test_what_is_no_sound_list_is_refused_and_what_was_at_hand_stays(
    runtime: Runtime,
    configured: Settings,
    publisher: Publisher,
    pki: testpki.TestPki,
    stage: Stage,
    clock: SetClock,
    answer: object,
    failure: str,
) -> None:
    publish(publisher, pki)
    jobs.fetch_lists(runtime)
    kept = read_trust(configured).crls
    if answer == "stranger":
        answer = testpki.create(A_WEEK_BEFORE).crls()[1]
    if answer == "out of date":
        clock.go(days=testpki.CRL_DAYS + 1)
        answer = publisher.answers["/issuing.crl"]
    publisher.answers["/issuing.crl"] = answer  # type: ignore[assignment]
    if answer is None:
        del publisher.answers["/issuing.crl"]
    first = jobs.fetch_lists(runtime, at_once=True)[0]
    assert first.failure == failure
    assert read_trust(configured).crls == kept
    with runtime.read() as session:
        source = queries.sources(session)[first.address]
        told = session.scalars(select(OutgoingMessage.subject)).all()
    assert (source.failures, source.failure) == (1, failure)
    assert source.number
    assert any(first.address in each for each in told)


def test_an_older_list_does_not_take_the_place_of_a_newer_one(
    runtime: Runtime, configured: Settings, publisher: Publisher, pki: testpki.TestPki
) -> None:
    publish(publisher, pki)
    jobs.fetch_lists(runtime)
    publish(publisher, pki, A_WEEK_BEFORE - timedelta(days=3))
    assert {each.failure for each in jobs.fetch_lists(runtime, at_once=True)} == {"older"}


def test_an_address_that_sends_us_elsewhere_is_not_followed(
    runtime: Runtime, configured: Settings, publisher: Publisher, pki: testpki.TestPki
) -> None:
    publish(publisher, pki)
    configured.crl_urls = f"{publisher.url}/moved.crl, file:///etc/passwd"
    (attempt,) = jobs.fetch_lists(runtime)
    assert attempt.failure == "unreachable"
    assert publisher.asked == ["/moved.crl"]


def test_a_failed_address_is_asked_again_after_some_minutes(
    runtime: Runtime, configured: Settings, publisher: Publisher, clock: SetClock
) -> None:
    configured.crl_urls = f"{publisher.url}/issuing.crl"
    jobs.fetch_lists(runtime)
    assert jobs.fetch_lists(runtime) == []
    clock.go(minutes=10)
    assert len(jobs.fetch_lists(runtime)) == 1


def test_the_operators_page_and_the_command_say_what_is_there_and_what_failed(
    runtime: Runtime,
    configured: Settings,
    publisher: Publisher,
    pki: testpki.TestPki,
    stage: Stage,
    client_of,
    monkeypatch: pytest.MonkeyPatch,
    clock: SetClock,
) -> None:
    publish(publisher, pki)
    del publisher.answers["/root.crl"]
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    admin.post("/admin/trust/fetch")
    page = admin.get("/admin/trust").text
    assert "Cơ quan chứng thực gốc" in page
    assert "Địa chỉ không trả lời." in page
    here = replace(runtime, settings=configured)
    monkeypatch.setattr(trust_command, "opened", lambda: here)
    monkeypatch.setattr(trust_command, "system_clock", clock)
    said = CliRunner().invoke(trust_command.trust)
    assert said.exit_code == 1
    assert "NO revocation list" in said.output
    assert lists.FAILURES["unreachable"] in said.output
    publish(publisher, pki)
    said = CliRunner().invoke(trust_command.trust, ["--fetch"])
    assert (said.exit_code, said.output.count("fetched")) == (0, 2)
