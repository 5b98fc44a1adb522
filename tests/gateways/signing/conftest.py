import socketserver
import threading
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from hub.gateways.signing import pades, testpki, tsa
from hub.gateways.signing.contract import (
    Appearance,
    EmptyField,
    Profile,
    SigningKey,
    SignRequest,
)
from hub.gateways.signing.keys import open_key, read_facts
from tests.gateways.signing import papers

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def pki():
    return testpki.create(NOW)


@pytest.fixture(scope="session")
def chair(pki):
    holder = testpki.Holder(papers.CHAIR, papers.OFFICE, "Chủ tịch", "CCCD:001")
    return pki.issue(holder)


@pytest.fixture(scope="session")
def secretary(pki):
    return pki.issue(testpki.Holder(papers.SECRETARY, papers.OFFICE, "Thư ký", "CCCD:002"))


@pytest.fixture(scope="session")
def office(pki):
    return pki.issue(testpki.Holder(papers.OFFICE, papers.OFFICE))


@pytest.fixture(scope="session")
def trust(pki):
    return pki.trust()


@pytest.fixture(scope="session")
def rsa_chair():
    pki = testpki.create(NOW, rsa_bits=2048)
    return pki, pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))


def signed(key: SigningKey, pdf: bytes | None = None, **values):
    values = {"field_name": "ChuTri", "moment": NOW} | values
    return pades.sign(SignRequest(pdf or papers.letter(), key, **values))


PERSON = Appearance(Profile.PERSON, name=papers.CHAIR)


@pytest.fixture(scope="session")
def signed_letter(chair):
    return signed(chair, appearance=PERSON).pdf


@pytest.fixture(scope="session")
def certified_letter(chair):
    return signed(chair, appearance=PERSON, certify=True).pdf


@pytest.fixture(scope="session")
def signed_minutes(secretary, chair, office):
    """Secretary, chair and office, one behind the other, in fields prepared before."""
    appearances = {
        "ThuKy": Appearance(Profile.PERSON, name=papers.SECRETARY),
        "ChuToa": Appearance(Profile.PERSON, name=papers.CHAIR),
        "CoQuan": Appearance(Profile.ORG_MAIN, unit=papers.OFFICE),
    }
    fields = tuple(EmptyField(name, look) for name, look in appearances.items())
    pdf = papers.minutes()
    keys = {"ThuKy": secretary, "ChuToa": chair, "CoQuan": office}
    for name, key in keys.items():
        pdf = signed(
            key, pdf, field_name=name, appearance=appearances[name], fields=fields, certify=True
        ).pdf
    return pdf


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="session")
def tsa_authority(pki):
    return pki.issue_tsa()


@pytest.fixture(scope="session")
def tsa_url(tsa_authority):
    key = tsa.load_tsa(_pem(tsa_authority), tsa_authority.der)
    app = tsa.application(key, lambda: NOW)
    server = make_server("127.0.0.1", 0, app, _Threaded, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()


def _pem(authority):
    from cryptography.hazmat.primitives import serialization

    return authority.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def serial_of(key):
    return open_key(key).certificate.serial_number


def certificate_of(key):
    return open_key(key).certificate


__all__ = ["NOW", "PERSON", "certificate_of", "read_facts", "serial_of", "signed"]
