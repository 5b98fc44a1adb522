"""Reading: who sees what, what is noted, what the signatures are said to be worth."""

import pytest

from hub.core.unit_of_work import Role
from hub.documents import queries, rules
from hub.documents import service as documents
from hub.documents.models import DocumentState, DocumentType, VersionOrigin
from hub.gateways.signing import pades, testpki
from hub.gateways.signing.contract import SignRequest
from tests.documents.signing_stage import a_signing_stage
from tests.gateways.signing import papers


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def issued(signing, runtime, stage):
    """Meeting material that was issued to all communes."""
    document = signing.document(
        papers.letter(), type=DocumentType.MATERIAL, number="", notation="", title="Báo cáo tháng"
    )
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        documents.issue(uow, queries.get(uow.session, document))
    return document


def text_of(client, path):
    return client.get(path).get_data(as_text=True)


def test_the_reader_shows_title_versions_and_where_the_pages_are(signing, client_of):
    letter = signing.document(papers.letter())
    text = text_of(client_of(signing.chair), f"/documents/{letter}")
    assert "Giấy mời dự hội nghị" in text
    assert "05/GM-UBND" in text
    assert f"/documents/{letter}/versions/1/content" in text
    assert f"/documents/{letter}/sign" in text


def test_the_bytes_can_run_nothing(signing, client_of):
    letter = signing.document(papers.letter())
    answer = client_of(signing.chair).get(f"/documents/{letter}/versions/1/content")
    assert answer.data == papers.letter()
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_draft_is_not_known_to_communes_nor_anything_to_strangers(
    signing, client_of, stage, issued
):
    letter = signing.document(papers.letter())
    leader, stranger = stage.communes[0].leader, stage.other_staff[Role.CHAIR]
    for person, document in ((leader, letter), (stranger, letter), (stranger, issued)):
        browser = client_of(person)
        assert browser.get(f"/documents/{document}").status_code == 404
        assert browser.get(f"/documents/{document}/versions/1/content").status_code == 404
        assert browser.post(f"/documents/{document}/versions/1/check").status_code == 404
        assert browser.post(f"/documents/{document}/opened").status_code == 404


def test_looking_notes_nothing_and_opening_is_noted_once(client_of, runtime, stage, issued, clock):
    leader = stage.communes[0].leader
    browser = client_of(leader)
    browser.get(f"/documents/{issued}")
    browser.get(f"/documents/{issued}/versions/1/content")

    def opened_at():
        with runtime.read() as session:
            return queries.receipt_of(session, leader.id, issued).opened_at

    assert opened_at() is None
    assert browser.post(f"/documents/{issued}/opened").status_code == 204
    first = opened_at()
    clock.go(hours=1)
    client_of(leader).post(f"/documents/{issued}/opened")
    assert first is not None
    assert opened_at() == first


def test_a_commune_can_acknowledge_and_the_office_sees_who_has(client_of, stage, issued):
    leader, clerk = stage.communes[0].leader, stage.staff[Role.REGISTRY_CLERK]
    text = text_of(client_of(leader), f"/documents/{issued}")
    assert f"/documents/{issued}/acknowledge" in text
    assert "Đồng Lạc" not in text
    client_of(leader).post(f"/documents/{issued}/acknowledge")
    assert f"/documents/{issued}/acknowledge" not in text_of(
        client_of(leader), f"/documents/{issued}"
    )
    office = text_of(client_of(clerk), f"/documents/{issued}")
    assert "Xuân Viên" in office
    assert "Đã ký nhận" in office


def test_a_recalled_document_says_so_and_gives_nothing(client_of, runtime, stage, issued):
    with runtime.unit_of_work(stage.actor(Role.REGISTRY_CLERK)) as uow:
        documents.recall(uow, queries.get(uow.session, issued), reason="Nhầm số liệu")
    browser = client_of(stage.communes[0].leader)
    answer = browser.get(f"/documents/{issued}")
    assert answer.status_code == 200
    assert "Nhầm số liệu" in answer.get_data(as_text=True)
    assert browser.get(f"/documents/{issued}/versions/1/content").status_code == 410


def test_an_older_version_can_be_read_and_an_unknown_one_not(signing, client_of, runtime):
    letter = signing.document(papers.letter(), state=DocumentState.DRAFT)
    browser = client_of(signing.chair)
    assert browser.get(f"/documents/{letter}?version=1").status_code == 200
    assert browser.get(f"/documents/{letter}?version=7").status_code == 404
    assert browser.get(f"/documents/{letter}?version=x").status_code == 200
    assert browser.get(f"/documents/{letter}/versions/7/content").status_code == 404


def test_readers_get_what_was_issued_and_what_took_its_place_but_no_draft(
    signing, client_of, runtime, stage, storage, clock
):
    document = signing.document(papers.letter(), type=DocumentType.MATERIAL, number="", notation="")
    office = stage.actor(Role.REGISTRY_CLERK)

    def put(text):
        blob = storage.put(papers.letter() + text)
        content = rules.Content(blob.sha256, blob.size, "bao-cao.pdf", "application/pdf", 1, "")
        clock.go(minutes=1)
        with runtime.unit_of_work(office) as uow:
            found = queries.get(uow.session, document)
            documents.add_version(uow, found, content, origin=VersionOrigin.UPLOAD)

    put(b"% second draft")
    with runtime.unit_of_work(office) as uow:
        documents.issue(uow, queries.get(uow.session, document))
    put(b"% after it was issued")
    leader, secretary = client_of(stage.communes[0].leader), client_of(signing.clerk)
    page = leader.get(f"/documents/{document}").get_data(as_text=True)
    assert "version=1" not in page and "version=2" in page and "version=3" in page
    for path in ("?version=1", "/versions/1/content", "/versions/1/marks"):
        assert leader.get(f"/documents/{document}{path}").status_code == 404
        assert secretary.get(f"/documents/{document}{path}").status_code == 200
    with runtime.read() as session:
        first, second, _third = queries.get(session, document).versions
    for version, status in ((first, 404), (second, 200)):
        answer = leader.post(f"/documents/{document}/download?version={version.id}")
        assert answer.status_code == status
    assert leader.get(f"/documents/{document}/versions/2/content").status_code == 200


def test_the_panel_says_unsigned_of_an_unsigned_file(signing, client_of):
    letter = signing.document(papers.letter())
    browser = client_of(signing.chair)
    first = text_of(browser, f"/documents/{letter}")
    assert f'hx-post="/documents/{letter}/versions/1/check"' in first
    panel = browser.post(f"/documents/{letter}/versions/1/check").get_data(as_text=True)
    assert "signature-unsigned" in panel
    assert "Văn bản không có chữ ký số." in panel
    again = text_of(browser, f"/documents/{letter}")
    assert "hx-post" not in again.split('id="signatures"')[1][:200]


def test_the_evidence_of_a_check_can_be_had_and_stays_while_nothing_else_is_found(
    signing, client_of, clock, engine, runtime
):
    import io
    import zipfile

    from sqlalchemy import func, select

    from hub.documents.models import Evidence

    key = testpki.create(clock()).issue(testpki.Holder(papers.CHAIR, papers.OFFICE))
    pdf = pades.sign(SignRequest(papers.letter(), key, clock(), "ChuTri")).pdf
    letter = signing.document(pdf)
    browser = client_of(signing.chair)
    place = f"/documents/{letter}/versions/1"
    assert browser.get(f"{place}/evidence.zip").status_code == 404
    assert f"{place}/evidence.zip" in browser.post(f"{place}/check").text
    answer = browser.get(f"{place}/evidence.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "ket-qua.json" in archive.namelist()
        assert any(each.endswith(".cer") for each in archive.namelist())
    clock.go(days=1)
    browser.post(f"{place}/check")
    with runtime.read() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1


def test_lists_of_the_reader_need_few_questions_to_the_database(signing, client_of, engine):
    from sqlalchemy import event

    letter = signing.document(papers.letter())
    browser = client_of(signing.chair)
    browser.get(f"/documents/{letter}")
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    browser.get(f"/documents/{letter}")
    assert len([each for each in asked if each.lstrip().upper().startswith("SELECT")]) <= 30
