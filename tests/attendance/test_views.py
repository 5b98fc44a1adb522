import json
from datetime import timedelta

import pytest

from hub.attendance import queries, rules, service
from hub.attendance.models import RollStatus
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from tests.builders import MONDAY

HTMX = {"HX-Request": "true"}


@pytest.fixture
def live(runtime, clock, stage):
    clock.now = MONDAY + timedelta(minutes=30)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    commune = stage.communes[0]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        service.arrive(
            uow,
            commune.meeting_site,
            connection="a",
            event_key="a-in",
            person_name=commune.leader.name,
        )
    return stage


@pytest.fixture
def secretary(client_of, live):
    return client_of(live.staff[Role.SECRETARY])


def sheet(stage, more=""):
    return f"/meetings/{stage.meeting.id}/attendance{more}"


def site_of(stage, place=0):
    return str(stage.communes[place].meeting_site.id)


def row(runtime, stage, place=0):
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        found = queries.summary(session, meeting, now=runtime.clock())
    return next(
        each
        for each in found.sites
        if each.meeting_site.id == stage.communes[place].meeting_site.id
    )


def test_the_sheet_shows_who_is_in_the_room(secretary, live):
    page = secretary.get(sheet(live)).text
    assert "xã Xuân Viên" in page and "Hà Văn Xuân Viên" in page
    assert "Đi muộn" in page
    assert "Chốt điểm danh" in page


def test_news_fetches_the_live_part_only(secretary, live):
    part = secretary.get(sheet(live), headers=HTMX).text
    assert part.lstrip().startswith('<section id="roll"')


def test_one_tap_writes_the_roll(secretary, runtime, live):
    answer = secretary.post(
        sheet(live, "/roll"),
        data={"site": site_of(live), "status": "online", "head_count": "5"},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert row(runtime, live).status is RollStatus.ONLINE
    assert row(runtime, live).head_count == 5


def test_one_tap_works_without_scripts(secretary, runtime, live):
    answer = secretary.post(
        sheet(live, "/roll"), data={"site": site_of(live), "status": "absent", "head_count": ""}
    )
    assert answer.status_code == 302
    assert row(runtime, live).status is RollStatus.ABSENT


def test_many_sites_are_called_at_once(secretary, runtime, live):
    sites = [site_of(live, place) for place in range(3)]
    secretary.post(sheet(live, "/roll-many"), data={"sites": sites, "status": "online"})
    assert all(row(runtime, live, place).status is RollStatus.ONLINE for place in range(3))


def test_the_hub_proposes_and_the_secretary_freezes(secretary, runtime, live):
    secretary.post(sheet(live, "/propose"))
    assert secretary.post(sheet(live, "/freeze")).status_code == 302
    page = secretary.get(sheet(live)).text
    assert "SHA-256" in page and "Phạm Minh Châu" in page
    refused = secretary.post(sheet(live, "/roll"), data={"site": site_of(live), "status": "online"})
    assert refused.status_code == 409
    assert "đã được chốt" in refused.text


def test_a_site_confirms_itself(client_of, runtime, live):
    clerk = client_of(live.communes[1].clerk)
    assert "Điểm cầu của bạn" in clerk.get(sheet(live)).text
    clerk.post(sheet(live, "/own"), data={"head_count": "9"})
    assert row(runtime, live, 1).head_count == 9


def test_a_correction_keeps_its_reason(secretary, runtime, live):
    secretary.post(sheet(live, "/roll"), data={"site": site_of(live), "status": "online"})
    version = row(runtime, live).entry.version
    answer = secretary.post(
        sheet(live, f"/{site_of(live)}"),
        data={
            "status": "onsite",
            "head_count": "3",
            "reason": "Ngồi tại hội trường huyện",
            "version": version,
        },
        follow_redirects=True,
    )
    assert "Ngồi tại hội trường huyện" in answer.text
    assert "Phạm Minh Châu" in answer.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"status": "online", "head_count": "2", "reason": ""}, "Lý do"),
        ({"status": "nowhere", "reason": "Đếm lại"}, "Chọn một"),
        ({"status": "online", "head_count": "-1", "reason": "Đếm lại"}, "nhỏ nhất"),
        ({"status": "online", "head_count": "99999", "reason": "Đếm lại"}, "lớn nhất"),
        ({"status": "online", "head_count": "hai", "reason": "Đếm lại"}, "số nguyên"),
        ({"status": "online", "reason": "x" * 2000}, "1000"),
        ({"status": "online", "reason": "Đếm\x00lại"}, "ký tự"),
        ({"status": "online", "reason": "Đếm lại", "extra": "1"}, ""),
    ],
)
def test_a_correction_with_a_mistake_comes_back_with_what_was_typed(secretary, live, data, said):
    answer = secretary.post(sheet(live, f"/{site_of(live)}"), data=data)
    assert answer.status_code == 400
    assert said.lower() in answer.text.lower()
    if data["reason"].isprintable() and len(data["reason"]) < 100:
        assert data["reason"] in answer.text


def test_a_stale_correction_keeps_what_was_typed(secretary, live):
    secretary.post(sheet(live, "/roll"), data={"site": site_of(live), "status": "online"})
    answer = secretary.post(
        sheet(live, f"/{site_of(live)}"),
        data={"status": "absent", "reason": "Đã gọi mà không ai nghe", "version": "0"},
    )
    assert answer.status_code == 409
    assert "Đã gọi mà không ai nghe" in answer.text


def test_a_decomposed_reason_is_normalised(secretary, runtime, live):
    import unicodedata

    secretary.post(
        sheet(live, f"/{site_of(live)}"),
        data={"status": "absent", "reason": unicodedata.normalize("NFD", "Mất điện")},
    )
    with runtime.read() as session:
        assert queries.corrections_of(session, live.meeting.id)[0].reason == "Mất điện"


def test_a_double_tap_is_one_entry(secretary, runtime, live):
    for _ in range(2):
        secretary.post(sheet(live, "/roll"), data={"site": site_of(live), "status": "online"})
    assert row(runtime, live).status is RollStatus.ONLINE


def test_another_meeting_s_site_is_not_found(secretary, live):
    other = str(live.other_commune.meeting_site.id)
    answer = secretary.post(sheet(live, "/roll"), data={"site": other, "status": "online"})
    assert answer.status_code == 404


def test_another_unit_s_meeting_is_not_found(client_of, live):
    stranger = client_of(live.other_staff[Role.SECRETARY])
    for path in ("", "/panel", f"/{site_of(live)}"):
        assert stranger.get(sheet(live, path)).status_code == 404
    assert stranger.get(f"/meetings/{live.meeting.id}/wall").status_code == 404
    assert stranger.post(sheet(live, "/freeze")).status_code == 404


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.AUDITOR, Role.SCHEDULER])
def test_only_the_secretary_keeps_the_roll(client_of, live, role):
    client = client_of(live.staff[role])
    assert client.get(sheet(live)).status_code == 200
    for path in ("/propose", "/freeze"):
        assert client.post(sheet(live, path)).status_code == 403


def test_the_wall_and_the_panel_show_every_site(secretary, live):
    for path in (f"/meetings/{live.meeting.id}/wall", sheet(live, "/panel")):
        page = secretary.get(path).text
        assert all(each.unit.short_name in page for each in live.communes)


def test_the_sheet_comes_as_csv_xlsx_and_pdf(secretary, live):
    table = secretary.get(sheet(live, "?format=csv"))
    assert table.data.startswith(b"\xef\xbb\xbf")
    assert "UBND xã Xuân Viên" in table.data.decode("utf-8-sig")
    assert secretary.get(sheet(live, "?format=xlsx")).data.startswith(b"PK")
    paper = secretary.get(sheet(live, "?format=pdf"))
    assert paper.data.startswith(b"%PDF")
    assert "filename*=UTF-8''" in paper.headers["Content-Disposition"]
    assert secretary.get(sheet(live, "?format=exe")).status_code == 400


def test_reports_show_and_export_a_period(client_of, runtime, clock, live):
    clock.go(hours=2)
    secretary = client_of(live.staff[Role.SECRETARY])
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        meeting.state, meeting.closed_at = MeetingState.ENDED, clock.now
    for by in ("units", "meetings", "months"):
        page = secretary.get(f"/reports/attendance?by={by}")
        assert page.status_code == 200 and "25%" in page.text
        assert secretary.get(f"/reports/attendance?by={by}&format=csv").status_code == 200
    assert secretary.get("/reports/attendance?format=xlsx").data.startswith(b"PK")
    assert secretary.get("/reports/attendance?format=pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "asked",
    ["start=99/99/2026", "start=02/01/2026&end=01/01/2026", "by=person", "start=01/01/1990"],
)
def test_a_period_that_makes_no_sense_is_refused_on_the_page(secretary, live, asked):
    answer = secretary.get(f"/reports/attendance?{asked}")
    assert answer.status_code == 400
    assert "Báo cáo điểm danh" in answer.text


def test_a_frozen_content_can_be_hashed_again_by_anyone(secretary, runtime, live):
    secretary.post(sheet(live, "/propose"))
    secretary.post(sheet(live, "/freeze"))
    with runtime.read() as session:
        kept = queries.sheet_of(session, live.meeting.id)
        assert rules.sealed(json.loads(json.dumps(kept.content))) == kept.sha256


def test_while_the_meeting_lasts_who_has_not_come_is_awaited_not_called_silent(secretary, live):
    awaited = secretary.get(sheet(live, "/chain?show=awaited")).text
    assert "xã Mỹ Lung" in awaited and "xã Xuân Viên" not in awaited
    assert "xã Mỹ Lung" not in secretary.get(sheet(live, "/chain?show=silent")).text
