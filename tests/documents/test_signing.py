"""Signing in the hub: the chair, then the registry clerk; what was signed is what is stored."""

import re
import subprocess

import pytest
from sqlalchemy import select

from hub.core.unit_of_work import Role
from hub.dashboard.queries import verification
from hub.documents import queries, service
from hub.documents.errors import NotToBeSigned, SignedMeanwhile
from hub.documents.models import (
    DocumentState,
    DocumentType,
    Signature,
    SignatureKind,
    SigningKey,
    Verdict,
    VersionOrigin,
)
from hub.documents.queries import keys
from hub.documents.rules import Content
from hub.documents.rules.signing import kind_due
from hub.documents.service.signing import Made, record_signature
from tests.documents.builders import issued
from tests.documents.signing_stage import a_signing_stage, let_certificates_end
from tests.gateways.signing import attacks, papers


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def letter(signing):
    return signing.document(papers.letter())


def loaded(runtime, document_id):
    with runtime.read() as session:
        return queries.get(session, document_id)


def form_for(runtime, actor, document_id, pin, **changes):
    with runtime.read() as session:
        document = queries.get(session, document_id)
        kind = kind_due(actor, document.meeting, document) or SignatureKind.PERSON
        own = keys.keys_to_sign(session, actor, kind)
    return {
        "version_id": str(queries.latest(document).id),
        "key_id": str(own[0].id),
        "pin": pin,
        "reason": "Phê duyệt",
        "level": "B-B",
        **changes,
    }


@pytest.fixture
def sign(client_of, runtime, stage, signing):
    def as_(person, document_id, pin=None, **changes):
        actor = stage.actor_of(person)
        holder = person.id if person.id in signing.pins else stage.host.id
        form = form_for(runtime, actor, document_id, pin or signing.pins[holder], **changes)
        return client_of(person).post(f"/documents/{document_id}/sign", data=form)

    return as_


def test_the_chair_signs_and_then_the_clerk_seals(
    signing, runtime, storage, letter, sign, heard, tmp_path
):
    assert sign(signing.chair, letter).status_code == 302
    assert loaded(runtime, letter).state is DocumentState.PERSON_SIGNED
    assert sign(signing.clerk, letter).status_code == 302
    document = loaded(runtime, letter)
    assert document.state is DocumentState.SEALED
    assert [each.origin.value for each in document.versions] == ["upload", "signature", "signature"]
    assert heard.names().count("document:signed") == 2
    files = [storage.read(each.sha256) for each in document.versions]
    assert files[0] == papers.letter()
    assert files[1].startswith(files[0]) and files[2].startswith(files[1])
    (tmp_path / "s.pdf").write_bytes(files[2])
    seen = subprocess.run(
        ["pdfsig", "-nocert", "s.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert seen.count("Signature is Valid") == 2
    assert re.findall(r"Field Name: (\w+)", seen) == ["NguoiKy", "CoQuan"]


def test_the_secretary_gives_initials_first_then_the_chair_signs_then_the_clerk_seals(
    signing, runtime, storage, letter, sign, client_of, stage, tmp_path
):
    secretary = stage.staff[Role.SECRETARY]
    page = client_of(secretary).get(f"/documents/{letter}/sign").get_data(as_text=True)
    assert "<h1>Ký nháy" in page and "Đã rà soát trước khi trình ký" in page
    assert client_of(secretary).get(f"/documents/{letter}/sign/page.png").status_code == 200
    assert sign(secretary, letter, reason="").status_code == 302
    assert loaded(runtime, letter).state is DocumentState.INITIALLED
    again = client_of(secretary).get(f"/documents/{letter}/sign")
    assert again.status_code == 409
    assert client_of(signing.clerk).get(f"/documents/{letter}/sign").status_code == 409
    waiting = client_of(signing.chair).get("/documents?show=to-sign").get_data(as_text=True)
    assert "Giấy mời dự hội nghị" in waiting and "Đã ký nháy, chờ ký" in waiting

    assert sign(signing.chair, letter).status_code == 302
    assert "không ký nháy được nữa" in client_of(secretary).get(f"/documents/{letter}/sign").text
    assert sign(signing.clerk, letter).status_code == 302
    pdf = storage.read(loaded(runtime, letter).versions[-1].sha256)
    (tmp_path / "s.pdf").write_bytes(pdf)
    for command in (["pdfsig", "-nocert", "s.pdf"], ["pdftotext", "s.pdf", "-"]):
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        if command[0] == "pdfsig":
            assert said.stdout.count("Signature is Valid") == 3
            names = re.findall(r"Field Name: (\w+)", said.stdout)
            assert names == ["KyNhay", "NguoiKy", "CoQuan"]
    panel = client_of(stage.communes[0].leader).get(f"/documents/{letter}")
    assert panel.status_code == 404  # not issued yet


def test_a_new_text_takes_the_initials_off_and_waits_for_them_anew(
    signing, runtime, storage, letter, sign, stage
):
    secretary = stage.staff[Role.SECRETARY]
    sign(secretary, letter)
    blob = storage.put(papers.letter() + b"% mended")
    content = Content(blob.sha256, blob.size, "giay-moi.pdf", "application/pdf", 1)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        document = queries.get(uow.session, letter)
        service.add_version(uow, document, content, origin=VersionOrigin.UPLOAD)
    assert loaded(runtime, letter).state is DocumentState.DRAFT
    with runtime.read() as session:
        assert keys.signatures_of(session, letter) == []


def test_a_signed_document_is_taken_back_to_be_corrected_and_signed_anew(
    signing, runtime, client_of, letter, sign, stage
):
    clerk, secretary = client_of(signing.clerk), client_of(stage.staff[Role.SECRETARY])
    back = f"/documents/{letter}/reopen"
    assert clerk.post(back, data={"reason": "Sai giờ họp"}).status_code == 409
    sign(signing.chair, letter)
    assert secretary.post(back, data={"reason": "Sai giờ họp"}).status_code == 403
    assert clerk.post(back, data={"reason": ""}).status_code == 400
    assert "Thu hồi để sửa" in clerk.get(f"/documents/{letter}").text
    assert clerk.post(back, data={"reason": "Sai giờ họp"}).status_code == 303

    document = loaded(runtime, letter)
    assert (document.state, document.number) == (DocumentState.DRAFT, "05")
    assert [each.origin.value for each in document.versions] == ["upload", "signature", "upload"]
    assert document.versions[2].sha256 == document.versions[0].sha256
    page = clerk.get(f"/documents/{letter}").text
    assert "thu hồi để sửa lúc" in page and "Sai giờ họp" in page
    assert "Thu hồi để sửa: Giấy mời dự hội nghị" in client_of(signing.chair).get("/notices").text
    with runtime.read() as session:
        assert keys.signatures_of(session, letter) == []
        paper = verification.paper_with(session, document.versions[1].sha256)
        assert paper.standing is verification.Standing.RECALLED

    assert sign(signing.chair, letter).status_code == 302
    assert sign(signing.clerk, letter).status_code == 302
    with runtime.read() as session:
        assert len(keys.signatures_of(session, letter)) == 2


def test_what_was_signed_is_written_down(signing, runtime, letter, sign):
    sign(signing.chair, letter)
    with runtime.read() as session:
        row = session.scalars(select(Signature)).one()
        verdict = session.scalars(select(Verdict)).one()
        document = queries.get(session, letter)
    assert (row.kind, row.reason, row.level) == (SignatureKind.PERSON, "Phê duyệt", "B-B")
    assert row.person_id == signing.chair.id
    assert verdict.sha256 == queries.latest(document).sha256
    assert verdict.state == "ok"
    assert verdict.report["signatures"][0]["name"] == signing.chair.name


def test_a_wrong_pin_signs_nothing_and_keeps_what_was_typed(signing, runtime, letter, sign):
    answer = sign(signing.chair, letter, pin="00000000", reason="Lý do đã gõ")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Mã PIN không đúng" in text
    assert "Lý do đã gõ" in text
    assert "00000000" not in text
    assert loaded(runtime, letter).state is DocumentState.DRAFT


@pytest.mark.usefixtures("counted")
def test_pins_cannot_be_guessed_at_speed(signing, letter, sign):
    codes = {sign(signing.chair, letter, pin=f"{number:08d}").status_code for number in range(14)}
    assert codes == {400, 429}


def test_the_pin_is_in_no_log(signing, letter, sign, caplog):
    caplog.set_level(0)
    sign(signing.chair, letter)
    sign(signing.clerk, letter, pin="13571357")
    assert signing.pins[signing.chair.id] not in caplog.text
    assert "13571357" not in caplog.text


def test_the_organisation_does_not_sign_first(signing, client_of, letter, stage):
    answer = client_of(signing.clerk).get(f"/documents/{letter}/sign")
    assert answer.status_code == 409


def test_others_do_not_sign(signing, client_of, letter, stage):
    for role in (Role.SCHEDULER, Role.AUDITOR, Role.SYSTEM_ADMIN):
        assert client_of(stage.staff[role]).get(f"/documents/{letter}/sign").status_code == 403
    stranger = stage.other_staff[Role.CHAIR]
    assert client_of(stranger).get(f"/documents/{letter}/sign").status_code == 404


def test_a_letter_is_numbered_before_it_is_signed(signing, client_of):
    letter = signing.document(papers.letter(), number="", notation="")
    answer = client_of(signing.chair).get(f"/documents/{letter}/sign")
    assert answer.status_code == 409


def test_the_same_paper_is_signed_once(signing, runtime, client_of, letter):
    """A second press of the button finds the state changed."""
    actor = signing.stage.actor_of(signing.chair)
    form = form_for(runtime, actor, letter, signing.pins[signing.chair.id])
    browser = client_of(signing.chair)
    codes = [browser.post(f"/documents/{letter}/sign", data=form).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert len(loaded(runtime, letter).versions) == 2


def made_of(storage, key, pdf=b"other bytes"):
    blob = storage.put(pdf)
    from tests.conftest import A_WEEK_BEFORE

    return Made(blob.sha256, blob.size, key.id, "NguoiKy", "B-B", "", A_WEEK_BEFORE)


def test_of_two_who_sign_the_same_version_one_is_told(signing, runtime, storage, letter, stage):
    with runtime.read() as session:
        (key,) = keys.keys_of(session, stage.actor_of(signing.chair))
    before = queries.latest(loaded(runtime, letter)).id
    made = made_of(storage, key)
    actor = stage.actor_of(signing.chair)
    with runtime.unit_of_work(actor) as uow:
        record_signature(uow, queries.get(uow.session, letter), before, SignatureKind.PERSON, made)
    with pytest.raises(SignedMeanwhile), runtime.unit_of_work(actor) as uow:
        record_signature(uow, queries.get(uow.session, letter), before, SignatureKind.PERSON, made)
    newest = queries.latest(loaded(runtime, letter)).id
    with pytest.raises(NotToBeSigned), runtime.unit_of_work(actor) as uow:
        record_signature(uow, queries.get(uow.session, letter), newest, SignatureKind.PERSON, made)
    assert len(loaded(runtime, letter).versions) == 2


def test_a_stale_page_signs_nothing(signing, runtime, letter, sign):
    stale = str(queries.latest(loaded(runtime, letter)).id)
    sign(signing.chair, letter)
    assert sign(signing.clerk, letter, version_id=stale).status_code == 409
    assert loaded(runtime, letter).state is DocumentState.PERSON_SIGNED


def test_a_key_of_somebody_else_is_not_known(signing, runtime, letter, sign, stage):
    secretary = stage.actor(Role.SECRETARY)
    with runtime.read() as session:
        (foreign,) = keys.keys_of(session, secretary)
    assert sign(signing.chair, letter, key_id=str(foreign.id)).status_code == 404


def test_the_page_shows_certificate_and_place(signing, client_of, letter):
    browser = client_of(signing.chair)
    text = browser.get(f"/documents/{letter}/sign").get_data(as_text=True)
    assert signing.chair.name in text
    assert "không có giá trị pháp lý" in text.lower()
    picture = browser.get(f"/documents/{letter}/sign/page.png")
    assert picture.content_type == "image/png"
    assert picture.data.startswith(b"\x89PNG")


def test_an_attachment_bears_the_number_of_its_letter(
    signing, runtime, storage, letter, sign, tmp_path
):
    attachment = signing.document(
        papers.minutes(), type=DocumentType.MATERIAL, number="", notation="", title="Phụ lục"
    )
    sign(signing.chair, attachment)
    assert sign(signing.clerk, attachment).status_code == 302
    (tmp_path / "s.pdf").write_bytes(
        storage.read(queries.latest(loaded(runtime, attachment)).sha256)
    )
    text = subprocess.run(
        ["pdftotext", "-l", "1", "s.pdf", "-"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "05/GM-UBND" in text
    assert re.search(r"2026-11-\d\dT\d\d:\d\d:\d\d\+07:00", text)


def test_a_tampered_upload_is_shown_as_such(signing, client_of, runtime, storage, letter, sign):
    sign(signing.chair, letter)
    good = storage.read(queries.latest(loaded(runtime, letter)).sha256)
    forged = signing.document(attacks.page_replaced(good), title="Bản bị sửa")
    answer = client_of(signing.chair).post(f"/documents/{forged}/versions/1/check")
    text = answer.get_data(as_text=True)
    assert "signature-invalid" in text
    assert "Văn bản đã bị sửa sau khi ký." in text
    assert "axis-no" in text and "axis-yes" in text
    assert "seal-worth-no" in text and "seal seal-person" not in text  # no tick for what is forged
    page = client_of(signing.clerk).get(f"/meetings/{signing.stage.meeting.id}/documents").text
    assert "Chưa nên phát hành" in page


def test_a_verdict_is_kept_and_asked_once(signing, client_of, runtime, letter, clock):
    browser = client_of(signing.chair)
    for _ in range(2):
        assert browser.post(f"/documents/{letter}/versions/1/check").status_code == 200
    with runtime.read() as session:
        first = session.scalars(select(Verdict)).one()
    clock.go(days=2)
    browser = client_of(signing.chair)
    browser.post(f"/documents/{letter}/versions/1/check")
    with runtime.read() as session:
        again = session.scalars(select(Verdict)).one()
    assert again.checked_at >= first.checked_at


# -- keys


def test_a_key_is_registered_with_its_pin_and_retired(stage, signing, client_of, runtime, settings):
    from hub.gateways.signing import testpki

    pki = testpki.create(runtime.clock())
    secretary = stage.staff[Role.SECRETARY]
    key = pki.issue(testpki.Holder(secretary.name, stage.host.name))
    (settings.keys / "moi.p12").write_bytes(key.pkcs12)
    admin = client_of(stage.staff[Role.UNIT_ADMIN])
    assert "moi.p12" in admin.get("/admin/keys").get_data(as_text=True)
    form = {
        "source": "file:moi.p12",
        "pin": "0000",
        "kind": "person",
        "person_id": str(secretary.id),
    }
    wrong = admin.post("/admin/keys", data=form)
    assert wrong.status_code == 400 and "Mã PIN không đúng" in wrong.get_data(as_text=True)
    assert admin.post("/admin/keys", data=form | {"pin": key.pin}).status_code == 302
    assert admin.post("/admin/keys", data=form | {"pin": key.pin}).status_code == 409
    with runtime.read() as session:
        row = session.scalars(select(SigningKey).where(SigningKey.file == "moi.p12")).one()
    assert row.is_test and row.person_id == secretary.id
    assert admin.post(f"/admin/keys/{row.id}/retire").status_code == 302
    with runtime.read() as session:
        assert row.id not in {
            each.id for each in keys.keys_of(session, stage.actor(Role.SECRETARY))
        }


def test_keys_of_others_are_not_managed(stage, signing, client_of, runtime):
    with runtime.read() as session:
        key = session.scalars(select(SigningKey)).first()
    stranger = client_of(stage.other_staff[Role.UNIT_ADMIN])
    assert stranger.post(f"/admin/keys/{key.id}/retire").status_code == 404
    assert str(key.id) not in stranger.get("/admin/keys").get_data(as_text=True)
    form = {"source": "file:../hub.env", "pin": "1", "kind": "organisation"}
    assert stranger.post("/admin/keys", data=form).status_code == 404
    assert client_of(signing.chair).get("/admin/keys").status_code == 403


def test_the_test_identity_signs_with_a_timestamp(signing, settings, runtime):
    from hub.gateways.signing.folders import read_trust, tsa_app, tsa_url

    assert tsa_url(settings) == f"http://127.0.0.1:{settings.port}/tsa"
    app = tsa_app(settings, runtime.clock)
    seen = []

    def start(status, headers):
        seen.append(status)

    app({"REMOTE_ADDR": "10.0.0.8", "REQUEST_METHOD": "POST"}, start)
    app(
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4", "REQUEST_METHOD": "POST"},
        start,
    )
    app({"REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": "GET"}, start)
    assert [each[:3] for each in seen] == ["403", "403", "400"]
    assert len(read_trust(settings).anchors) == 1
    assert len(read_trust(settings).crls) == 2
    assert oct((settings.keys / "tsa.key").stat().st_mode)[-3:] == "600"


def test_of_two_who_sign_at_the_same_moment_one_signature_is_kept(
    signing, runtime, storage, letter, stage
):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from hub.core.errors import Conflict

    actor = stage.actor_of(signing.chair)
    with runtime.read() as session:
        (key,) = keys.keys_of(session, actor)
    before = queries.latest(loaded(runtime, letter)).id
    together = Barrier(4)

    def sign_once(number):
        made = made_of(storage, key, pdf=b"signed file %d" % number)
        together.wait()
        try:
            with runtime.unit_of_work(actor) as uow:
                document = queries.get(uow.session, letter)
                record_signature(uow, document, before, SignatureKind.PERSON, made)
        except Conflict:
            return "refused"
        return "kept"

    with ThreadPoolExecutor(4) as people:
        answers = sorted(people.map(sign_once, range(4)))
    assert answers == ["kept", "refused", "refused", "refused"]
    assert len(loaded(runtime, letter).versions) == 2


def test_a_certificate_that_has_ended_is_offered_nowhere_and_each_page_says_whom_to_ask(
    signing, runtime, stage, letter, client_of
):
    chair, clerk = client_of(signing.chair), client_of(signing.clerk)
    report = issued(runtime, stage)
    pages = [
        (chair, f"/documents/{letter}/sign"),
        (chair, f"/meetings/{stage.meeting.id}/sign-all"),
        (clerk, f"/documents/{report.id}/certificate"),
    ]
    assert all('name="key_id"' in browser.get(path).text for browser, path in pages)
    let_certificates_end(runtime)
    for browser, path in pages:
        page = browser.get(path).text
        assert "đã hết hạn ngày" in page and "Hãy đề nghị quản trị đơn vị" in page, path
        assert 'name="key_id"' not in page and "/elsewhere" not in page, path
    assert chair.get(f"/documents/{letter}/sign/page.png").status_code == 200
