"""Reports: one commune, a year with its ranking, two meetings compared; screens and files."""

import csv
import io
import subprocess
from datetime import date, timedelta
from importlib import import_module

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from hub.attendance import queries, rules, service
from hub.attendance.models import Presence, RollEntry, RollStatus
from hub.core.clock import midnight
from hub.core.errors import NotFound
from hub.core.ids import new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import queries as directory
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState, MeetingType
from tests.builders import MONDAY, a_meeting, at_site

YEAR = (midnight(date(2026, 1, 1)), midnight(date(2027, 1, 1)))


@pytest.fixture
def two_meetings(runtime, clock, stage):
    """Xuân Viên came to both, Đồng Lạc late and then on time, Mỹ Lung to neither."""
    second = a_meeting(
        stage.host,
        stage.staff[Role.CHAIR],
        stage.staff[Role.SECRETARY],
        starts_at=MONDAY + timedelta(days=7),
        title="Giao ban tháng mười hai",
        type=MeetingType.BRIEFING,
    )
    places = [
        at_site(second, each.site, position=place) for place, each in enumerate(stage.communes)
    ]
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(second)
        uow.session.flush()
        uow.session.add_all(places)
    first = [each.meeting_site for each in stage.communes]
    hold(runtime, clock, stage.meeting.id, MONDAY, {first[0]: 0, first[1]: 20})
    hold(runtime, clock, second.id, second.starts_at, {places[0]: 0, places[1]: 0})
    clock.now = second.starts_at + timedelta(hours=3)
    return stage, second


def hold(runtime, clock, meeting_id, starts_at, came):
    """Hold a meeting of two hours to which these sites came so many minutes late."""
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, starts_at
    for number, (site, late) in enumerate(came.items()):
        line = f"{meeting_id}-{number}"
        for minutes, do in ((late, "arrive"), (120, "leave")):
            clock.now = starts_at + timedelta(minutes=minutes)
            with runtime.unit_of_work(SYSTEM) as uow:
                if do == "arrive":
                    service.arrive(uow, site, connection=line, event_key=f"in {line}")
                else:
                    service.leave(uow, line, event_key=f"out {line}", lost=False)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, meeting_id)
        meeting.state, meeting.closed_at = MeetingState.ENDED, clock.now


@pytest.fixture
def secretary(client_of, two_meetings):
    return client_of(two_meetings[0].staff[Role.SECRETARY])


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def text_of(answer, tmp_path):
    (tmp_path / "r.pdf").write_bytes(answer.data)
    done = subprocess.run(
        ["pdftotext", "-layout", "r.pdf", "-"], cwd=tmp_path, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return " ".join(done.stdout.split())


# One commune -----------------------------------------------------------------------------


def test_one_commune_over_the_year_with_its_meetings(runtime, clock, two_meetings):
    stage, second = two_meetings
    with runtime.read() as session:
        found = queries.unit_report(
            session, stage.actor(Role.SECRETARY), stage.communes[1].unit.id, *YEAR, now=clock.now
        )
    assert [meeting.id for meeting, _row in found.rows] == [second.id, stage.meeting.id]
    assert (found.total.invited, found.total.present, found.total.late) == (2, 2, 1)
    assert found.total.minutes == 220


def test_a_commune_is_read_by_its_host_by_itself_and_by_auditors_only(
    runtime, clock, client_of, two_meetings
):
    stage, _second = two_meetings
    unit = stage.communes[0].unit.id
    with runtime.read() as session:
        with pytest.raises(NotFound):
            queries.unit_report(
                session, stage.other_actor(Role.SECRETARY), unit, *YEAR, now=clock.now
            )
    path = f"/reports/attendance/units/{unit}"
    assert client_of(stage.communes[0].clerk).get(path).status_code == 200
    assert client_of(stage.staff[Role.AUDITOR]).get(path).status_code == 200
    assert client_of(stage.communes[1].clerk).get(path).status_code == 404
    assert client_of(stage.other_staff[Role.SECRETARY]).get(path).status_code == 404
    assert client_of(stage.staff[Role.AUDITOR]).get(
        f"/reports/attendance/units/{new_id()}"
    ).status_code == 404  # fmt: skip


def test_a_commune_comes_as_page_and_as_files(secretary, two_meetings, tmp_path):
    stage, _second = two_meetings
    path = f"/reports/attendance/units/{stage.communes[1].unit.id}"
    page = secretary.get(path)
    assert "Giao ban tháng mười hai" in page.text and "Đi muộn" in page.text
    rows = rows_of(secretary.get(f"{path}?format=csv"))
    assert [row["Số phút"] for row in rows] == ["120", "100"]
    book = load_workbook(io.BytesIO(secretary.get(f"{path}?format=xlsx").data))
    assert book.worksheets[0]["A1"].value == "UBND xã Đồng Lạc"
    paper = text_of(secretary.get(f"{path}?format=pdf"), tmp_path)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in paper and "NGƯỜI LẬP BÁO CÁO" in paper
    assert secretary.get(f"{path}?start=31/12/2026&end=01/01/2026").status_code == 400


# The year --------------------------------------------------------------------------------


def test_the_year_ranks_who_comes_and_who_comes_on_time(runtime, clock, two_meetings):
    stage, second = two_meetings
    with runtime.read() as session:
        found = queries.year_report(session, stage.actor(Role.SECRETARY), *YEAR, now=clock.now)
    assert [(each.rank, each.line.unit.short_name) for each in found.units] == [
        (1, "xã Xuân Viên"),
        (2, "xã Đồng Lạc"),
        (3, "xã Mỹ Lung"),
    ]
    assert [each.id for each in found.meetings] == [stage.meeting.id, second.id]
    assert found.units[0].rows[second.id].minutes == 120
    assert [each.line.unit.short_name for each in found.named("dong lac")] == ["xã Đồng Lạc"]


def test_communes_that_did_equally_well_share_a_rank(runtime, clock, stage):
    hold(runtime, clock, stage.meeting.id, MONDAY, {stage.communes[0].meeting_site: 0})
    with runtime.read() as session:
        found = queries.year_report(session, stage.actor(Role.SECRETARY), *YEAR, now=clock.now)
    assert [each.rank for each in found.units] == [1, 2, 2]


def test_the_year_comes_as_page_and_as_files(secretary, two_meetings, tmp_path):
    page = secretary.get("/reports/attendance/year?year=2026")
    assert "Xếp hạng" in page.text and "xã Mỹ Lung" in page.text
    assert "xã Mỹ Lung" not in secretary.get("/reports/attendance/year?year=2026&q=xuan").text
    assert "chưa có cuộc họp" in secretary.get("/reports/attendance/year?year=2024").text
    only = secretary.get("/reports/attendance/year?year=2026&type=briefing&format=csv")
    assert [row["Được mời"] for row in rows_of(only)] == ["1", "1", "1"]
    assert secretary.get("/reports/attendance/year?year=2026&format=xlsx").data.startswith(b"PK")
    paper = text_of(secretary.get("/reports/attendance/year?year=2026&format=pdf"), tmp_path)
    assert "Xếp hạng theo tỷ lệ dự họp" in paper
    assert secretary.get("/reports/attendance/year?year=26").status_code == 400


# Two meetings ----------------------------------------------------------------------------


def test_comparing_tells_who_did_better_and_by_how_much(runtime, clock, two_meetings):
    stage, second = two_meetings
    with runtime.read() as session:
        first = meetings.get(session, stage.meeting.id)
        found = queries.comparison(
            session, stage.actor(Role.SECRETARY), first, meetings.get(session, second.id),
            now=clock.now,
        )  # fmt: skip
    changes = {each.unit.short_name: (each.change, each.percent) for each in found.pairs}
    assert changes["xã Đồng Lạc"] == ("better", 17)
    assert changes["xã Xuân Viên"] == ("same", 0)
    assert changes["huyện Yên Lập"] == ("only", None)
    assert found.counts[0].late == 1 and found.counts[1].late == 0


def test_two_meetings_come_as_page_and_as_files(secretary, two_meetings, tmp_path):
    stage, second = two_meetings
    path = f"/reports/attendance/compare?first={stage.meeting.id}&second={second.id}"
    page = secretary.get(path).text
    assert "Tốt hơn" in page and "+17%" in page
    changed = secretary.get(f"{path}&show=changed").text
    assert "xã Đồng Lạc" in changed and ">xã Mỹ Lung<" not in changed
    assert len(rows_of(secretary.get(f"{path}&format=csv"))) == 4
    assert secretary.get(f"{path}&format=xlsx").data.startswith(b"PK")
    assert "Tốt hơn" in text_of(secretary.get(f"{path}&format=pdf"), tmp_path)
    assert "Tốt hơn" in secretary.get("/reports/attendance/compare").text


def test_what_cannot_be_compared_is_said(secretary, client_of, two_meetings):
    stage, second = two_meetings
    same = f"/reports/attendance/compare?first={second.id}&second={second.id}"
    answer = secretary.get(same)
    assert answer.status_code == 400 and "hai cuộc họp khác nhau" in answer.text
    other = f"/reports/attendance/compare?first={second.id}&second={stage.other_meeting.id}"
    assert secretary.get(other).status_code == 404
    stranger = client_of(stage.other_staff[Role.SECRETARY])
    assert stranger.get(same.replace(f"second={second.id}", f"second={stage.meeting.id}")
                        ).status_code == 404  # fmt: skip
    assert "Chưa có đủ hai cuộc họp" in stranger.get("/reports/attendance/compare").text


# All of them -----------------------------------------------------------------------------


def test_a_unit_s_name_cannot_be_a_formula_in_any_report(runtime, secretary, two_meetings):
    stage, second = two_meetings
    with runtime.unit_of_work(SYSTEM) as uow:
        directory.unit(uow.session, stage.communes[0].unit.id).rename("=1+1", "=1+1")
    for path in (
        "/reports/attendance?by=units",
        "/reports/attendance/year?year=2026",
        f"/reports/attendance/compare?first={stage.meeting.id}&second={second.id}",
    ):
        text = secretary.get(f"{path}&format=csv").data.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert "'=1+1" in cells and "=1+1" not in cells


def test_a_report_keeps_one_type_of_meeting_when_asked(secretary, two_meetings):
    page = secretary.get("/reports/attendance?by=meetings&type=briefing").text
    assert "Giao ban tháng mười hai" in page
    assert "Hội nghị triển khai xây dựng" not in page


def test_reports_judge_each_meeting_by_the_rules_of_its_type(runtime, clock, two_meetings):
    stage, _second = two_meetings
    with runtime.unit_of_work(stage.actor(Role.SYSTEM_ADMIN)) as uow:
        limits = rules.TypeLimits(30, 5, 60, 50)
        service.set_rules(uow, MeetingType.ROLL_OUT, limits, version=0)
    with runtime.read() as session:
        found = queries.report(session, stage.actor(Role.SECRETARY), *YEAR, now=clock.now)
    assert sum(each.late for each in found.units) == 0


def test_the_roll_of_a_report_is_the_secretary_s_word(runtime, clock, two_meetings):
    stage, _second = two_meetings
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        site = queries.get_site(uow.session, meeting.id, stage.communes[2].meeting_site.id)
        service.call_roll(uow, meeting, site, status=RollStatus.EXCUSED)
    with runtime.read() as session:
        found = queries.unit_report(
            session, stage.actor(Role.SECRETARY), stage.communes[2].unit.id, *YEAR, now=clock.now
        )
    assert (found.total.excused, found.total.absent) == (1, 1)


def test_what_a_frozen_sheet_says_stands_in_every_report(runtime, clock, two_meetings):
    stage, second = two_meetings
    secretary, away = stage.actor(Role.SECRETARY), stage.communes[0]
    with runtime.unit_of_work(secretary) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        service.propose_roll(uow, meeting)
        service.freeze(uow, meeting)

    def said():
        with runtime.read() as session:
            unit = queries.unit_report(session, secretary, away.unit.id, *YEAR, now=clock.now)
            year = queries.year_report(session, secretary, *YEAR, now=clock.now)
            period = queries.report(session, secretary, *YEAR, now=clock.now)
            pair = (session.get_one(Meeting, stage.meeting.id), session.get_one(Meeting, second.id))
            both = queries.comparison(session, secretary, *pair, now=clock.now)
        return unit.total, year.units[0].line, period.meetings[0].counts, both.counts[0]

    before = said()
    with runtime.unit_of_work(SYSTEM) as uow:
        for stay in uow.session.scalars(select(Presence).filter_by(meeting_id=stage.meeting.id)):
            stay.left_at = stay.joined_at + timedelta(minutes=1)
        for entry in uow.session.scalars(select(RollEntry).filter_by(meeting_id=stage.meeting.id)):
            entry.status = RollStatus.ABSENT
    assert said() == before
    with runtime.unit_of_work(secretary) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        site = queries.get_site(uow.session, meeting.id, away.meeting_site.id)
        service.correct(uow, meeting, site, status=RollStatus.EXCUSED, head_count=None,
                        reason="Báo vắng qua điện thoại")  # fmt: skip
    assert (said()[0].present, said()[0].excused) == (1, 1), "the newest sheet counts"


def test_a_report_of_large_meetings_is_worked_out_in_portions(
    runtime, clock, two_meetings, monkeypatch
):
    stage, _second = two_meetings
    turns = []

    def said():
        with runtime.read() as session:
            asked = (session, stage.actor(Role.SECRETARY), *YEAR)
            found = queries.report(*asked, now=clock.now, between=lambda: turns.append("turn"))
            year = queries.year_report(*asked, now=clock.now)
        return found.units, [each.line for each in year.units]

    whole = said()
    monkeypatch.setattr(import_module("hub.attendance.queries.held"), "TOGETHER", 1)
    assert said() == whole
    assert len(turns) == 1 + 2
