"""The picture of a person's signature and of an office's seal, from the file to the paper."""

from datetime import timedelta
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from sqlalchemy import select

from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import queries
from hub.documents.models import SignatureKind, SigningKey, Verdict
from hub.documents.service import keys as register
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing import form_for
from tests.gateways.signing import drawings, papers


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


def key_of(runtime, holder):
    with runtime.read() as session:
        asked = select(SigningKey).where(
            (SigningKey.person_id == holder.id) | (SigningKey.unit_id == holder.id)
        )
        return session.scalars(asked.order_by(SigningKey.id.desc())).first()


def send(client, key, png, name="chu-ky.png"):
    data = {"file": (BytesIO(png), name)} if png is not None else {}
    return client.post(f"/keys/{key.id}/picture", data=data)


def test_the_pictures_stand_on_the_paper_and_both_signatures_are_sound(
    signing, runtime, storage, stage, client_of
):
    document = signing.document(papers.letter())
    chair, clerk = client_of(signing.chair), client_of(signing.clerk)
    assert send(chair, key_of(runtime, signing.chair), drawings.stroke()).status_code == 303
    assert send(clerk, key_of(runtime, stage.host), drawings.seal()).status_code == 303
    for person, pin in (
        (signing.chair, signing.pins[signing.chair.id]),
        (signing.clerk, signing.pins[stage.host.id]),
    ):
        form = form_for(runtime, stage.actor_of(person), document, pin)
        answer = client_of(person).post(f"/documents/{document}/sign", data=form)
        assert answer.status_code == 302
    with runtime.read() as session:
        sha256 = queries.latest(queries.get(session, document)).sha256
        verdict = session.scalars(select(Verdict).where(Verdict.sha256 == sha256)).one()
    assert verdict.state == "ok"
    assert len(verdict.report["signatures"]) == 2
    paper = pdfium.PdfDocument(storage.read(sha256))
    paper.init_forms()
    pdfium.raw.FPDF_SetFormFieldHighlightAlpha(paper.formenv, 0)
    colours = {
        point for _, point in paper[0].render(scale=3).to_pil().convert("RGB").getcolors(1 << 20)
    }
    for ink in (drawings.BLUE, drawings.RED):
        nearest = min(max(abs(a - b) for a, b in zip(ink, each, strict=True)) for each in colours)
        assert nearest <= 3


def test_a_picture_is_shown_written_down_and_removed(signing, runtime, storage, client_of, heard):
    browser, key = client_of(signing.chair), key_of(runtime, signing.chair)
    assert "Tải hình lên" in browser.get("/keys").get_data(as_text=True)
    assert browser.get(f"/keys/{key.id}/picture.png").status_code == 404
    send(browser, key, drawings.stroke())
    page = browser.get(f"/keys/{key.id}/picture").get_data(as_text=True)
    assert f"/keys/{key.id}/picture.png" in page
    kept = key_of(runtime, signing.chair).image_sha256
    shown = browser.get(f"/keys/{key.id}/picture.png")
    assert shown.data == storage.read(kept) and shown.content_type == "image/png"
    assert browser.post(f"/keys/{key.id}/picture/remove").status_code == 303
    assert key_of(runtime, signing.chair).image_sha256 == ""
    assert storage.has(kept)
    assert heard.names()[-2:] == ["signature-picture:set", "signature-picture:removed"]


def test_refusals_are_shown_beside_the_field(signing, runtime, stage, client_of):
    browser, key = client_of(signing.chair), key_of(runtime, signing.chair)
    for png, name, said in (
        (None, "", "Hãy chọn một tệp PNG."),
        (drawings.stroke(), "chu-ky.jpg", "nội dung"),
        (papers.letter(), "chu-ky.pdf", "phải là tệp PNG"),
        (drawings.stroke()[:-40], "chu-ky.png", "hỏng"),
        (drawings.stroke(ink=drawings.RED), "chu-ky.png", "phải có màu xanh"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2 << 20), "chu-ky.png", "2 MB"),
    ):
        answer = send(browser, key, png, name)
        assert answer.status_code == 400, name
        assert said in answer.get_data(as_text=True), said
    seal = send(client_of(signing.clerk), key_of(runtime, stage.host), drawings.stroke())
    assert "phải có màu đỏ" in seal.get_data(as_text=True)
    assert key_of(runtime, signing.chair).image_sha256 == ""


def test_only_the_holder_the_clerk_and_administrators_reach_a_picture(
    signing, runtime, stage, client_of
):
    own, office = key_of(runtime, signing.chair), key_of(runtime, stage.host)
    for person, key, reached in (
        (stage.staff[Role.SECRETARY], own, False),
        (stage.staff[Role.AUDITOR], own, False),
        (stage.other_staff[Role.UNIT_ADMIN], own, False),
        (stage.other_staff[Role.REGISTRY_CLERK], office, False),
        (signing.chair, office, False),
        (stage.staff[Role.UNIT_ADMIN], own, True),
        (stage.staff[Role.SYSTEM_ADMIN], office, True),
    ):
        browser = client_of(person)
        found = 200 if reached else 404
        assert browser.get(f"/keys/{key.id}/picture").status_code == found
        if not reached:
            assert send(browser, key, drawings.stroke()).status_code == 404
            assert browser.post(f"/keys/{key.id}/picture/remove").status_code == 404


def test_the_picture_goes_with_the_holder_to_the_next_key(signing, runtime, stage, clock):
    key = key_of(runtime, signing.chair)
    with runtime.unit_of_work(SYSTEM) as uow:
        register.set_picture(uow, uow.session.get_one(SigningKey, key.id), "a" * 64)
    record = register.KeyRecord(
        subject=signing.chair.name,
        issuer="CA thử nghiệm",
        serial="77",
        fingerprint="b" * 64,
        not_before=clock(),
        not_after=clock() + timedelta(days=365),
        is_test=True,
    )
    with runtime.unit_of_work(SYSTEM) as uow:
        new = register.register_of_person(uow, record, signing.chair.id)
        assert new.kind is SignatureKind.PERSON and new.image_sha256 == "a" * 64
    assert key_of(runtime, stage.host).image_sha256 == ""
