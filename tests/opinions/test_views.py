"""Asking and answering in writing, on the pages: signed, confirmed with the password, in secret."""

import re
import subprocess
from io import BytesIO

import pytest

from hub.accounts import service as accounts
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import queries as documents
from hub.opinions import queries
from hub.opinions.models import Anonymity, Consultation, Proof
from tests.documents.own_machine import (
    address,
    address_on,
    key_at_home,
    run_client,
)
from tests.documents.signing_stage import let_certificates_end
from tests.minutes.conftest import give_key, pki
from tests.opinions.conftest import later
from tests.printed_codes import looked_up

__all__ = ["address", "give_key", "pki"]  # fixtures: an address, keys of the test PKI
PASSWORD = "Cầu nối năm mười bảy điểm"


@pytest.fixture
def leader(asking, client_of, runtime, stage):  # after `asking` set the clock
    person = stage.communes[0].leader
    with runtime.unit_of_work(SYSTEM) as uow:
        accounts.open_account(
            uow, person, username="lanh.dao", password=PASSWORD, must_change=False
        )
    return client_of(person)


@pytest.fixture
def scheduler(asking, client_of, stage):
    return client_of(stage.staff[Role.SCHEDULER])


def form(found: Consultation, *stances: str, seen: int = 0, words: str = "", **more: str):
    fields = {"seen": str(seen), **more}
    for place, (question, stance) in enumerate(zip(found.questions, stances, strict=False)):
        fields[f"answers-{place}-question"] = str(question.id)
        fields[f"answers-{place}-stance"] = stance
        fields[f"answers-{place}-words"] = words
    return fields


def opinions(runtime, asking, person_unit):
    with runtime.read() as session:
        found = queries.get(session, asking.id)
        respondent = next(each for each in found.respondents if each.unit_id == person_unit)
        return respondent, queries.opinions_of(session, respondent.id)


def test_a_form_is_written_sent_out_answered_counted_and_issued(
    scheduler, leader, asking, stage, runtime, client_of, app
):
    units = [str(each.unit.id) for each in stage.communes]
    plan = {"title": "Dự thảo quy chế", "due_at": "28/11/2026 17:00", "units": units}
    assert "Dự thảo" in scheduler.post("/opinions/new", data={**plan, "due_at": "hôm nay"}).text
    made = scheduler.post("/opinions/new", data=plan)
    place = made.headers["Location"]
    asked = scheduler.post(f"{place}/questions", data={"title": "Thông qua mục tiêu"})
    assert asked.status_code == 302
    page = scheduler.get(place).text
    question = re.search(r"/questions/([0-9a-f-]{36})/files", page)[1]
    note = {"file": (BytesIO("Tờ trình".encode()), "to-trinh.txt")}
    refused = scheduler.post(f"{place}/questions/{question}/files", data=note)
    assert refused.status_code == 400, "not a kind of file the hub takes"
    assert leader.get(place).status_code == 404, "not sent out yet"
    assert scheduler.post(f"{place}/open").status_code == 302
    assert "Dự thảo quy chế" in leader.get("/opinions").text
    assert "Cho ý kiến bằng văn bản" in leader.get("/").text, "it waits on the overview"
    answer = {"answers-0-question": question, "answers-0-stance": "1", "seen": "0"}
    wrong = leader.post(f"{place}/answer", data={**answer, "account_password": "sai"})
    assert wrong.status_code == 400 and 'value="1" checked' in wrong.text
    right = leader.post(f"{place}/answer", data={**answer, "account_password": PASSWORD})
    assert right.status_code == 302
    page = leader.get(place).text
    assert "xác nhận bằng mật khẩu, không ký số" in page
    assert leader.get(f"{place}/result").status_code == 404, "not issued yet"
    other = client_of(stage.communes[1].leader)
    pdf = re.search(r"/opinions/[0-9a-f-]+/answers/[0-9a-f-]+/1\.pdf", page)[0]
    answered = looked_up(app.test_client(), leader.get(pdf).data)
    assert "xã Xuân Viên" in answered and "Dự thảo quy chế" not in answered
    again = {**answer, "seen": "1", "account_password": PASSWORD}
    assert leader.post(f"{place}/answer", data=again).status_code == 302
    assert "đã được thay thế" in looked_up(app.test_client(), leader.get(pdf).data)
    assert other.get(pdf).status_code == 404, "the answers of others are not theirs to read"
    assert scheduler.post(f"{place}/close", data={"reason": "Đã đủ"}).status_code == 302
    assert "Phát hành kết quả" in scheduler.get("/").text
    assert scheduler.post(f"{place}/issue").status_code == 302
    assert "Phát hành kết quả" not in scheduler.get("/").text
    issued = looked_up(app.test_client(), other.get(f"{place}/result").data)
    assert stage.host.name in issued and "đang có hiệu lực" in issued
    assert other.get(f"{place}/result?format=xlsx").data.startswith(b"PK")
    assert other.get(pdf).status_code == 200, "an open result shows who answered what"


def test_with_a_key_the_answer_is_a_signed_pdf_and_a_change_keeps_it(
    leader,
    asking,
    stage,
    runtime,
    storage,
    give_key,
):
    asking.draft().open()
    key_id, pin = give_key(stage.communes[0].leader)
    found, place = asking.found(), f"/opinions/{asking.id}/answer"
    key = {"key_id": str(key_id), "pin": pin}
    bad = leader.post(
        place, data=form(found, "1", "3", words="Giảm", key_id=str(key_id), pin="0" * 8)
    )
    assert bad.status_code == 400 and "Giảm" in bad.text
    assert "Mã PIN không đúng" in re.search(r'id="f-pin-error".*?</p>', bad.text)[0]
    assert leader.post(place, data=form(found, "1", "1", **key)).status_code == 302
    assert leader.post(place, data=form(found, "2", "1", seen=1, **key)).status_code == 302
    respondent, kept = opinions(runtime, asking, stage.communes[0].unit.id)
    assert respondent.proof is Proof.SIGNATURE and [each.level for each in kept] == ["B-B", "B-B"]
    signed = storage.read(kept[1].pdf_sha256)
    assert b"/ByteRange" in signed and kept[0].pdf_sha256 != kept[1].pdf_sha256


def test_a_certificate_that_has_ended_answers_nothing_and_the_page_says_whom_to_ask(
    leader, asking, stage, runtime, give_key
):
    asking.draft().open()
    give_key(stage.communes[0].leader)
    assert 'name="pin"' in leader.get(f"/opinions/{asking.id}").text
    let_certificates_end(runtime)
    page = leader.get(f"/opinions/{asking.id}").text
    assert "đã hết hạn ngày" in page and "Hãy đề nghị quản trị đơn vị" in page
    assert 'name="pin"' not in page and 'name="account_password"' in page


def test_a_late_and_a_second_answer_are_refused_by_name(leader, asking, stage, clock):
    asking.draft(due_at=later(minutes=10)).open()
    found, place = asking.found(), f"/opinions/{asking.id}/answer"
    sent = form(found, "1", "1", account_password=PASSWORD)
    assert leader.post(place, data=sent).status_code == 302
    again = leader.post(place, data=sent)
    assert again.status_code == 409 and "đã trả lời thay mặt xã Xuân Viên" in again.text
    clock.go(minutes=10)
    late = leader.post(
        place,
        data=form(found, "1", "1", seen=1, words="Ý kiến đến muộn", account_password=PASSWORD),
    )
    assert late.status_code == 409 and "ý kiến không được nhận" in late.text
    assert "Ý kiến đến muộn" in late.text, "what was typed is not lost"


def test_a_secret_answer_is_confirmed_and_shown_to_nobody(leader, asking, stage, scheduler):
    asking.draft(anonymity=Anonymity.SECRET).open()
    found, place = asking.found(), f"/opinions/{asking.id}"
    unconfirmed = leader.post(f"{place}/answer", data=form(found, "1", "1"))
    assert unconfirmed.status_code == 400
    sent = form(found, "2", "2", words="Chưa đủ căn cứ", account_password=PASSWORD)
    assert leader.post(f"{place}/answer", data=sent).status_code == 302
    for page in (leader.get(place).text, scheduler.get(place).text):
        assert "Chưa đủ căn cứ" not in page and ".pdf" not in page
    assert "xã Xuân Viên" in scheduler.get(place).text


def test_the_result_among_the_documents_of_a_meeting_stays_the_result_with_its_number(
    asking, scheduler, client_of, stage, runtime, storage
):
    asking.draft(meeting_id=stage.meeting.id).open()
    asking.count()
    assert scheduler.post(f"/opinions/{asking.id}/issue").status_code == 302
    document = asking.found().document_id
    clerk = client_of(stage.staff[Role.REGISTRY_CLERK])
    assert clerk.post(f"/documents/{document}/number").status_code == 303
    with runtime.read() as session:
        first, numbered = documents.get(session, document).versions
    assert "Số: 01/BC-" in numbered.text and "Số:" not in first.text
    assert numbered.text.count("Kinh phí") == first.text.count("Kinh phí") > 0
    assert storage.read(numbered.sha256).startswith(b"%PDF")


def test_a_leader_whose_key_is_at_home_signs_the_answer_there(
    leader,
    asking,
    stage,
    runtime,
    settings,
    storage,
    give_key,
    address,
    tmp_path,
):
    person = stage.communes[0].leader
    place = f"/opinions/{asking.draft().open().id}"
    key = key_at_home(runtime, settings, give_key(person))
    found = asking.found()
    page = leader.get(place).text
    assert "Ký trên máy của bạn" in page and 'name="key_id"' not in page
    gap = leader.post(f"{place}/answer", data=form(found, "1", path="client"))
    assert gap.status_code == 400, "every question is answered before anything is signed"
    asked = form(found, "1", "3", words="Cần thêm kinh phí", path="client")
    begun = leader.post(f"{place}/answer", data=asked)
    assert begun.status_code == 303
    _respondent, none = opinions(runtime, asking, stage.communes[0].unit.id)
    assert none == [], "it counts once it is signed"
    assert "Cần thêm kinh phí" in leader.get(place).text, "nothing typed is lost"

    code, said = run_client(address_on(leader.get(begun.location).text), key, tmp_path)
    assert code == 0, said
    assert leader.get(begun.location).location == place
    _respondent, (given,) = opinions(runtime, asking, stage.communes[0].unit.id)
    assert given.proof is Proof.SIGNATURE and given.given_by_name == person.name
    (tmp_path / "phieu.pdf").write_bytes(storage.read(given.pdf_sha256))
    for command, parts in (
        (["pdfsig", "-nocert"], ["Signature is Valid", "Total document signed"]),
        (["pdftotext", "-layout"], ["Cần thêm kinh phí", person.name]),
    ):
        run = [*command, "phieu.pdf", *(["-"] if "layout" in command[-1] else [])]
        out = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert all(part in out for part in parts), out
        assert "không ký số" not in out

    again = leader.post(f"{place}/answer", data={**asked, "seen": "1"})
    asking.count()
    late = run_client(address_on(leader.get(again.location).text), key, tmp_path)
    assert late[0] == 1 and "ý kiến không được nhận" in late[1], late
