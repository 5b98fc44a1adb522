"""Somebody's own machine in a test: the addresses of the page, and the programs that use them."""

import io
import json
import re
import threading
from html import unescape

import pytest
from werkzeug.serving import make_server

from hub.core.unit_of_work import SYSTEM
from hub.documents.models import SigningKey
from hub.gateways.signing import pades
from hub.gateways.signing.contract import Appearance, Profile, SignRequest
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.sign_client.main import main
from tests.documents import fake_vgca


@pytest.fixture
def address(app, runtime):
    """The hub as programs reach it; addresses on pages lead there."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    runtime.settings.base_url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield runtime.settings.base_url
    server.shutdown()
    thread.join()


def key_at_home(runtime, settings, given):
    """Take a registered key file out of the hub, which keeps the certificate; return it."""
    key_id, pin = given
    with runtime.unit_of_work(SYSTEM) as uow:
        row = uow.session.get_one(SigningKey, key_id)
        path = settings.keys / str(row.file)
        row.file = None
    pkcs12 = path.read_bytes()
    path.unlink()
    return KeyFile(pkcs12, pin)


def address_on(page: str) -> str:
    """Return the one-time address that a page shows."""
    return re.search(r'"(http://[^"]+/signing/[^"]+)"', unescape(page))[1]


def run_client(address, key, folder, pin=None):
    """Sign with the client and a key file; return its exit code and what it said."""
    (folder / "khoa.p12").write_bytes(key.pkcs12)
    said = []
    code = main(
        [address, "--pkcs12", str(folder / "khoa.p12"), "--save", str(folder / "xem.pdf")],
        ask_pin=lambda _: pin or key.pin,
        say=said.append,
    )
    return code, "\n".join(said)


class Program:
    """VGCA's program with the HTTP of a test's browser."""

    def __init__(self, browser, page, sign):
        shown = browser.get(page)
        self.policy = shown.headers["Content-Security-Policy"]
        data = re.search(r'data-request="([^"]*)"', shown.get_data(as_text=True))[1]
        found = json.loads(unescape(data))
        self.operation, self.message = found["operation"], found["message"]
        self.sign = sign
        self.without_session = browser.application.test_client()

    def run(self):
        message = json.dumps(self.message)
        return json.loads(fake_vgca.operate(message, self.sign, self._fetch, self.send))

    def _fetch(self, url):
        answer = self.without_session.get(url)
        assert answer.status_code == 200, answer.status_code
        return answer.data

    def send(self, url, pdf):
        data = {"uploadfile": (io.BytesIO(pdf), "signed.pdf")}
        return self.without_session.post(url, data=data).get_json()


def signer(key, runtime, name, field="Signature1"):
    """Sign as a program that knows nothing of the hub: in a field of its own."""

    def sign(pdf):
        appearance = Appearance(Profile.PERSON, name=name)
        request = SignRequest(pdf, key, runtime.clock(), field, appearance)
        return pades.sign(request).pdf

    return sign
