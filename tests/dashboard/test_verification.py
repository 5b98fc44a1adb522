"""Anybody may ask whether a paper is genuine; they learn that and nothing else."""

import io

import pytest

from hub.core.ids import new_id
from hub.core.marks import PaperKind, code_of
from hub.core.unit_of_work import Role
from hub.documents import queries, service
from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import SignRequest
from tests.documents.builders import document_of, issued
from tests.gateways.signing import attacks, papers


@pytest.fixture
def anybody(app):
    return app.test_client()


def asked(client, data: bytes):
    form = {"file": (io.BytesIO(data), "van-ban.pdf")}
    return client.post("/verify", data=form, content_type="multipart/form-data")


def test_an_issued_paper_is_known_by_number_issuer_and_fingerprint_and_not_by_title(
    anybody, runtime, stage
):
    document = issued(runtime, stage, "Báo cáo kín")
    page = anybody.get(f"/verify/d/{document.id}")
    assert page.status_code == 200
    assert stage.host.name in page.text
    assert document.versions[-1].sha256 in page.text
    assert "đang có hiệu lực" in page.text
    assert "Báo cáo kín" not in page.text
    assert stage.meeting.title not in page.text


def test_a_recalled_paper_is_said_to_count_no_more_without_the_reason(anybody, runtime, stage):
    document = issued(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        service.recall(uow, queries.get(uow.session, document.id), reason="Sai số liệu mật")
    page = anybody.get(f"/verify/d/{document.id}").text
    assert "đã bị thu hồi" in page
    assert "Sai số liệu mật" not in page


def test_a_draft_and_an_unknown_paper_look_the_same(anybody, runtime, stage):
    draft = document_of(runtime, stage)
    for place in (f"d/{draft.id}", *(f"{each}/{new_id()}" for each in PaperKind)):
        page = anybody.get(f"/verify/{place}")
        assert page.status_code == 404 and "không phát hành văn bản nào có địa chỉ này" in page.text
    for paper_id in (draft.id, new_id()):
        answer = anybody.post("/verify/code", data={"code": code_of(PaperKind.DOCUMENT, paper_id)})
        assert (
            answer.status_code == 404 and "không phát hành văn bản nào mang mã này" in answer.text
        )


def test_a_code_leads_to_its_paper_and_a_mistyped_one_is_told_from_an_unknown_one(
    anybody, runtime, stage
):
    document = issued(runtime, stage)
    issued(runtime, stage, "Báo cáo khác", sha256="b" * 64)
    code = code_of(PaperKind.DOCUMENT, document.id)
    found = anybody.post("/verify/code", data={"code": code.lower().replace("-", " ")})
    assert found.status_code == 303 and found.headers["Location"] == f"/verify/d/{document.id}"
    wrong = anybody.post("/verify/code", data={"code": f"{code[:-1]}<"})
    assert wrong.status_code == 400 and "gõ chưa đúng" in wrong.text
    assert f"{code[:-1]}&lt;" in wrong.text, "nothing typed is lost"


def test_a_file_is_judged_in_three_answers_and_not_kept(
    anybody, stage, settings, clock, storage, engine
):
    pki = testpki.create(clock())
    testpki.write_trust(pki, settings.trust)
    key = pki.issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    pdf = pades.sign(SignRequest(papers.letter(), key, clock(), "ChuTri")).pdf
    page = asked(anybody, pdf)
    assert page.status_code == 200
    assert "signature-valid" in page.text
    assert papers.CHAIR in page.text
    assert "Hệ thống không phát hành đúng tệp này" in page.text
    forged = asked(anybody, attacks.page_replaced(pdf)).text
    assert "signature-invalid" in forged
    assert 'class="axis-no"' in forged
    assert list(storage.all()) == []


@pytest.mark.parametrize("data", [b"", b"hello"])
def test_what_is_no_pdf_gets_a_sentence(anybody, stage, data):
    answer = asked(anybody, data)
    assert answer.status_code == 400
    assert "PDF" in answer.text


@pytest.mark.usefixtures("counted")
def test_one_address_may_ask_only_so_often(anybody, stage):
    answers = {asked(anybody, b"hello").status_code for _ in range(12)}
    typed = {anybody.post("/verify/code", data={"code": "1"}).status_code for _ in range(12)}
    assert answers == typed == {400, 429}
