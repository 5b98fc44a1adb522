"""Each provider's own formulas: vectors of their documents, claims as they read them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.core.settings import Settings
from hub.gateways.conferencing.bigbluebutton import BigBlueButton, checksum
from hub.gateways.conferencing.choosing import find_conferences
from hub.gateways.conferencing.interface import ConferenceUnavailable, Entrant
from hub.gateways.conferencing.jitsi import Jitsi
from hub.gateways.conferencing.livekit import LiveKit
from hub.gateways.conferencing.plain import PlainLink
from hub.gateways.conferencing.tokens import signed

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SITE = Entrant("01a2-site", "Xã Mỹ Lung", moderates=False)
CHAIR = Entrant("01a2-main", "Sở Khoa học & Công nghệ", moderates=True)


def claims_of(token: str, secret: str) -> dict[str, Any]:
    head, claims, signature = token.split(".")
    expected = hmac.new(secret.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == expected
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return found


def test_a_token_is_signed_as_in_rfc_7515() -> None:
    """The example of jwt.io, which every library reproduces."""
    claims = {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}
    assert signed(claims, "your-256-bit-secret") == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
        "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
    )


def test_jitsi_reads_who_comes_from_strings() -> None:
    address = Jitsi("https://meet.example.vn", "hub", "key").way_in("HOP-1", "Họp", SITE, now=NOW)
    parts = urlsplit(address)
    assert parts.path == "/hop-1"
    assert "config.prejoinConfig.enabled=false" in parts.fragment
    claims = claims_of(parse_qs(parts.query)["jwt"][0], "key")
    assert (claims["aud"], claims["iss"], claims["sub"]) == ("hub", "hub", "meet.example.vn")
    assert claims["room"] == "hop-1"
    assert claims["nbf"] < NOW.timestamp() < claims["exp"] < NOW.timestamp() + 3600
    user = claims["context"]["user"]
    assert all(isinstance(value, str) for value in user.values())
    assert (user["id"], user["name"]) == ("01a2-site", "Xã Mỹ Lung")
    assert (user["affiliation"], user["moderator"]) == ("member", "false")
    chair = Jitsi("https://meet.example.vn", "hub", "key").claims("hop-1", CHAIR, now=NOW)
    assert chair["context"]["user"]["affiliation"] == "owner"


def test_livekit_grants_a_site_one_room() -> None:
    page = "https://meet.example.vn/custom?liveKitUrl=wss%3A%2F%2Flk.example.vn&token={token}"
    address = LiveKit(page, "APIkey", "secret").way_in("hop-1", "Họp", SITE, now=NOW)
    claims = claims_of(parse_qs(urlsplit(address).query)["token"][0], "secret")
    assert (claims["iss"], claims["sub"], claims["name"]) == ("APIkey", SITE.site, SITE.name)
    grants = claims["video"]
    assert (grants["roomJoin"], grants["room"], grants["roomAdmin"]) == (True, "hop-1", False)
    assert grants["canPublish"] and grants["canSubscribe"]


def test_the_checksum_of_bigbluebuttons_documentation() -> None:
    query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
    secret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
    assert checksum("create", query, secret, "sha1") == "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"


class Server:
    """A BigBlueButton that checks checksums and answers `create` as documented."""

    def __init__(self, secret: str, reply: str) -> None:
        asked: list[dict[str, list[str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query, _, given = parts.query.rpartition("&checksum=")
                call = parts.path.rsplit("/", 1)[1]
                asked.append(parse_qs(query))
                good = given == checksum(call, query, secret)
                body = reply if good else "<response><returncode>FAILED</returncode></response>"
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.asked = asked
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/bigbluebutton/api"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


CREATED = (
    "<response><returncode>SUCCESS</returncode><meetingID>hop-1</meetingID>"
    "<createTime>1531240585189</createTime></response>"
)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server("key", CREATED)
    yield running
    running.stop()


def test_bigbluebutton_is_asked_for_the_meeting_and_gives_each_site_its_link(
    server: Server,
) -> None:
    there = BigBlueButton(server.url, "key")
    address = there.way_in("hop-1", "Họp giao ban", CHAIR, now=NOW)
    assert server.asked[0]["meetingID"] == ["hop-1"]
    query, _, given = urlsplit(address).query.rpartition("&checksum=")
    assert given == checksum("join", query, "key")
    facts = parse_qs(query)
    assert facts["fullName"] == ["Sở Khoa học & Công nghệ"]
    assert (facts["role"], facts["userID"]) == (["MODERATOR"], ["01a2-main"])
    assert facts["createTime"] == ["1531240585189"]


def test_a_conference_server_that_refuses_or_is_not_there_is_said_to_be_unavailable(
    server: Server,
) -> None:
    for there in (
        BigBlueButton(server.url, "wrong"),
        BigBlueButton("http://127.0.0.1:9/api", "key"),
        BigBlueButton("file:///etc", "key"),
    ):
        with pytest.raises(ConferenceUnavailable):
            there.way_in("hop-1", "Họp", SITE, now=NOW)
    expanding = Server("key", "<!DOCTYPE a [<!ENTITY b 'c'>]><response/>")
    with pytest.raises(ConferenceUnavailable):
        BigBlueButton(expanding.url, "key").way_in("hop-1", "Họp", SITE, now=NOW)
    expanding.stop()


def test_the_settings_choose_the_provider() -> None:
    def chosen(name: str) -> object:
        return find_conferences(Settings(conference=name, conference_url="https://a.vn/{room}"))

    assert find_conferences(Settings()) is None
    assert isinstance(chosen("jitsi"), Jitsi)
    assert isinstance(chosen("bigbluebutton"), BigBlueButton)
    assert isinstance(chosen("livekit"), LiveKit)
    link = chosen("link")
    assert isinstance(link, PlainLink)
    assert link.way_in("hop 1", "", SITE, now=NOW) == "https://a.vn/hop%201"
