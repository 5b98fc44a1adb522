"""Signing on one's own machine: our client with the real commands, and VGCA's program."""

import io
import zipfile

import pytest
from sqlalchemy import select

from hub.documents import queries
from hub.documents.models import DocumentState, ErrandState, Signature, SigningErrand, SigningKey
from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import SigningKey as KeyFile
from hub.gateways.signing.contract import SignRequest
from tests.documents.own_machine import Program, address, address_on, run_client, signer
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing import loaded
from tests.documents.test_signing_paths import table
from tests.gateways.signing import papers

__all__ = ["address"]


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def letter(signing):
    return signing.document(papers.letter())


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


def errand_of(runtime):
    with runtime.read() as session:
        return session.scalars(select(SigningErrand)).one()


def test_the_client_signs_with_a_key_that_never_leaves_its_machine(
    signing, runtime, settings, storage, client_of, letter, address, tmp_path
):
    browser, page = begin(client_of, runtime, signing.chair, letter)
    shown = browser.get(page).get_data(as_text=True)
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run_client(address_on(shown), key, tmp_path)
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
    again, said = run_client(address_on(shown), key, tmp_path)
    assert again == 1 and "đã được sử dụng" in said


def test_the_client_signs_beside_a_file_that_is_no_pdf(
    signing, runtime, settings, storage, client_of, address, tmp_path
):
    document = table(signing, runtime, storage)
    browser, page = begin(client_of, runtime, signing.chair, document)
    where = address_on(browser.get(page).get_data(as_text=True))
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run_client(where, key, tmp_path)
    assert code == 1 or loaded(runtime, document).state is DocumentState.PERSON_SIGNED, said
    assert code == 0, said


def test_another_certificate_and_a_wrong_pin_sign_nothing(
    signing, runtime, settings, client_of, letter, address, tmp_path
):
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    stranger = testpki.create(runtime.clock()).issue(testpki.Holder(signing.chair.name, "Lạ"))
    code, said = run_client(where, stranger, tmp_path)
    assert code == 1 and "chưa được đăng ký" in said
    key = key_of(runtime, settings, signing, signing.chair)
    code, said = run_client(where, key, tmp_path, pin="00000000")
    assert code == 1 and "PIN" in said
    assert loaded(runtime, letter).state is DocumentState.DRAFT
    assert run_client(where, key, tmp_path)[0] == 0


def test_an_address_ends_by_time_by_stopping_and_by_being_forged(
    signing, runtime, settings, client_of, letter, address, tmp_path, clock
):
    key = key_of(runtime, settings, signing, signing.chair)
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    assert run_client(where[:-3] + "abc", key, tmp_path)[0] == 1
    assert browser.post(f"{page}/stop").status_code == 303
    assert run_client(where, key, tmp_path)[0] == 1
    browser, page = begin(client_of, runtime, signing.chair, letter)
    where = address_on(browser.get(page).get_data(as_text=True))
    clock.go(minutes=11)
    assert run_client(where, key, tmp_path)[0] == 1
    assert loaded(runtime, letter).state is DocumentState.DRAFT


def test_an_errand_is_seen_by_who_sent_it_only(signing, runtime, client_of, letter, stage):
    _, page = begin(client_of, runtime, signing.chair, letter)
    assert client_of(signing.clerk).get(page).status_code == 404


def test_the_client_is_handed_out_as_one_file(signing, client_of):
    answer = client_of(signing.chair).get("/documents/signing-client.pyz")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"__main__.py", "hub/sign_client/main.py"} <= set(packed.namelist())


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
    replay = program.send(url, storage.read(document.versions[-1].sha256))
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
        late = program.send(program.message["FileUploadHandler"], right(papers.letter()))
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
        program.send(program.message["FileUploadHandler"], right(papers.letter()))["Status"]
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


def test_a_program_with_fields_of_its_own_cannot_follow_a_signature_of_the_hub(
    signing, runtime, settings, client_of, letter, address, tmp_path
):
    """What the hub signs first admits signatures in its prepared fields; the client uses those."""
    browser, page = begin(client_of, runtime, signing.chair, letter)
    key = key_of(runtime, settings, signing, signing.chair)
    where = address_on(browser.get(page).get_data(as_text=True))
    assert run_client(where, key, tmp_path)[0] == 0
    clerk = client_of(signing.clerk)
    version = queries.latest(loaded(runtime, letter)).id
    form = {"version_id": str(version), "path": "vgca", "level": "B-B"}
    refused = clerk.post(f"/documents/{letter}/sign/elsewhere", data=form)
    assert refused.status_code == 400
    assert "Hãy ký bằng công cụ ký" in refused.get_data(as_text=True)
    assert (
        clerk.post(
            f"/documents/{letter}/sign/elsewhere", data=form | {"path": "client"}
        ).status_code
        == 303
    )


def test_a_version_that_came_meanwhile_ends_the_errand_with_its_reason(
    signing, runtime, settings, client_of, letter
):
    browser, page = begin(client_of, runtime, signing.chair, letter, "vgca")
    key = key_of(runtime, settings, signing, signing.chair)
    right = signer(key, runtime, signing.chair.name)
    slow = Program(browser, page, right)
    _browser, second = begin(client_of, runtime, signing.chair, letter, "vgca")

    def sign_slowly(pdf):
        assert Program(browser, second, right).run()["Status"] == 0
        return right(pdf)

    slow.sign = sign_slowly
    answer = slow.run()
    assert answer["Status"] == 1 and answer["Message"]
    assert len(loaded(runtime, letter).versions) == 2
