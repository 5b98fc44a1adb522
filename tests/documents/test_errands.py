"""Signing on one's own machine: our client with the real commands, and VGCA's program."""

import io
import json
import re
import threading
import zipfile
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from hub.documents import queries
from hub.documents.models import DocumentState, ErrandState, Signature, SigningErrand, SigningKey
from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import Appearance, Profile, SignRequest
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.sign_client.main import main
from tests.documents import fake_vgca
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing import loaded
from tests.documents.test_signing_paths import table
from tests.gateways.signing import papers


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def letter(signing):
    return signing.document(papers.letter())


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


def key_of(runtime, settings, signing, person):
    with runtime.read() as session:
        row = session.scalars(select(SigningKey).where(SigningKey.person_id == person.id)).one()
    return KeyFile((settings.keys / row.file).read_bytes(), signing.pins[person.id])


def begin(client_of, runtime, person, document, path="client", **changes):
    browser = client_of(person)
    version = queries.latest(loaded(runtime, document)).id
    form = {"version_id": str(version), "path": path, "reason": "Phê duyệt", "level": "B-B"}
    answer = browser.post(f"/documents/{document}/sign/elsewhere", data=form | changes)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return browser, answer.location


def address_on(page: str) -> str:
    return re.search(r'"(http://[^"]+/signing/[^"]+)"', unescape(page))[1]


def errand_of(runtime):
    with runtime.read() as session:
        return session.scalars(select(SigningErrand)).one()


def run(address, key, tmp_path, pin=None):
    (tmp_path / "khoa.p12").write_bytes(key.pkcs12)
    said = []
    code = main(
        [address, "--pkcs12", str(tmp_path / "khoa.p12"), "--save", str(tmp_path / "xem.pdf")],
        ask_pin=lambda _: pin or key.pin,
        say=said.append,
    )
    return code, "\n".join(said)


def test_the_client_signs_with_a_key_that_never_leaves_its_machine(
    signing, runtime, settings, storage, client_of, letter, address, tmp_path
):
    browser, page = begin(client_of, runtime, signing.chair, letter)
    shown = browser.get(page).get_data(as_text=True)
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run(address_on(shown), key, tmp_path)
    assert code == 0, said
    assert "Giấy mời dự hội nghị" in said and signing.chair.name in said
    document = loaded(runtime, letter)
    assert document.state is DocumentState.PERSON_SIGNED
    files = [storage.read(each.sha256) for each in document.versions]
    assert files[1].startswith(files[0])
    assert (tmp_path / "xem.pdf").read_bytes()[: len(files[0])] == files[0]
    with runtime.read() as session:
        assert session.scalars(select(Signature)).one().reason == "Phê duyệt"
    assert errand_of(runtime).state is ErrandState.SIGNED
    assert browser.get(page).status_code == 302
    again, said = run(address_on(shown), key, tmp_path)
    assert again == 1 and "đã được sử dụng" in said


def test_the_client_signs_beside_a_file_that_is_no_pdf(
    signing, runtime, settings, storage, client_of, address, tmp_path
):
    document = table(signing, runtime, storage)
    browser, page = begin(client_of, runtime, signing.chair, document)
    where = address_on(browser.get(page).get_data(as_text=True))
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run(where, key, tmp_path)
    assert code == 1 or loaded(runtime, document).state is DocumentState.PERSON_SIGNED, said
    assert code == 0, said


def test_another_certificate_and_a_wrong_pin_sign_nothing(
    signing, runtime, settings, client_of, letter, address, tmp_path
):
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    stranger = testpki.create(runtime.clock()).issue(testpki.Holder(signing.chair.name, "Lạ"))
    code, said = run(where, stranger, tmp_path)
    assert code == 1 and "chưa được đăng ký" in said
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run(where, key, tmp_path, pin="00000000")
    assert code == 1 and "PIN" in said
    assert loaded(runtime, letter).state is DocumentState.DRAFT
    assert run(where, key, tmp_path)[0] == 0


def test_an_address_ends_by_time_by_stopping_and_by_being_forged(
    signing, runtime, settings, client_of, letter, address, tmp_path, clock
):
    key = key_of(runtime, settings, signing, signing.chair)
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    assert run(where[:-3] + "abc", key, tmp_path)[0] == 1
    assert browser.post(f"{page}/stop").status_code == 303
    assert run(where, key, tmp_path)[0] == 1
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    clock.go(minutes=11)
    assert run(where, key, tmp_path)[0] == 1
    assert loaded(runtime, letter).state is DocumentState.DRAFT


def test_an_errand_is_seen_by_who_sent_it_only(signing, runtime, client_of, letter, stage):
    _, page = begin(client_of, runtime, signing.chair, letter)
    assert client_of(signing.clerk).get(page).status_code == 404


def test_the_client_is_handed_out_as_one_file(signing, client_of):
    answer = client_of(signing.chair).get("/documents/signing-client.pyz")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"__main__.py", "hub/sign_client/main.py"} <= set(packed.namelist())


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
        return json.loads(fake_vgca.operate(message, self.sign, self._fetch, self._send))

    def _fetch(self, url):
        answer = self.without_session.get(url)
        assert answer.status_code == 200, answer.status_code
        return answer.data

    def _send(self, url, pdf):
        data = {"uploadfile": (io.BytesIO(pdf), "signed.pdf")}
        return self.without_session.post(url, data=data).get_json()


def signer(key, runtime, name):
    """Sign as a program that knows nothing of the hub: in a field of its own."""

    def sign(pdf):
        appearance = Appearance(Profile.PERSON, name=name)
        request = SignRequest(pdf, key, runtime.clock(), "Signature1", appearance)
        return pades.sign(request).pdf

    return sign


def test_vgcas_program_fetches_signs_and_brings_back(
    signing, runtime, settings, storage, client_of, letter
):
    browser, page = begin(client_of, runtime, signing.chair, letter, "vgca")
    key = key_of(runtime, settings, signing, signing.chair)
    program = Program(browser, page, signer(key, runtime, signing.chair.name))
    assert program.operation == "SignApproved"
    assert "connect-src 'self' wss://127.0.0.1:8987;" in program.policy
    assert "8987" not in browser.get("/").headers["Content-Security-Policy"]
    answer = program.run()
    assert answer["Status"] == 0, answer
    document = loaded(runtime, letter)
    assert document.state is DocumentState.PERSON_SIGNED
    assert errand_of(runtime).state is ErrandState.SIGNED
    url = program.message["FileUploadHandler"]
    replay = program._send(url, storage.read(document.versions[-1].sha256))
    assert replay["Status"] is False
    assert program.without_session.get(program.message["FileName"]).status_code == 410


def test_what_vgcas_program_brings_back_wrongly_is_refused_once_and_for_all(
    signing, runtime, settings, client_of, letter, stage
):
    from hub.core.unit_of_work import Role

    key = key_of(runtime, settings, signing, signing.chair)
    right = signer(key, runtime, signing.chair.name)
    secretary = stage.staff[Role.SECRETARY]
    other = signer(key_of(runtime, settings, signing, secretary), runtime, secretary.name)
    wrong = [
        lambda pdf: pdf,
        lambda _: right(papers.minutes()),
        lambda pdf: right(pdf)[:-40],
        other,
        lambda _: b"",
    ]
    for each in wrong:
        browser, page = begin(client_of, runtime, signing.chair, letter, "vgca")
        program = Program(browser, page, each)
        answer = program.run()
        assert answer["Status"] == 1 and answer["Message"]
        assert loaded(runtime, letter).state is DocumentState.DRAFT
        shown = browser.get(page).get_data(as_text=True)
        assert "data-vgca-start" not in shown
        late = program._send(program.message["FileUploadHandler"], right(papers.letter()))
        assert late["Status"] is False
    assert len(loaded(runtime, letter).versions) == 1


def test_nothing_is_brought_back_that_was_not_fetched(
    signing, runtime, settings, client_of, letter
):
    browser, page = begin(client_of, runtime, signing.chair, letter, "vgca")
    key = key_of(runtime, settings, signing, signing.chair)
    right = signer(key, runtime, signing.chair.name)
    program = Program(browser, page, right)
    assert (
        program._send(program.message["FileUploadHandler"], right(papers.letter()))["Status"]
        is False
    )


def test_the_office_seals_by_vgcas_program_with_number_and_date(
    signing, runtime, settings, client_of, letter, storage
):
    begin_chair, page = begin(client_of, runtime, signing.chair, letter, "vgca")
    key = key_of(runtime, settings, signing, signing.chair)
    Program(begin_chair, page, signer(key, runtime, signing.chair.name)).run()
    with runtime.read() as session:
        row = session.scalars(
            select(SigningKey).where(SigningKey.unit_id == signing.stage.host.id)
        ).one()
    seal = KeyFile((settings.keys / row.file).read_bytes(), signing.pins[signing.stage.host.id])

    def sign(pdf):
        return pades.sign(SignRequest(pdf, seal, runtime.clock(), "Signature2")).pdf

    browser, page = begin(client_of, runtime, signing.clerk, letter, "vgca")
    program = Program(browser, page, sign)
    assert program.operation == "SignIssued"
    assert program.message["DocNumber"] == "05/GM-UBND"
    assert program.run()["Status"] == 0
    assert loaded(runtime, letter).state is DocumentState.SEALED
