"""Recall, replacement, the same-day watch, receipts by version, certificates of distribution."""

import subprocess
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from hub.archive import queries as archive
from hub.core.clock import VIETNAM, wall_date
from hub.core.unit_of_work import SYSTEM, Role
from hub.documents import jobs, queries, rules, service
from hub.documents.errors import CannotReplace, DocumentRecalled
from hub.documents.models import (
    AccessFrom,
    DocumentState,
    SignatureKind,
    SigningKey,
    VersionOrigin,
)
from hub.meetings.models import Meeting, MeetingState
from hub.rooms.events import AgendaItemBegan
from tests.builders import MONDAY
from tests.documents.builders import a_content, again, document_of, issued
from tests.documents.own_machine import address, address_on, key_at_home, run_client
from tests.documents.signing_stage import a_signing_stage
from tests.printed_codes import looked_up

__all__ = ["address"]
FIVE_O_CLOCK = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)  # 17:00 in Vietnam


def keeper(stage):
    return stage.actor(Role.REGISTRY_CLERK)


def overdue(sent):
    return [each for each in sent() if each.key.startswith("overdue:")]


# --- the same-day watch


@pytest.mark.parametrize(
    ("came", "due_on"),
    [("2026-11-16T01:00", 16), ("2026-11-16T10:00", 17), ("2026-11-20T11:00", 23),
     ("2026-11-21T02:00", 23)],
)  # fmt: skip
def test_receipt_is_due_at_the_end_of_the_working_day_or_of_the_next(
    runtime, stage, clock, came, due_on
):
    clock.now = datetime.fromisoformat(came).replace(tzinfo=UTC)
    document = issued(runtime, stage)
    with runtime.read() as session:
        receipts = queries.receipts_of(session, document.id)
    due = rules.acknowledgement_due(document, document.meeting, receipts)
    assert due == FIVE_O_CLOCK.replace(day=due_on)
    holiday = {wall_date(due)}
    assert rules.acknowledgement_due(document, document.meeting, receipts, holiday) > due
    early = rules.acknowledgement_due(document, document.meeting, receipts, (), time(11, 30))
    assert early is not None and f"{early.astimezone(VIETNAM):%H:%M}" == "11:30"


def test_who_has_not_acknowledged_at_five_is_told_once_and_the_office_too(
    runtime, stage, clock, sent, heard
):
    document = issued(runtime, stage)
    with runtime.unit_of_work(stage.actor_of(stage.communes[0].clerk)) as uow:
        service.acknowledge(uow, queries.get(uow.session, document.id))
    clock.now = FIVE_O_CLOCK - timedelta(minutes=1)
    assert jobs.watch_acknowledgements(runtime) == 0
    clock.now = FIVE_O_CLOCK
    assert jobs.watch_acknowledgements(runtime) == 1
    assert jobs.watch_acknowledgements(runtime) == 0, "once"
    told = overdue(sent)
    office = {stage.staff[Role.REGISTRY_CLERK].id, stage.staff[Role.SCHEDULER].id}
    assert {each.to_person_id for each in told} == office
    assert "2 đơn vị" in told[0].body_text and "Xuân Viên" not in told[0].body_text
    reminded = {each.to_person_id for each in sent() if each.key.endswith(":due")} - {None}
    assert reminded == {p.id for each in stage.communes[1:] for p in (each.leader, each.clerk)}
    assert "receipt:overdue" in heard.names()


def test_what_cannot_be_read_yet_or_was_acknowledged_by_all_is_not_watched(
    runtime, stage, clock, sent
):
    issued(runtime, stage, access_from=AccessFrom.OPENING)
    clock.now = FIVE_O_CLOCK + timedelta(days=1)
    assert jobs.watch_acknowledgements(runtime) == 0
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = uow.session.merge(stage.meeting)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    clock.now = MONDAY + timedelta(hours=9)
    assert jobs.watch_acknowledgements(runtime) == 1, "due on the day it opened"


# --- recall, replace, versions


def test_a_recalled_document_is_frozen_for_its_office_too_and_stays_for_the_auditor(runtime, stage):
    document = issued(runtime, stage)
    with runtime.unit_of_work(keeper(stage)) as uow:
        service.recall(uow, queries.get(uow.session, document.id), reason="Sai số liệu")
    with runtime.read() as session:
        for actor in (
            keeper(stage),
            stage.actor(Role.CHAIR),
            stage.actor_of(stage.communes[0].leader),
        ):
            with pytest.raises(DocumentRecalled):
                queries.get_to_read(session, actor, document.id, runtime.clock())
        assert queries.get_to_read(session, stage.actor(Role.AUDITOR), document.id, runtime.clock())


def test_the_new_document_takes_the_place_of_the_old_when_it_is_issued(runtime, stage, sent):
    old, new = issued(runtime, stage), document_of(runtime, stage, "Báo cáo sửa", sha256="b" * 64)
    with runtime.unit_of_work(keeper(stage)) as uow:
        first, second = (queries.get(uow.session, each.id) for each in (old, new))
        service.choose_replacement(uow, first, second)
    assert again(runtime, old).state is DocumentState.ISSUED
    with runtime.unit_of_work(keeper(stage)) as uow:
        service.issue(uow, queries.get(uow.session, new.id))
    found = again(runtime, old)
    assert found.state is DocumentState.RECALLED and "Báo cáo sửa" in found.recall_reason
    with runtime.read() as session:
        assert [each.id for each in queries.replacements_of(session, old.id)] == [new.id]
        assert queries.receipts_of(session, old.id) and queries.receipts_of(session, new.id)


def test_only_what_waits_in_the_same_meeting_replaces_an_issued_document(runtime, stage):
    old, other = issued(runtime, stage), issued(runtime, stage, "Khác", sha256="c" * 64)
    for new in (other, old):
        with pytest.raises(CannotReplace), runtime.unit_of_work(keeper(stage)) as uow:
            service.choose_replacement(
                uow, queries.get(uow.session, old.id), queries.get(uow.session, new.id)
            )


def test_each_version_keeps_its_own_receipts(runtime, stage):
    document = issued(runtime, stage)
    clerk = stage.actor_of(stage.communes[0].clerk)
    with runtime.unit_of_work(clerk) as uow:
        service.acknowledge(uow, queries.get(uow.session, document.id))
    with runtime.unit_of_work(keeper(stage)) as uow:
        found = queries.get(uow.session, document.id)
        service.add_version(uow, found, a_content("d" * 64), origin=VersionOrigin.UPLOAD)
    with runtime.read() as session:
        second, first = queries.versions_sent(session, document.id)
        counts = [
            rules.count(queries.receipts_of_version(session, each.id)).acknowledged
            for each in (first, second)
        ]
    assert counts == [1, 0]


# --- the page and the certificate


def test_the_office_signs_who_got_a_document(
    runtime, stage, client_of, storage, settings, clock, app
):
    signing = a_signing_stage(stage, runtime, storage, settings)
    document = issued(runtime, stage)
    clerk = client_of(stage.staff[Role.REGISTRY_CLERK])
    path = f"/documents/{document.id}"
    page = clerk.get(f"{path}/certificate")
    assert page.status_code == 200
    key = page.text.split('name="key_id" value="')[1].split('"')[0]
    form = {"key_id": key, "pin": "sai", "level": "B-B"}
    wrong = clerk.post(f"{path}/certificate", data=form)
    assert wrong.status_code == 400 and "PIN" in wrong.text
    form["pin"] = signing.pins[stage.host.id]
    assert clerk.post(f"{path}/certificate", data=form).status_code == 303
    receipts = clerk.get(f"{path}/receipts").text
    assert "Giấy xác nhận số 1" in receipts and "0/3 đơn vị đã xác nhận" in receipts
    pdf = clerk.get(f"{path}/certificates/1")
    assert pdf.status_code == 200 and b"/ByteRange" in pdf.data
    known = looked_up(app.test_client(), pdf.data)
    assert "Giấy xác nhận" in known and stage.host.name in known and "đang có hiệu lực" in known
    leader = client_of(stage.communes[0].leader)
    assert leader.get(f"{path}/certificate").status_code == 403
    assert leader.get(f"{path}/certificates/1").status_code == 403
    other = document_of(runtime, stage, "Báo cáo sửa", sha256="e" * 64)
    assert "Báo cáo sửa" in clerk.get(f"{path}/receipts").text
    assert clerk.post(f"{path}/replacement", data={"by": str(other.id)}).status_code == 303
    assert "Khi phát hành sẽ được thay bằng" in clerk.get(f"{path}/receipts").text
    assert clerk.post(f"/documents/{other.id}/issue").status_code == 303
    assert "Văn bản thay thế" in leader.get(path).text


def test_the_office_signs_the_certificate_where_its_token_is(
    runtime, stage, client_of, storage, settings, address, tmp_path
):
    signing = a_signing_stage(stage, runtime, storage, settings)
    with runtime.read() as session:
        office = session.scalars(
            select(SigningKey.id).where(SigningKey.kind == SignatureKind.ORGANISATION)
        ).one()
    key = key_at_home(runtime, settings, (office, signing.pins[stage.host.id]))
    document = issued(runtime, stage)
    path = f"/documents/{document.id}"
    clerk = client_of(stage.staff[Role.REGISTRY_CLERK])
    page = clerk.get(f"{path}/certificate").text
    assert 'name="key_id"' not in page and "Bằng công cụ ký" in page
    begun = clerk.post(f"{path}/certificate/elsewhere", data={"path": "client", "level": "B-B"})
    assert begun.status_code == 303
    assert "Giấy xác nhận số 1" not in clerk.get(f"{path}/receipts").text
    with runtime.unit_of_work(stage.actor_of(stage.communes[0].clerk)) as uow:
        service.acknowledge(uow, queries.get(uow.session, document.id))
    code, said = run_client(address_on(clerk.get(begun.location).text), key, tmp_path)
    assert code == 0, said
    receipts = clerk.get(f"{path}/receipts").text
    assert "Giấy xác nhận số 1" in receipts
    (tmp_path / "c.pdf").write_bytes(clerk.get(f"{path}/certificates/1").data)
    words = subprocess.run(
        ["pdftotext", "-layout", "c.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    ).stdout.decode()
    one = " ".join(words.split())
    assert "3; đã chuyển đến 0, đã mở 0, đã xác nhận 0" in one, (
        "as it stood when it was printed, before the commune acknowledged"
    )
    for commune in stage.communes:
        assert commune.leader.name in one
    checked = subprocess.run(
        ["pdfsig", "-nocert", "c.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in checked and "Total document signed" in checked


def test_the_times_of_access_hold_on_every_way_to_the_bytes(
    client_of, stage, runtime, clock, heard, storage, settings
):
    """Reader, bytes, download, marks, pack and search, before, during and after, to the second."""
    settings.session_hours = 24 * 30
    settings.session_idle_minutes = 24 * 30 * 60
    clerk = client_of(stage.staff[Role.REGISTRY_CLERK])
    leader = client_of(stage.communes[0].leader)
    sha256 = storage.put(b"%PDF-").sha256
    document = issued(runtime, stage, "Dự thảo nghị quyết", sha256=sha256)
    with runtime.read() as session:
        version = queries.get(session, document.id).version
    item = stage.agenda[0]
    place = f"/documents/{document.id}"
    form = {
        "type": "TL", "title": "Dự thảo nghị quyết", "version": str(version),
        "agenda_item_id": "", "access_from": "agenda-item", "access_until": "days",
        "access_days": "", "may_download": "on",
    }  # fmt: skip
    answer = clerk.post(f"{place}/edit", data=form)
    assert answer.status_code == 400
    assert "Chọn mục chương trình" in answer.text and "Nhập số ngày" in answer.text
    form |= {"agenda_item_id": str(item.id), "access_days": "7"}
    assert clerk.post(f"{place}/edit", data=form).status_code == 303
    (told,) = [each for each in heard.events if each.name == "document:access-set"]
    assert (told.access_from, told.access_until, told.access_days) == ("agenda-item", "days", 7)

    def codes():
        ways = [
            leader.get(f"{place}/versions/1/content"),
            leader.get(f"{place}/versions/1/marks"),
            leader.post(f"{place}/opened"),
            leader.post(f"{place}/acknowledge"),
        ]
        return {each.status_code for each in ways}

    def is_found():
        actor = stage.actor_of(stage.communes[0].leader)
        with runtime.read() as session:
            found = archive.search(session, actor, "ket qua", runtime.clock())
            pack = queries.pack_of(session, actor, stage.meeting.id, runtime.clock())
        packed = [each.document.id for each in pack.documents]
        return document.id in {each.thing_id for each in found.rows}, document.id in packed

    def meeting_is(state, **moments):
        with runtime.unit_of_work(SYSTEM) as uow:
            meeting = uow.session.get_one(Meeting, stage.meeting.id)
            meeting.state = state
            for name, moment in moments.items():
                setattr(meeting, name, moment)

    words = "khi cuộc họp chuyển đến mục chương trình"
    meeting_is(MeetingState.LIVE, opened_at=clock.now)
    assert (codes(), is_found()) == ({403}, (False, False))
    page = leader.get(place).text
    assert "Chưa đến thời điểm được đọc" in page and words in page and "data-not-yet" in page
    assert leader.post(f"{place}/download").status_code == 403
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        uow.emit(AgendaItemBegan(stage.meeting.id, item.id))
    assert (codes() <= {200, 204, 303}, is_found()) == (True, (True, True))
    meeting_is(MeetingState.ENDED, closed_at=clock.now)
    assert "đến hết 7 ngày sau khi cuộc họp kết thúc" in leader.get(place).text
    clock.go(days=7, seconds=-1)
    assert (codes() <= {200, 204, 303}, is_found()) == (True, (True, True))
    clock.go(seconds=1)
    assert (codes(), is_found()) == ({403}, (False, False))
    assert leader.post(f"{place}/download").status_code == 403
    assert "Đã hết thời hạn được đọc" in leader.get(place).text
    assert "Các đơn vị được mời không còn đọc được" in clerk.get(place).text
    assert "đã hết hạn" in leader.get(f"/meetings/{stage.meeting.id}/documents").text
