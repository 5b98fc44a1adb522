"""The frozen sheet: printed, signed by who froze it, replaced by a correction; the chain; rules."""

import csv
import io
import subprocess
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from hub.attendance import queries, rules, service
from hub.attendance.errors import MayNotSetRules, RulesChanged
from hub.attendance.models import Presence, RollEntry, RollStatus
from hub.attendance.rules import AttendanceClass, Outcome, PersonMark
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Site, Unit
from hub.documents.models import Verdict
from hub.invitations.models import Answer, Delegate, Invitation
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState, MeetingType
from tests.builders import MONDAY
from tests.documents.own_machine import address, address_on, key_at_home, run_client
from tests.documents.signing_stage import let_certificates_end
from tests.minutes.conftest import give_key, pki

__all__ = ["address", "give_key", "pki"]


@pytest.fixture
def held(runtime, clock, stage):
    """A meeting of two hours: one site stayed, one came for ten minutes, one never came."""
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    for place, minutes in ((0, 120), (1, 10)):
        commune = stage.communes[place]
        clock.now = MONDAY
        with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
            service.arrive(
                uow,
                commune.meeting_site,
                connection=f"line-{place}",
                event_key=f"in-{place}",
                person_name=commune.leader.name,
            )
        clock.now = MONDAY + timedelta(minutes=minutes)
        with runtime.unit_of_work(SYSTEM) as uow:
            service.leave(uow, f"line-{place}", event_key=f"out-{place}", lost=False)
    clock.now = MONDAY + timedelta(minutes=120)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.closed_at = MeetingState.ENDED, clock.now
    clock.go(minutes=5)
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        service.propose_roll(uow, meeting)
    return stage


@pytest.fixture
def secretary(client_of, held):
    return client_of(held.staff[Role.SECRETARY])


def sheet(stage, more=""):
    return f"/meetings/{stage.meeting.id}/attendance{more}"


def frozen(runtime, stage):
    with runtime.read() as session:
        return queries.sheets_of(session, stage.meeting.id)


def summary(runtime, stage):
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        return queries.summary(session, meeting, now=runtime.clock())


def form(runtime, stage, key, **changes):
    newest = frozen(runtime, stage)[0]
    key_id, pin = key
    return {
        "number": str(newest.number),
        "pdf": newest.pdf_sha256,
        "key_id": str(key_id),
        "pin": pin,
        **changes,
    }


def correct(client, stage, place=2, **changes):
    data = {"status": "online", "head_count": "4", "reason": "Dự qua điện thoại", **changes}
    return client.post(sheet(stage, f"/{stage.communes[place].meeting_site.id}"), data=data)


# Freezing and signing --------------------------------------------------------------------


def test_the_secretary_freezes_and_signs_and_the_signature_is_sound(
    secretary, runtime, storage, held, give_key, tmp_path, heard
):
    key = give_key(held.staff[Role.SECRETARY])
    answer = secretary.post(sheet(held, "/freeze"))
    assert answer.headers["Location"].endswith("/attendance/sign")
    page = secretary.get(sheet(held, "/sign")).text
    assert "Ký bảng điểm danh số 1" in page and "Phạm Minh Châu" in page
    assert secretary.get(sheet(held, "/sign/page.png")).data.startswith(b"\x89PNG")
    assert secretary.post(sheet(held, "/sign"), data=form(runtime, held, key)).status_code == 302
    signed = frozen(runtime, held)[0]
    assert signed.is_signed and signed.signed_by_name == "Phạm Minh Châu"
    assert signed.level == "B-B" and heard.names().count("attendance:signed") == 1
    taken = secretary.get(sheet(held, "/sheets/1/pdf")).data
    assert taken == storage.read(signed.signed_sha256)
    assert taken.startswith(storage.read(signed.pdf_sha256))
    (tmp_path / "s.pdf").write_bytes(taken)
    seen = subprocess.run(
        ["pdfsig", "-nocert", "s.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert seen.count("Signature is Valid") == 1
    with runtime.read() as session:
        assert session.scalars(select(Verdict)).one().state == "ok"
    page = secretary.get(sheet(held)).text
    assert "Điểm danh đã chốt và ký số" in page and "Nguyên vẹn" in page


def test_the_paper_says_what_was_frozen(secretary, runtime, storage, held, tmp_path):
    secretary.post(sheet(held, "/freeze"))
    (tmp_path / "s.pdf").write_bytes(storage.read(frozen(runtime, held)[0].pdf_sha256))
    text = subprocess.run(
        ["pdftotext", "-layout", "s.pdf", "-"], cwd=tmp_path, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    flat = " ".join(text.split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in flat and "THƯ KÝ" in flat
    assert "UBND xã Xuân Viên" in flat and "Bảng số 1" in flat
    assert "Tính lại từ nhật ký cho kết quả trùng khớp" in flat


def test_a_wrong_pin_signs_nothing_and_says_so(secretary, runtime, held, give_key):
    key = give_key(held.staff[Role.SECRETARY])
    secretary.post(sheet(held, "/freeze"))
    answer = secretary.post(sheet(held, "/sign"), data=form(runtime, held, key, pin="00000000"))
    assert answer.status_code == 400
    assert "Mã PIN không đúng" in answer.text and "00000000" not in answer.text
    assert not frozen(runtime, held)[0].is_signed


def test_a_certificate_that_has_ended_signs_no_sheet_and_the_page_says_whom_to_ask(
    secretary, runtime, held, give_key
):
    give_key(held.staff[Role.SECRETARY])
    secretary.post(sheet(held, "/freeze"))
    assert 'name="key_id"' in secretary.get(sheet(held, "/sign")).text
    let_certificates_end(runtime)
    page = secretary.get(sheet(held, "/sign")).text
    assert "đã hết hạn ngày" in page and "Hãy đề nghị quản trị đơn vị" in page
    assert 'name="key_id"' not in page and "/elsewhere" not in page


def test_the_sheet_is_signed_with_a_key_that_is_at_home(
    secretary, runtime, settings, storage, held, give_key, address, tmp_path
):
    key = key_at_home(runtime, settings, give_key(held.staff[Role.SECRETARY]))
    secretary.post(sheet(held, "/freeze"))
    printed = frozen(runtime, held)[0].pdf_sha256
    assert "Bằng công cụ ký" in secretary.get(sheet(held, "/sign")).text
    asked = {"pdf": printed, "path": "client", "level": "B-B"}
    outdated = secretary.post(sheet(held, "/sign/elsewhere"), data=asked | {"pdf": "a" * 64})
    assert outdated.status_code == 409
    begun = secretary.post(sheet(held, "/sign/elsewhere"), data=asked)
    correct(secretary, held)  # a new sheet takes the place of the one that is being signed
    code, said = run_client(address_on(secretary.get(begun.location).text), key, tmp_path)
    assert code == 1 and not any(each.is_signed for each in frozen(runtime, held)), said
    asked = asked | {"pdf": frozen(runtime, held)[0].pdf_sha256}
    begun = secretary.post(sheet(held, "/sign/elsewhere"), data=asked)
    code, said = run_client(address_on(secretary.get(begun.location).text), key, tmp_path)
    assert code == 0, said
    signed = frozen(runtime, held)[0]
    assert signed.is_signed and signed.number == 2
    assert storage.read(signed.signed_sha256).startswith(storage.read(signed.pdf_sha256))


def test_only_who_froze_the_sheet_signs_it(client_of, secretary, runtime, held, give_key):
    secretary.post(sheet(held, "/freeze"))
    key = give_key(held.staff[Role.CHAIR])
    chair = client_of(held.staff[Role.CHAIR])
    assert chair.get(sheet(held, "/sign")).status_code == 403
    assert chair.post(sheet(held, "/sign"), data=form(runtime, held, key)).status_code == 403
    assert not frozen(runtime, held)[0].is_signed


def test_somebody_else_s_key_signs_nothing(secretary, runtime, held, give_key):
    secretary.post(sheet(held, "/freeze"))
    key = give_key(held.staff[Role.CHAIR])
    answer = secretary.post(sheet(held, "/sign"), data=form(runtime, held, key))
    assert answer.status_code == 400
    assert not frozen(runtime, held)[0].is_signed


def test_a_correction_after_signing_gives_a_new_sheet_and_keeps_the_old_one(
    secretary, runtime, held, give_key
):
    key = give_key(held.staff[Role.SECRETARY])
    secretary.post(sheet(held, "/freeze"))
    old = form(runtime, held, key)
    secretary.post(sheet(held, "/sign"), data=old)
    before = secretary.get(sheet(held, "/sheets/1/pdf")).data
    assert correct(secretary, held).status_code == 302
    second, first = frozen(runtime, held)
    assert (second.number, second.is_signed, second.reason) == (2, False, "Dự qua điện thoại")
    assert first.is_signed and secretary.get(sheet(held, "/sheets/1/pdf")).data == before
    assert secretary.post(sheet(held, "/sign"), data=old).status_code == 409
    page = secretary.get(sheet(held)).text
    assert "chưa ký số" in page and "đã thay thế" in page
    assert secretary.post(sheet(held, "/sign"), data=form(runtime, held, key)).status_code == 302
    assert frozen(runtime, held)[0].is_signed


def test_a_signed_sheet_is_signed_once(secretary, runtime, held, give_key):
    key = give_key(held.staff[Role.SECRETARY])
    secretary.post(sheet(held, "/freeze"))
    secretary.post(sheet(held, "/sign"), data=form(runtime, held, key))
    assert secretary.post(sheet(held, "/sign"), data=form(runtime, held, key)).status_code == 409


def test_a_sheet_that_was_never_printed_is_printed_when_asked(secretary, runtime, held):
    with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
        service.freeze(uow, meetings.get(uow.session, held.meeting.id))
    assert "Lập bản PDF để ký" in secretary.get(sheet(held)).text
    assert secretary.get(sheet(held, "/sign")).status_code == 409
    assert secretary.post(sheet(held, "/sheets/1/print")).status_code == 302
    assert frozen(runtime, held)[0].pdf_sha256
    assert secretary.get(sheet(held, "/sign")).status_code == 200


def test_a_sheet_of_another_number_or_unit_is_not_found(client_of, secretary, held):
    secretary.post(sheet(held, "/freeze"))
    assert secretary.get(sheet(held, "/sheets/7/pdf")).status_code == 404
    stranger = client_of(held.other_staff[Role.SECRETARY])
    for path in ("/sheets/1/pdf", "/sign", "/chain"):
        assert stranger.get(sheet(held, path)).status_code == 404


def test_a_sheet_says_on_what_record_it_rests(secretary, runtime, held):
    secretary.post(sheet(held, "/freeze"))
    content = frozen(runtime, held)[0].content
    with runtime.read() as session:
        heard = queries.heard_in(session, held.meeting.id)
    assert content["evidence"]["agrees"] is True
    assert content["evidence"]["events"] == len(heard) == 4
    assert content["evidence"]["last"] == str(heard[-1].order)


def tables(client, stage):
    """Return the rows of the CSV by unit, and every row of every table of the XLSX."""
    text = client.get(sheet(stage, "?format=csv")).data.decode("utf-8-sig")
    rows = {each["Đơn vị"]: each for each in csv.DictReader(io.StringIO(text))}
    book = load_workbook(io.BytesIO(client.get(sheet(stage, "?format=xlsx")).data))
    return rows, [list(each.iter_rows(values_only=True)) for each in book]


def turn_everything(runtime, stage):
    """Change the rules, the names, the roll and the stays behind the back of a frozen sheet."""
    set_rules(runtime, stage, least_share_pct=90, late_minutes=1)
    with runtime.unit_of_work(SYSTEM) as uow:
        for commune in stage.communes:
            uow.session.get_one(Site, commune.site.id).name = "Phòng họp mới"
            uow.session.get_one(Unit, commune.unit.id).rename("UBND xã mới", "xã mới")
        for stay in uow.session.scalars(select(Presence)):
            stay.left_at, stay.lost = stay.joined_at + timedelta(minutes=1), True
        for entry in uow.session.scalars(select(RollEntry)):
            entry.status, entry.head_count, entry.note = RollStatus.EXCUSED, 77, "đổi sau"


def test_after_freezing_screen_pdf_xlsx_and_csv_say_what_was_frozen_whatever_changes(
    secretary, runtime, held, tmp_path
):
    secretary.post(sheet(held, "/freeze"))
    before = tables(secretary, held)
    paper = secretary.get(sheet(held, "?format=pdf")).data
    turn_everything(runtime, held)
    assert tables(secretary, held) == before
    assert secretary.get(sheet(held, "?format=pdf")).data == paper
    (tmp_path / "s.pdf").write_bytes(paper)
    printed = subprocess.run(
        ["pdftotext", "-layout", "s.pdf", "-"], cwd=tmp_path, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    page = secretary.get(sheet(held)).text
    assert "xã mới" not in page and "Phòng họp mới" not in page and "xã Xuân Viên" in page
    for row, now in zip(frozen(runtime, held)[0].content["sites"], summary(runtime, held).sites,
                        strict=True):  # fmt: skip
        said = before[0][row["unit"]]
        assert said["Số phút"] == str(row["minutes"]) == str(now.minutes)
        assert said["Chấp hành giờ họp"] == ", ".join(rules.word(each) for each in now.classes)
        assert said["Điểm danh"] == rules.word(now.status)
        assert said["Tỷ lệ thời gian"].strip("%") == str(row["percent"])
        assert f"({row['percent']}%)" in printed and said["Thời gian có mặt"] in printed


def test_a_correction_after_freezing_stands_beside_what_it_changed_and_moves_nothing_else(
    secretary, runtime, held
):
    secretary.post(sheet(held, "/freeze"))
    before, _book = tables(secretary, held)
    first = frozen(runtime, held)[0].content
    turn_everything(runtime, held)
    assert correct(secretary, held).status_code == 302
    after, _book = tables(secretary, held)
    unit = first["sites"][3]["unit"]
    trace = "Đính chính sau khi chốt"
    assert "→ Có mặt trực tuyến (4): Dự qua điện thoại (Phạm Minh Châu, " in after[unit][trace]
    assert (after[unit]["Điểm danh"], after[unit]["Số người"]) == ("Có mặt trực tuyến", "4")
    del before[unit], after[unit]
    assert after == before, "only the corrected site moved"
    second = frozen(runtime, held)[0].content
    assert second["sites"][:3] == first["sites"][:3] and second["meeting"] == first["meeting"]
    assert second["counts"]["present"] == first["counts"]["present"] + 1
    assert second["evidence"] == first["evidence"]
    with runtime.read() as session:
        meeting = meetings.get(session, held.meeting.id)
        now = queries.summary_anew(session, meeting, now=runtime.clock())
    assert now.sites[1].minutes == 1, "the rows did change"


def test_a_draft_gives_the_sheet_that_judging_all_at_once_gives(runtime, held):
    def drafted():
        with runtime.read() as session:
            meeting = meetings.get(session, held.meeting.id)
            draft = queries.begin_draft(session, meeting, now=runtime.clock())
        while True:
            with runtime.read() as session:
                if not queries.draft_on(session, meeting, draft, most=1):
                    return draft

    def frozen_from(draft):
        with runtime.read() as session:
            meeting = meetings.get(session, held.meeting.id)
            found = queries.settle(session, meeting, draft or drafted())
            whole = queries.summary_anew(session, meeting, now=runtime.clock())
            at_once = queries.content_of(whole, queries.evidence_of(session, whole))
        assert found.content == at_once and found.content["evidence"]["agrees"] is True
        return found.content["counts"]["present"]

    stale = [drafted() for _time in range(3)]
    assert frozen_from(stale[0]) == 2
    commune = held.communes[2]
    with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, held.meeting.id)
        site = queries.get_site(uow.session, meeting.id, commune.meeting_site.id)
        service.call_roll(uow, meeting, site, status=RollStatus.ONLINE, head_count=4)
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.get_one(Unit, commune.unit.id).rename("UBND xã mới", "xã mới")
        meeting = meetings.get(uow.session, held.meeting.id)
        answered = uow.session.scalars(select(Invitation)).first()
        answered.answer = Answer.SENDING_DEPUTY
    with runtime.unit_of_work(held.actor_of(held.communes[1].leader)) as uow:
        service.arrive(uow, held.communes[1].meeting_site, connection="late", event_key="late")
    assert frozen_from(stale[1]) == 3, "what changed while the draft was made is in the sheet"
    set_rules(runtime, held, least_share_pct=90)
    assert frozen_from(stale[2]) == 3, "and so is a change of the rules"


# Media -----------------------------------------------------------------------------------


def test_missing_media_are_an_interruption_and_no_leaving(runtime, stage, clock):
    commune = stage.communes[0]
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    clock.now = MONDAY
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        service.arrive(uow, commune.meeting_site, connection="a", event_key="in")
    for minutes, receiving in ((1, True), (20, False), (20, False), (26, True)):
        clock.now = MONDAY + timedelta(minutes=minutes)
        with runtime.unit_of_work(SYSTEM) as uow:
            service.media_seen(uow, commune.meeting_site, receiving, clock.now)
    row = summary(runtime, stage).sites[1]
    assert [(each.start, each.end) for each in row.media_gaps] == [
        (MONDAY + timedelta(minutes=20), MONDAY + timedelta(minutes=26))
    ]
    assert AttendanceClass.INTERRUPTED in row.classes and row.here
    assert row.minutes == 26


def test_arriving_media_bring_back_a_site_the_hub_gave_up(runtime, stage, clock):
    commune = stage.communes[0]
    clock.now = MONDAY
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        service.arrive(uow, commune.meeting_site, connection="a", event_key="in")
    clock.go(minutes=5)
    with runtime.unit_of_work(SYSTEM) as uow:
        assert service.close_lost(uow) == 1
    with runtime.unit_of_work(SYSTEM) as uow:
        service.media_seen(uow, commune.meeting_site, True, clock.now)
    assert summary(runtime, stage).sites[1].here


# From invitation to stay -----------------------------------------------------------------


def answer_as(runtime, stage, place, answer, *names):
    with runtime.unit_of_work(SYSTEM) as uow:
        invitation = uow.session.get_one(Invitation, stage.communes[place].invitation.id)
        invitation.answer, invitation.head_count = answer, len(names) or None
        invitation.answered_at = MONDAY - timedelta(days=2)
        for position, name in enumerate(names):
            uow.session.add(
                Delegate(invitation_id=invitation.id, position=position, name=name,
                         is_deputy=answer is Answer.SENDING_DEPUTY)
            )  # fmt: skip


def test_the_chain_tells_who_confirmed_came_and_stayed(runtime, held):
    answer_as(runtime, held, 0, Answer.ATTENDING, "Hà Văn Xuân Viên", "Đinh Văn Cường")
    answer_as(runtime, held, 2, Answer.SENDING_DEPUTY, "Hà Thị Thanh")
    found = queries.chain_of(summary(runtime, held))
    assert (found.steps.invited, found.steps.confirmed) == (3, 2)
    assert (found.steps.joined, found.steps.stayed) == (2, 1)
    assert [each.outcome for each in found.sites] == [
        Outcome.AS_CONFIRMED,
        Outcome.UNCONFIRMED,
        Outcome.NO_SHOW,
    ]
    assert [each.mark for each in found.sites[0].people] == [PersonMark.SEEN, PersonMark.AT_SITE]
    assert [each.mark for each in found.sites[1].people] == [PersonMark.UNNAMED]
    assert [(each.mark, each.is_deputy) for each in found.sites[2].people] == [
        (PersonMark.NOT_THERE, True)
    ]
    assert (found.announced, found.named, found.seen) == (3, 3, 2)


def test_a_site_that_came_for_ten_minutes_did_not_stay(runtime, held):
    row = summary(runtime, held).sites[2]
    assert AttendanceClass.TOO_SHORT in row.classes and row.is_present
    assert row.percent == 8


def test_the_lists_show_who_did_not_come_and_a_commune_sees_itself_only(
    client_of, secretary, runtime, held
):
    answer_as(runtime, held, 2, Answer.ATTENDING, "Hà Thị Thanh")
    page = secretary.get(sheet(held, "/chain?show=no-show")).text
    assert "xã Mỹ Lung" in page and "xã Đồng Lạc" not in page
    own = client_of(held.communes[1].clerk).get(sheet(held, "/chain")).text
    assert "xã Đồng Lạc" in own and "Hà Thị Thanh" not in own
    assert secretary.get(sheet(held, "/chain?show=everything")).status_code == 400
    table = secretary.get(sheet(held, "/chain?format=csv")).data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [each["Xác nhận và thực tế dự họp"] for each in rows][-1] == "Đã xác nhận nhưng không dự"
    assert secretary.get(sheet(held, "/chain?format=xlsx")).data.startswith(b"PK")


def test_no_cell_of_an_export_is_a_formula(secretary, runtime, held):
    answer_as(runtime, held, 0, Answer.ATTENDING, "=HYPERLINK(1)")
    correct(secretary, held, place=0, reason="+1", head_count="3", status="onsite")
    with runtime.unit_of_work(held.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, held.meeting.id)
        site = queries.get_site(uow.session, meeting.id, held.communes[1].meeting_site.id)
        service.call_roll(uow, meeting, site, status=RollStatus.EXCUSED, note="@SUM(A1)")
    table = secretary.get(sheet(held, "?format=csv")).data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# Rules -----------------------------------------------------------------------------------

RULES = {"late_minutes": 15, "early_minutes": 15, "line_grace_s": 120, "least_share_pct": 5}
KEPT = {**RULES, "quorum_units": ">1/2", "quorum_persons": "2/3"}


def set_rules(runtime, stage, *, version=0, role=Role.SYSTEM_ADMIN, **changes):
    with runtime.unit_of_work(stage.actor(role)) as uow:
        limits = rules.TypeLimits(**{**RULES, **changes})
        service.set_rules(uow, MeetingType.ROLL_OUT, limits, version=version)


def test_rules_of_a_type_judge_its_meetings_until_they_are_frozen(secretary, runtime, held):
    set_rules(runtime, held)
    assert AttendanceClass.TOO_SHORT not in summary(runtime, held).sites[2].classes
    secretary.post(sheet(held, "/freeze"))
    set_rules(runtime, held, version=1, least_share_pct=90)
    assert frozen(runtime, held)[0].rules == KEPT
    assert AttendanceClass.TOO_SHORT not in summary(runtime, held).sites[2].classes
    correct(secretary, held)
    assert frozen(runtime, held)[0].rules == KEPT


def test_the_quorum_of_a_type_is_what_the_office_set_and_a_frozen_sheet_keeps_it(
    secretary, runtime, held
):
    set_rules(runtime, held, quorum_units="1/1", quorum_persons="")
    found = summary(runtime, held)
    assert found.quorum.units_needed == found.quorum.units_expected
    assert found.quorum.persons_needed is None
    with runtime.read() as session:
        meeting = session.get_one(Meeting, held.meeting.id)
        now = queries.quorum_now(session, meeting)
    assert now.units_needed == now.units_expected, "looked at before the opening and each vote"
    secretary.post(sheet(held, "/freeze"))
    set_rules(runtime, held, version=1)
    assert frozen(runtime, held)[0].rules["quorum_units"] == "1/1"
    assert summary(runtime, held).quorum.units_needed == found.quorum.units_needed


def test_only_administrators_set_rules_and_nobody_over_another(runtime, held):
    with pytest.raises(MayNotSetRules):
        set_rules(runtime, held, role=Role.SECRETARY)
    set_rules(runtime, held)
    with pytest.raises(RulesChanged):
        set_rules(runtime, held, version=0)


def test_rules_are_set_and_dropped_on_their_page(client_of, runtime, held):
    admin = client_of(held.staff[Role.SYSTEM_ADMIN])
    page = "/admin/attendance/training"
    assert "Tập huấn" in admin.get("/admin/attendance").text
    assert "thông thường: 5" in admin.get(page).text.lower()
    refused = admin.post(page, data={**RULES, "late_minutes": "500", "version": "0"})
    assert refused.status_code == 400 and 'value="500"' in refused.text
    shares = {"quorum_units": "3/4", "quorum_persons": "none"}
    assert admin.post(page, data={**RULES, **shares, "version": "0"}).status_code == 302
    assert 'value="3/4" selected' in admin.get(page).text
    assert "ít nhất ba phần tư" in admin.get("/admin/attendance").text
    stale = admin.post(page, data={**RULES, "late_minutes": "7", "version": "0"})
    assert stale.status_code == 409 and 'value="7"' in stale.text
    with runtime.read() as session:
        assert queries.rules_by_type(session)[MeetingType.TRAINING].late_minutes == 15
    assert admin.post(f"{page}/drop", data={"version": "1"}).status_code == 302
    with runtime.read() as session:
        assert MeetingType.TRAINING not in queries.rules_by_type(session)
    assert client_of(held.staff[Role.AUDITOR]).get("/admin/attendance").status_code == 200
    assert admin.get("/admin/attendance/nonsense").status_code == 404


def test_limits_are_kept_and_read_back_unchanged():
    limits = rules.Limits(timedelta(minutes=7), timedelta(minutes=9), timedelta(seconds=30))
    assert rules.limits_kept(rules.DEFAULT, rules.as_kept(limits, MeetingType.ROLL_OUT)) == limits
    assert rules.limits_kept(limits, {}) == limits
