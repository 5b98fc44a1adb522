import subprocess
import threading
from wsgiref.simple_server import make_server

import pytest
from asn1crypto import parser, tsp
from cryptography.hazmat.primitives import serialization

from hub.gateways.signing import tsa
from hub.gateways.signing.problems import TimestampUnavailable
from tests.gateways.signing.conftest import NOW, _Quiet


@pytest.fixture
def folder(tmp_path, pki, tsa_authority):
    def pem(certificate):
        return certificate.public_bytes(serialization.Encoding.PEM)

    (tmp_path / "root.pem").write_bytes(pem(pki.root.certificate))
    (tmp_path / "chain.pem").write_bytes(
        pem(pki.issuer.certificate) + pem(tsa_authority.certificate)
    )
    (tmp_path / "data").write_bytes(b"phien ban da ky")
    return tmp_path


def openssl(folder, *words):
    return subprocess.run(
        ["openssl", *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [("-sha256", "-cert"), ("-sha512",), ("-sha384", "-cert")])
def test_openssl_accepts_the_answer_to_its_own_question(folder, tsa_authority, words):
    asked = openssl(folder, "ts", "-query", "-data", "data", *words, "-out", "query.tsq")
    assert asked.returncode == 0
    query = (folder / "query.tsq").read_bytes()
    reply = tsa.respond(query, tsa_authority.key, tsa_authority.certificate, NOW, 4711)
    (folder / "reply.tsr").write_bytes(reply)
    verified = openssl(
        folder, "ts", "-verify", "-queryfile", "query.tsq", "-in", "reply.tsr",
        "-CAfile", "root.pem", "-untrusted", "chain.pem", "-attime", str(int(NOW.timestamp())),
    )  # fmt: skip
    assert "Verification: OK" in verified.stdout, verified.stderr
    text = openssl(folder, "ts", "-reply", "-in", "reply.tsr", "-text").stdout
    assert "Nov 22 08:00:00 2026 GMT" in text
    assert "Serial number: 0x1267" in text


def status_of(reply):
    _, _, _, _, content, _ = parser.parse(reply)
    status = tsp.PKIStatusInfo.load(content, strict=True)
    return status["status"].native, status["fail_info"].native


@pytest.mark.parametrize("query", [b"", b"\x30\x00", b"GET / HTTP/1.1"])
def test_rubbish_is_refused_and_not_answered(tsa_authority, query):
    reply = tsa.respond(query, tsa_authority.key, tsa_authority.certificate, NOW, 1)
    assert status_of(reply) == ("rejection", {"bad_data_format"})


def test_openssl_reads_the_refusal(folder, tsa_authority):
    reply = tsa.respond(b"", tsa_authority.key, tsa_authority.certificate, NOW, 1)
    (folder / "reply.tsr").write_bytes(reply)
    text = openssl(folder, "ts", "-reply", "-in", "reply.tsr", "-text").stdout
    assert "Status: Rejected." in text
    assert "the data submitted has the wrong format" in text


def test_old_digests_are_refused(folder, tsa_authority):
    openssl(folder, "ts", "-query", "-data", "data", "-sha1", "-out", "query.tsq")
    query = (folder / "query.tsq").read_bytes()
    reply = tsa.respond(query, tsa_authority.key, tsa_authority.certificate, NOW, 1)
    assert status_of(reply) == ("rejection", {"bad_alg"})


def test_asking_the_server_gives_a_token_and_its_time(tsa_url):
    token, moment = tsa.ask(tsa_url, b"a signature")
    assert moment == NOW
    assert token[0] == 0x30


def test_a_server_that_is_away_or_answers_another_question_is_unavailable(tsa_authority):
    replies = []

    def replay(environ, start):
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start("200 OK", [("Content-Type", tsa.REPLY_TYPE)])
        return [replies[0]]

    server = make_server("127.0.0.1", 0, replay, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    other = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": b"\1" * 32,
            },
            "nonce": 1,
        }
    ).dump()
    right_form = tsa.respond(other, tsa_authority.key, tsa_authority.certificate, NOW, 1)
    for reply in (b"", b"<html>", right_form):
        replies[:] = [reply]
        with pytest.raises(TimestampUnavailable):
            tsa.ask(url, b"a signature")
    server.shutdown()
    server.server_close()
    for address in (url, "file:///etc/passwd", "nonsense"):
        with pytest.raises(TimestampUnavailable):
            tsa.ask(address, b"a signature")


def test_the_application_takes_only_small_posts(tsa_authority):
    app = tsa.application(tsa._opened(tsa_authority.key, tsa_authority.certificate), lambda: NOW)
    seen = []

    def start(status, headers):
        seen.append(status)

    app({"REQUEST_METHOD": "GET"}, start)
    app({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "99999999"}, start)
    app({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "+5"}, start)
    assert seen == ["400 Bad Request"] * 3
