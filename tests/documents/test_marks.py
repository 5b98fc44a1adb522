"""Private notes and highlights: kept per version, for their author alone."""

import pytest

from hub.core.unit_of_work import Role
from tests.documents.signing_stage import a_signing_stage
from tests.gateways.signing import papers

NOTE = {"page": 1, "kind": "note", "boxes": [[0.9, 0.1, 0, 0]], "text": "Hỏi lại số liệu"}


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def letter(signing):
    return signing.document(papers.letter())


@pytest.fixture
def place(letter):
    return f"/documents/{letter}/versions/1/marks"


def test_a_mark_is_kept_rewritten_and_taken_away(client_of, signing, place):
    reader = client_of(signing.chair)
    made = reader.post(place, json=NOTE)
    assert made.status_code == 201
    one = f"/documents/marks/{made.json['id']}"
    assert reader.post(one, json={"text": "Đã rõ"}).json["text"] == "Đã rõ"
    (kept,) = reader.get(place).json["marks"]
    assert (kept["page"], kept["kind"], kept["text"]) == (1, "note", "Đã rõ")
    undo = reader.post(f"{one}/drop").json["undo"]
    assert reader.get(place).json["marks"] == []
    assert reader.post(undo, json={}).status_code == 204
    assert reader.get(place).json["marks"] == [kept]


def test_nobody_else_sees_or_changes_it(client_of, signing, stage, place):
    made = client_of(signing.chair).post(place, json=NOTE).json
    other = client_of(stage.staff[Role.SECRETARY])
    assert other.get(place).json["marks"] == []
    assert other.post(f"/documents/marks/{made['id']}", json={"text": "x"}).status_code == 404
    assert other.post(f"/documents/marks/{made['id']}/drop").status_code == 404
    assert len(client_of(signing.chair).get(place).json["marks"]) == 1


@pytest.mark.parametrize(
    "wrong", [{"boxes": []}, {"boxes": [[0, 0, 2, 0]]}, {"page": 0}, {"text": "x" * 2001}]
)
def test_marks_outside_the_page_are_refused(client_of, signing, place, wrong):
    assert client_of(signing.chair).post(place, json={**NOTE, **wrong}).status_code == 400


def test_a_version_that_is_not_there_has_no_marks(client_of, signing, letter):
    gone = f"/documents/{letter}/versions/9/marks"
    assert client_of(signing.chair).get(gone).status_code == 404
