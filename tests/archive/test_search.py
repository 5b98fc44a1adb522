"""Search: without marks, only what may be seen, and counts that give nothing away."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hub.archive import queries, service
from hub.archive.models import Kind
from hub.core.ids import DocumentId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Actor, Role
from hub.directory.models import Person
from hub.documents.models import AccessFrom, Document, DocumentState
from hub.meetings.models import Meeting, MeetingState
from tests.builders import Stage


def _kinds(runtime: Runtime, actor: Actor, query: str) -> dict[Kind, int]:
    with runtime.read() as session:
        result = queries.search(session, actor, query, runtime.clock())
    assert sum(result.kinds.values()) == result.total == len(result.rows)
    assert sum(result.years.values()) == result.total
    return result.kinds


def test_words_without_marks_find_text_with_marks(
    runtime: Runtime, held: Stage, issued: DocumentId
) -> None:
    scheduler = held.actor(Role.SCHEDULER)
    assert _kinds(runtime, scheduler, "duong truyen dong lac")[Kind.DOCUMENT] == 1
    assert _kinds(runtime, scheduler, "12/BC-UBND") == {Kind.DOCUMENT: 1}
    assert _kinds(runtime, scheduler, "ĐƯỜNG") == _kinds(runtime, scheduler, "duong")
    assert _kinds(runtime, scheduler, "duong khongcotunay") == {}
    assert Kind.MEETING in _kinds(runtime, scheduler, "chinh quyen dien tu tran van hoa")


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "…", "%_%"])
def test_a_query_without_words_finds_nothing(
    runtime: Runtime, held: Stage, issued: DocumentId, query: str
) -> None:
    found = _kinds(runtime, held.actor(Role.SCHEDULER), query)
    assert found == {}


def test_the_words_side_by_side_come_first_and_the_last_may_be_unfinished(
    runtime: Runtime, held: Stage, issued: DocumentId
) -> None:
    scheduler = held.actor(Role.SCHEDULER)
    assert _kinds(runtime, scheduler, "duong truy") == {Kind.DOCUMENT: 1}
    assert _kinds(runtime, scheduler, "uong truyen") == {}
    with runtime.read() as session:
        rows = queries.search(session, scheduler, "chính quyền điện tử", runtime.clock()).rows
    assert "chính quyền điện tử" in "".join(piece.text for piece in rows[0].title)


def test_another_districts_things_are_neither_shown_nor_counted(
    runtime: Runtime, held: Stage, issued: DocumentId
) -> None:
    stranger = held.other_actor(Role.SCHEDULER)
    assert _kinds(runtime, stranger, "chinh quyen dien tu") == {}
    assert _kinds(runtime, stranger, "giao ban huyen khac") == {Kind.MEETING: 1}
    assert _kinds(runtime, held.actor(Role.SCHEDULER), "giao ban huyen khac") == {}
    auditor = held.actor(Role.AUDITOR)
    assert _kinds(runtime, auditor, "giao ban huyen khac") == {Kind.MEETING: 1}


def test_a_commune_finds_issued_documents_and_no_drafts(
    runtime: Runtime, held: Stage, issued: DocumentId
) -> None:
    leader = held.actor_of(held.communes[0].leader)
    assert _kinds(runtime, leader, "duong truyen") == {Kind.DOCUMENT: 1}
    assert _kinds(runtime, leader, "ban nhap bi mat") == {}
    assert _kinds(runtime, held.actor(Role.SCHEDULER), "ban nhap bi mat") == {Kind.DOCUMENT: 1}


def test_words_of_a_document_that_is_not_open_yet_cannot_be_guessed(
    runtime: Runtime, held: Stage, issued: DocumentId
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get_one(Document, issued).access_from = AccessFrom.CLOSING
        uow.session.get_one(Meeting, held.meeting.id).state = MeetingState.INVITED
    leader = held.actor_of(held.communes[0].leader)
    assert _kinds(runtime, leader, "duong truyen") == {}
    assert _kinds(runtime, leader, "bao cao chinh quyen").get(Kind.DOCUMENT) == 1
    with runtime.read() as session:
        rows = queries.search(
            session, leader, "bao cao chinh quyen", runtime.clock(), kind=Kind.DOCUMENT
        ).rows
    assert not rows[0].text
    with runtime.unit_of_work(SYSTEM) as uow:
        document = uow.session.get_one(Document, issued)
        document.access_from, document.state = AccessFrom.ISSUE, DocumentState.RECALLED
    assert _kinds(runtime, leader, "duong truyen") == {}


def test_draft_minutes_are_found_by_the_office_only(
    runtime: Runtime, held: Stage, minutes: object
) -> None:
    assert _kinds(runtime, held.actor(Role.SECRETARY), "du thao") == {Kind.MINUTES: 1}
    assert _kinds(runtime, held.actor_of(held.communes[0].leader), "du thao") == {}
    assert _kinds(runtime, held.actor(Role.TECHNICIAN), "du thao") == {}


def test_the_index_can_be_written_again(runtime: Runtime, held: Stage, issued: DocumentId) -> None:
    before = _kinds(runtime, held.actor(Role.SCHEDULER), "dien tu")
    with runtime.unit_of_work(SYSTEM) as uow:
        assert service.index_all(uow) >= 4
    assert _kinds(runtime, held.actor(Role.SCHEDULER), "dien tu") == before


def test_the_page_marks_the_words_and_keeps_the_marks(
    client_of: Callable[[Person], FlaskClient], held: Stage, issued: DocumentId
) -> None:
    client = client_of(held.staff[Role.SCHEDULER])
    page = client.get("/search?q=duong truyen").get_data(as_text=True)
    assert "<mark>đường</mark> <mark>truyền</mark>" in page
    assert "Văn bản" in page
    part = client.get("/search?q=duong", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part
    for nonsense in ("kind=x", "year=abcd", "page=-1", "page=x", "year=99999"):
        assert client.get(f"/search?q=duong&{nonsense}").status_code == 200
    evil = client.get("/search?q=<script>alert(1)</script>").get_data(as_text=True)
    assert "<script>alert" not in evil
    assert "Bạn cần tìm gì" in client.get("/search").get_data(as_text=True)
