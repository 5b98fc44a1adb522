import hashlib

import pytest

from hub.core.text import use_locale
from hub.core.unit_of_work import Role
from hub.documents import jobs, queries, service
from hub.documents.models import AccessFrom, Document, DocumentState, DocumentType, Upload
from hub.gateways.storage import Storage
from tests.documents import builders
from tests.documents.builders import TUS, again, begin, document_of, issued, send, uploaded
from tests.gateways import hostile

JSON = {"Accept": "application/json"}


@pytest.fixture
def clerk(client_of, stage):
    return client_of(stage.staff[Role.REGISTRY_CLERK])


@pytest.fixture
def leader(client_of, stage):
    return client_of(stage.communes[0].leader)


@pytest.fixture
def stranger(client_of, stage):
    return client_of(stage.other_staff[Role.SCHEDULER])


def documents(runtime, stage):
    with runtime.read() as session:
        return queries.of_meeting(session, stage.actor(Role.AUDITOR), stage.meeting.id)


# --- uploads


def test_a_file_is_sent_in_parts_and_becomes_a_document(clerk, runtime, stage, storage):
    item = stage.agenda[0]
    content = hostile.pdf(pages=2)
    answer = uploaded(
        clerk, stage, content, "Báo cáo tháng 9.pdf", type="BC", agenda_item_id=str(item.id)
    )
    assert answer.status_code == 204
    (document,) = documents(runtime, stage)
    version = document.versions[0]
    assert (document.title, document.type) == ("Báo cáo tháng 9", DocumentType.REPORT)
    assert document.agenda_item_id == item.id
    assert (version.pages, version.media_type) == (2, "application/pdf")
    assert version.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.verify(version.sha256)
    assert list((storage.root / "parts").iterdir()) == []


def test_an_interrupted_upload_tells_where_it_stopped_and_goes_on(clerk, runtime, stage):
    content = hostile.pdf(pages=4)
    place = begin(clerk, stage, content, "a.pdf").headers["Location"]
    send(clerk, place, 0, content[:100])
    head = clerk.head(place, headers=TUS)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == (
        "100",
        str(len(content)),
    )
    wrong = send(clerk, place, 50, content[50:])
    assert wrong.status_code == 409
    assert send(clerk, place, 100, content[100:]).status_code == 204
    assert len(documents(runtime, stage)) == 1


def test_the_last_part_twice_is_one_document(clerk, runtime, stage):
    content = hostile.pdf()
    place = begin(clerk, stage, content, "a.pdf").headers["Location"]
    for _ in range(3):
        assert send(clerk, place, 0, content).status_code == 204
    assert clerk.head(place, headers=TUS).headers["Upload-Offset"] == str(len(content))
    assert len(documents(runtime, stage)) == 1


def test_the_words_of_a_document_are_kept_for_the_search(clerk, runtime, stage):
    from hub.core.paper import render
    from hub.gateways.pdf import to_pdf
    from tests.gateways import papers

    content = to_pdf(render("papers/document.html", **papers.NOTICE))
    assert uploaded(clerk, stage, content, "a.pdf").status_code == 204
    (document,) = documents(runtime, stage)
    assert "THÔNG BÁO" in document.versions[0].text


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ\x90\0" * 100, "Báo cáo.pdf", "content-is-something-else"),
        (hostile.pdf(hostile.orphan_script), "Báo cáo.pdf", "active-content"),
        (hostile.office("docx", {"word/vbaProject.bin": b"x"}), "a.docx", "active-content"),
        (hostile.pdf()[:200], "a.pdf", "file-damaged"),
    ],
    ids=["a-program", "a-script-in-a-pdf", "a-macro", "cut-off"],
)
def test_a_file_that_is_not_accepted_leaves_a_row_with_the_reason(
    clerk, runtime, stage, storage, content, name, code
):
    answer = uploaded(clerk, stage, content, name)
    assert answer.status_code == 400
    assert answer.json["code"] == code
    assert documents(runtime, stage) == []
    assert list(storage.all()) == []
    assert list((storage.root / "parts").iterdir()) == []
    page = clerk.get(f"/meetings/{stage.meeting.id}/documents").text
    assert "Không nhận: " in page
    assert answer.json["title"] in page


def test_files_are_refused_before_a_byte_is_sent(clerk, stage):
    refused = {
        "a.exe": ("kind-not-accepted", 400),
        "a.doc": ("old-office-file", 400),
    }
    for name, (code, status) in refused.items():
        answer = begin(clerk, stage, b"x", name)
        assert (answer.json["code"], answer.status_code) == (code, status)
    headers = (
        TUS
        | JSON
        | {
            "Upload-Length": str(101 << 20),
            "Upload-Metadata": builders.metadata(
                filename="a.pdf", meeting_id=str(stage.meeting.id)
            ),
        }
    )
    answer = clerk.post("/uploads", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (413, "file-too-large")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Tus-Resumable": "0.2.2"},
        TUS,
        TUS | {"Upload-Length": "-5"},
        TUS | {"Upload-Length": "1e3"},
        TUS | {"Upload-Length": "10", "Upload-Metadata": "filename !!!"},
        TUS | {"Upload-Length": "10", "Upload-Metadata": "filename /w=="},
        TUS | {"Upload-Length": "10", "Upload-Metadata": "x" * 9000},
        TUS | {"Upload-Length": "10", "Upload-Metadata": builders.metadata(filename="a.pdf")},
        TUS | {"Upload-Length": "0", "Upload-Metadata": builders.metadata(filename="a.pdf")},
    ],
)
def test_what_is_not_tus_is_refused(clerk, headers):
    assert clerk.post("/uploads", headers=JSON | headers).status_code == 400


def test_more_bytes_than_announced_are_not_taken(clerk, stage, runtime):
    place = begin(clerk, stage, b"x" * 10, "a.pdf").headers["Location"]
    assert send(clerk, place, 0, b"x" * 11).status_code == 413
    assert clerk.head(place, headers=TUS).headers["Upload-Offset"] == "0"


def test_another_digest_than_announced_is_refused(clerk, runtime, stage):
    answer = uploaded(clerk, stage, hostile.pdf(), "a.pdf", sha256="0" * 64)
    assert (answer.status_code, answer.json["code"]) == (409, "upload-differs")
    good = hostile.pdf()
    digest = hashlib.sha256(good).hexdigest()
    assert uploaded(clerk, stage, good, "a.pdf", sha256=digest).status_code == 204


def test_uploads_belong_to_who_began_them(clerk, client_of, stage, leader):
    place = begin(clerk, stage, b"x" * 10, "a.pdf").headers["Location"]
    other = client_of(stage.staff[Role.SECRETARY])
    assert other.head(place, headers=TUS).status_code == 404
    assert send(other, place, 0, b"x").status_code == 404
    assert other.delete(place, headers=TUS).status_code == 404
    assert begin(leader, stage, b"x", "a.pdf").status_code == 403


def test_an_upload_can_be_given_up(clerk, stage, storage, runtime):
    place = begin(clerk, stage, b"x" * 10, "a.pdf").headers["Location"]
    assert clerk.delete(place, headers=TUS).status_code == 204
    assert clerk.head(place, headers=TUS).status_code == 404
    assert list((storage.root / "parts").iterdir()) == []


def test_nobody_begins_more_than_they_finish(clerk, stage):
    for _ in range(20):
        assert begin(clerk, stage, b"x" * 10, "a.pdf").status_code == 201
    answer = begin(clerk, stage, b"x" * 10, "a.pdf")
    assert (answer.status_code, answer.json["code"]) == (409, "too-many-uploads")


def test_an_upload_interrupted_before_its_end_was_noted_is_finished_by_itself(
    clerk, runtime, stage, storage, workers, clock
):
    content = hostile.pdf()
    place = begin(clerk, stage, content, "a.pdf").headers["Location"]
    upload_id = place.rpartition("/")[2]
    with runtime.read() as session:
        (upload,) = session.query(Upload).all()
    storage.parts.append(upload.id, 0, content, limit=len(content))  # killed right after this
    assert jobs.finish_uploads(runtime, storage, workers) == 0
    clock.go(minutes=3)
    assert jobs.finish_uploads(runtime, storage, workers) == 1
    assert jobs.finish_uploads(runtime, storage, workers) == 0
    assert len(documents(runtime, stage)) == 1
    assert upload_id in place


def test_uploads_nobody_continues_are_dropped_after_two_days(clerk, runtime, stage, storage, clock):
    begin(clerk, stage, b"x" * 10, "a.pdf")
    assert jobs.drop_stale_uploads(runtime, storage) == 0
    clock.go(days=3)
    assert jobs.drop_stale_uploads(runtime, storage) == 1
    assert list((storage.root / "parts").iterdir()) == []


def test_a_new_version_is_uploaded_to_a_document(clerk, runtime, stage):
    newer = hostile.pdf(pages=5)
    uploaded(clerk, stage, hostile.pdf(), "a.pdf")
    (document,) = documents(runtime, stage)
    answer = uploaded(clerk, stage, newer, "b.pdf", document_id=str(document.id))
    assert answer.status_code == 204
    (document,) = documents(runtime, stage)
    assert [version.pages for version in document.versions] == [1, 5]
    same = uploaded(clerk, stage, newer, "b.pdf", document_id=str(document.id))
    assert (same.status_code, same.json["code"]) == (409, "same-content")


# --- pages


def test_the_office_sees_drafts_and_the_units_see_what_is_issued(clerk, leader, runtime, stage):
    document_of(runtime, stage, "Dự thảo nội bộ", sha256="1" * 64)
    issued(runtime, stage, "Tài liệu đã phát hành", sha256="2" * 64)
    office = clerk.get(f"/meetings/{stage.meeting.id}/documents").text
    assert "Dự thảo nội bộ" in office
    assert "Tài liệu đã phát hành" in office
    assert 'data-upload="/uploads"' in office
    for page in (f"/meetings/{stage.meeting.id}/documents", "/documents"):
        unit = leader.get(page).text
        assert "Dự thảo nội bộ" not in unit
        assert "Tài liệu đã phát hành" in unit
        assert "data-upload=" not in unit


def test_lists_are_filtered(clerk, runtime, stage):
    document_of(runtime, stage, "Báo cáo quý", type=DocumentType.REPORT, sha256="1" * 64)
    issued(runtime, stage, "Tài liệu khác", sha256="2" * 64)
    assert "Báo cáo quý" not in clerk.get("/documents?show=issued").text
    assert "Tài liệu khác" not in clerk.get("/documents?type=BC").text
    assert "Tài liệu khác" not in clerk.get("/documents?q=quý").text
    assert clerk.get("/documents?show=nonsense&type=x&page=abc").status_code == 200
    assert "Không có văn bản phù hợp" in clerk.get("/documents?q=không-có").text


def test_an_unknown_document_and_another_units_look_the_same(stranger, runtime, stage):
    document = issued(runtime, stage)
    for path in ("edit", "receipts"):
        assert stranger.get(f"/documents/{document.id}/{path}").status_code == 404
    for path in ("edit", "number", "issue", "recall", "chase", "acknowledge", "download", "delete"):
        assert stranger.post(f"/documents/{document.id}/{path}").status_code == 404
    assert stranger.get(f"/meetings/{stage.meeting.id}/documents").status_code == 404
    assert stranger.post(f"/meetings/{stage.meeting.id}/invitation-letter").status_code == 404


def form_of(document: Document, **changes: object):
    values = {
        "type": document.type.value,
        "title": document.title,
        "agenda_item_id": "",
        "access_from": document.access_from.value,
        "may_download": "on",
        "version": str(document.version),
    }
    return values | changes


def test_a_document_is_edited_and_mistakes_come_back_beside_what_was_typed(clerk, runtime, stage):
    document = document_of(runtime, stage)
    path = f"/documents/{document.id}/edit"
    wrong = clerk.post(path, data=form_of(document, title="x", type="nonsense"))
    assert wrong.status_code == 400
    assert 'value="x"' in wrong.text
    saved = clerk.post(path, data=form_of(document, title="Tên mới", access_from="opening"))
    assert saved.status_code == 303
    found = again(runtime, document)
    assert (found.title, found.access_from) == ("Tên mới", AccessFrom.OPENING)
    stale = clerk.post(path, data=form_of(document, title="Bản của tôi"))
    assert stale.status_code == 409
    assert "Bản của tôi" in stale.text
    assert "Có người vừa thay đổi văn bản này" in stale.text
    assert again(runtime, document).title == "Tên mới"


def test_a_letter_of_invitation_is_written_numbered_and_printed_anew(
    clerk, runtime, stage, storage
):
    assert clerk.post(f"/meetings/{stage.meeting.id}/invitation-letter").status_code == 303
    (document,) = documents(runtime, stage)
    assert document.type is DocumentType.INVITATION
    assert stage.meeting.title in " ".join(document.versions[0].text.split())
    assert clerk.post(f"/documents/{document.id}/number").status_code == 303
    (document,) = documents(runtime, stage)
    assert f"{document.number}/{document.notation}" == "01/GM-UBND"
    assert [version.number for version in document.versions] == [1, 2]
    assert "Số: 01/GM-UBND" in document.versions[1].text
    assert (
        "ngày 22 tháng 11 năm 2026" in document.versions[1].text
        or "ngày" in document.versions[1].text
    )
    clerk.post(f"/documents/{document.id}/number")
    assert len(documents(runtime, stage)[0].versions) == 2
    assert storage.verify(document.versions[1].sha256)


def test_material_is_issued_read_acknowledged_and_chased(clerk, leader, runtime, stage, clock):
    content = hostile.pdf()
    uploaded(clerk, stage, content, "Tài liệu.pdf")
    (document,) = documents(runtime, stage)
    path = f"/documents/{document.id}"
    assert clerk.post(f"{path}/issue").status_code == 303
    assert clerk.post(f"{path}/issue", headers=JSON).status_code == 409
    answer = leader.post(f"{path}/download")
    assert answer.data == content
    assert "T%C3%A0i%20li%E1%BB%87u.pdf" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert leader.post(f"{path}/acknowledge").status_code == 303
    page = clerk.get(f"{path}/receipts").text
    assert stage.communes[0].leader.name in page
    assert page.count("chưa ký nhận") >= 2
    assert clerk.post(f"{path}/chase").status_code == 303
    assert clerk.post(f"{path}/chase", headers=JSON).status_code == 409
    assert "Vừa nhắc" in clerk.get(f"{path}/receipts").text
    assert leader.get(f"{path}/receipts").status_code == 403
    assert leader.post(f"{path}/chase", headers=JSON).status_code == 403


def test_a_recalled_document_gives_its_reason_and_no_bytes(clerk, leader, runtime, stage):
    uploaded(clerk, stage, hostile.pdf(), "a.pdf")
    (document,) = documents(runtime, stage)
    path = f"/documents/{document.id}"
    clerk.post(f"{path}/issue")
    assert clerk.post(f"{path}/recall", data={"reason": ""}, headers=JSON).status_code == 400
    assert clerk.post(f"{path}/recall", data={"reason": "Sai số liệu"}).status_code == 303
    answer = leader.post(f"{path}/download", headers=JSON)
    assert answer.status_code == 410
    assert "Sai số liệu" in answer.json["title"]
    assert "Sai số liệu" in leader.get(f"/meetings/{stage.meeting.id}/documents").text


def test_a_document_that_is_only_to_be_read_is_not_downloaded(clerk, leader, runtime, stage):
    uploaded(clerk, stage, hostile.pdf(), "Tài liệu.pdf")
    (document,) = documents(runtime, stage)
    path = f"/documents/{document.id}"
    values = form_of(document)
    del values["may_download"]
    clerk.post(f"{path}/edit", data=values)
    clerk.post(f"{path}/issue")
    assert leader.post(f"{path}/download").status_code == 403
    assert clerk.post(f"{path}/download").status_code == 200


def test_a_draft_is_removed_and_an_issued_document_is_not(clerk, runtime, stage):
    document = document_of(runtime, stage)
    assert clerk.post(f"/documents/{document.id}/delete").status_code == 303
    assert documents(runtime, stage) == []
    kept = issued(runtime, stage, sha256="c" * 64)
    assert clerk.post(f"/documents/{kept.id}/delete", headers=JSON).status_code == 409
    assert again(runtime, kept).state is DocumentState.ISSUED


def test_double_submits_issue_once(clerk, runtime, stage, sent):
    document = document_of(runtime, stage)
    statuses = [clerk.post(f"/documents/{document.id}/issue").status_code for _ in range(3)]
    assert statuses == [303, 409, 409]
    keys = [message.key for message in sent()]
    assert len(keys) == len(set(keys)) == 9


def test_refusals_are_sentences_in_vietnamese(clerk, stage):
    with use_locale("vi"):
        answer = begin(clerk, stage, b"x", "virus.exe")
    assert answer.json["title"].startswith("Hệ thống không nhận loại tệp này (.exe)")


def test_storage_is_the_neighbour_of_the_tests(app, storage):
    assert app.extensions["hub.neighbours"][Storage] is storage
    assert service.issue is not None
