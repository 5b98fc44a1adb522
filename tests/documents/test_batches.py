"""A pack signed in the background: progress, stop, failures tried again."""

import threading

import pytest
from sqlalchemy import select

from hub.core.unit_of_work import SYSTEM, Role
from hub.documents.models import (
    BatchState,
    DocumentState,
    DocumentVersion,
    SignatureKind,
    SigningBatch,
)
from hub.documents.queries import batches, keys
from tests.documents.signing_stage import a_signing_stage
from tests.documents.test_signing import loaded
from tests.gateways.signing import papers


@pytest.fixture
def signing(stage, runtime, storage, settings):
    return a_signing_stage(stage, runtime, storage, settings)


@pytest.fixture
def pack(signing):
    good = [
        signing.document(papers.letter(), title=f"Giấy mời {number}", number=f"{number:02d}")
        for number in (1, 2)
    ]
    return [*good, signing.document(b"%PDF-1.4 broken", title="Tệp hỏng", number="03")]


def end_of_batches():
    for thread in threading.enumerate():
        if thread.name == "signing-batch":
            thread.join(60)


def form_of(runtime, signing, documents, **changes):
    actor = signing.stage.actor_of(signing.chair)
    with runtime.read() as session:
        (key,) = keys.keys_to_sign(session, actor, SignatureKind.PERSON)
    pin = signing.pins[signing.chair.id]
    return {
        "documents": [str(each) for each in documents],
        "key_id": str(key.id),
        "pin": pin,
        "level": "B-B",
    } | changes


def states(runtime, signing):
    actor = signing.stage.actor_of(signing.chair)
    with runtime.read() as session:
        batch_id = session.scalars(select(SigningBatch.id)).one()
        found = batches.batch_of(session, actor, batch_id)
    return found, [each.state for each in found.files]


def test_a_pack_is_signed_and_a_failure_holds_up_nobody(signing, runtime, client_of, pack, workers):
    browser = client_of(signing.chair)
    where = f"/meetings/{signing.stage.meeting.id}/sign-all"
    page = browser.get(where).get_data(as_text=True)
    assert "Giấy mời 1" in page and "Tệp hỏng" in page
    answer = browser.post(where, data=form_of(runtime, signing, pack))
    assert answer.status_code == 303, answer.get_data(as_text=True)[:300]
    end_of_batches()
    batch, found = states(runtime, signing)
    assert sorted(found) == sorted([BatchState.SIGNED, BatchState.SIGNED, BatchState.FAILED])
    assert batch.finished_at is not None
    assert loaded(runtime, pack[0]).state is DocumentState.PERSON_SIGNED
    assert loaded(runtime, pack[2]).state is DocumentState.DRAFT
    shown = browser.get(answer.location).get_data(as_text=True)
    assert "Tệp hỏng" in shown and "Ký tiếp" in shown
    pin = signing.pins[signing.chair.id]
    assert browser.post(f"{answer.location}/again", data={"pin": "0"}).status_code == 400
    assert browser.post(f"{answer.location}/again", data={"pin": pin}).status_code == 303
    end_of_batches()
    assert states(runtime, signing)[1].count(BatchState.SIGNED) == 2
    assert len(loaded(runtime, pack[0]).versions) == 2
    assert client_of(signing.clerk).get(answer.location).status_code == 404


def test_a_pack_says_what_is_given_and_offers_every_level_whatever_comes_first(
    signing, runtime, client_of, pack, stage
):
    where = f"/meetings/{stage.meeting.id}/sign-all"
    secretary = client_of(stage.staff[Role.SECRETARY])
    page = secretary.get(where).get_data(as_text=True)
    assert page.count('<span class="chip">Ký nháy</span>') == len(pack)
    with runtime.unit_of_work(SYSTEM) as uow:
        for version in uow.session.scalars(select(DocumentVersion)):
            if version.document_id == pack[0]:
                version.media_type = "application/vnd.ms-excel"
    page = client_of(signing.chair).get(where).get_data(as_text=True)
    assert 'class="chip">Ký nháy' not in page
    assert 'value="B-LTA"' in page and "cao nhất ở mức B-T" in page
    signing.document(papers.letter(), title="Chưa có số", number="", notation="")
    assert "Chưa có số" not in client_of(signing.chair).get(where).get_data(as_text=True)


def test_a_wrong_pin_begins_nothing(signing, runtime, client_of, pack):
    browser = client_of(signing.chair)
    where = f"/meetings/{signing.stage.meeting.id}/sign-all"
    answer = browser.post(where, data=form_of(runtime, signing, pack, pin="00000000"))
    assert answer.status_code == 400
    with runtime.read() as session:
        assert session.scalars(select(SigningBatch)).all() == []


def test_a_batch_that_was_stopped_or_interrupted_can_be_taken_up_again(
    signing, runtime, client_of, pack, clock, monkeypatch
):
    from hub.documents.views import batches as views

    monkeypatch.setattr(views, "_start", lambda *_: None)  # the process ended at once
    browser = client_of(signing.chair)
    where = f"/meetings/{signing.stage.meeting.id}/sign-all"
    answer = browser.post(where, data=form_of(runtime, signing, pack[:2]))
    pin = {"pin": signing.pins[signing.chair.id]}
    assert browser.post(f"{answer.location}/again", data=pin).status_code == 409
    monkeypatch.undo()
    assert browser.post(f"{answer.location}/stop").status_code == 303
    clock.go(minutes=4)
    assert browser.post(f"{answer.location}/again", data=pin).status_code == 303
    end_of_batches()
    assert states(runtime, signing)[1] == [BatchState.SIGNED, BatchState.SIGNED]
