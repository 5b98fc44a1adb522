from importlib import import_module

import pytest

from hub.core.errors import InvalidInput
from hub.core.forms import read
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings.events import MeetingClosed
from hub.quality import jobs, queries, service
from hub.quality.forms import LineTestForm, SampleBatchForm
from hub.quality.rules import Measurement, TestResult
from tests.quality.conftest import GOOD, POOR

HTMX = {"HX-Request": "true"}


def of(stage, more):
    return f"/meetings/{stage.meeting.id}/{more}"


def line_of_site(stage, place=0, more=""):
    return of(stage, f"quality/{stage.communes[place].meeting_site.id}{more}")


@pytest.fixture
def technician(client_of, stage):
    return client_of(stage.staff[Role.TECHNICIAN])


def test_the_board_shows_lines_and_its_part_alone(live, technician, sample):
    sample(0, Measurement(1, **POOR))
    page = technician.get(of(live, "quality")).text
    assert "xã Xuân Viên" in page and "420" in page and "Kém nhất trước" in page
    part = technician.get(of(live, "quality"), headers=HTMX).text
    assert part.lstrip().startswith('<section id="board"')


def test_rows_have_keys_that_stay(live, technician, sample):
    sample(1, Measurement(1, **GOOD))
    part = technician.get(of(live, "quality"), headers=HTMX).text
    assert all(f'id="line-{each.meeting_site.id}"' in part for each in live.communes)


def test_pages_with_names_ask_for_bars_only(live, technician, sample):
    sample(0, Measurement(1, **GOOD))
    answer = technician.get(of(live, "quality/lines")).json
    assert answer["lines"][str(live.communes[0].meeting_site.id)]["grade"] == "good"
    sample(1, Measurement(1, **GOOD))
    shown = [str(each.meeting_site.id) for each in live.communes[1:]]
    some = technician.get(of(live, f"quality/lines?sites={','.join(shown)}")).json["lines"]
    assert list(some) == shown[:1]
    assert technician.get(of(live, "quality/lines?sites=that-one")).status_code == 400


def test_a_technician_signs_off_on_the_page(technician, runtime, stage):
    commune = stage.communes[0]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        test = service.record_test(
            uow, commune.meeting_site, TestResult(rtt_ms=500, down_kbps=9000, up_kbps=900)
        )
    page = technician.get(of(stage, "readiness")).text
    assert "0 trên 4 điểm cầu sẵn sàng" in page and "Chỉ đủ cho tiếng" in page
    assert technician.post(of(stage, f"readiness/{test.id}/sign-off")).status_code == 302
    assert "1 trên 4 điểm cầu sẵn sàng" in technician.get(of(stage, "readiness")).text
    assert technician.post(of(stage, f"readiness/{test.id}/sign-off")).status_code == 409


def test_a_test_of_another_meeting_is_not_found(technician, runtime, stage):
    other = stage.other_commune
    with runtime.unit_of_work(stage.actor_of(other.leader)) as uow:
        test = service.record_test(uow, other.meeting_site, TestResult(rtt_ms=5))
    assert technician.post(of(stage, f"readiness/{test.id}/sign-off")).status_code == 404


def test_the_report_comes_in_four_forms(client_of, ten_minutes):
    client = client_of(ten_minutes.staff[Role.TECHNICIAN])
    page = client.get(of(ten_minutes, "quality/report")).text
    assert "độ trễ cao (5 phút)" in page and 'class="cell-poor"' in page
    table = client.get(of(ten_minutes, "quality/report?format=csv")).data.decode("utf-8-sig")
    assert "UBND xã Đồng Lạc" in table
    assert client.get(of(ten_minutes, "quality/report?format=xlsx")).data.startswith(b"PK")
    assert client.get(of(ten_minutes, "quality/report?format=pdf")).data.startswith(b"%PDF")


def test_one_line_has_its_chart_and_its_samples(client_of, ten_minutes):
    client = client_of(ten_minutes.staff[Role.TECHNICIAN])
    assert "line-chart" in client.get(line_of_site(ten_minutes)).text
    columns = client.get(line_of_site(ten_minutes, more="/samples")).json
    assert len(columns["at"]) == len(columns["rtt_ms"]) == 60
    assert columns["fps"][0] is None


def test_a_site_says_how_it_was(client_of, runtime, ten_minutes):
    leader = client_of(ten_minutes.communes[0].leader)
    answer = leader.post(
        line_of_site(ten_minutes, more="/statement"),
        data={"picture": "4", "sound": "2", "note": "Mất tiếng lúc 8:05"},
        follow_redirects=True,
    )
    assert "Mất tiếng lúc 8:05" in answer.text


@pytest.mark.parametrize(
    "data",
    [
        {"picture": "6", "sound": "2", "note": "Hình mờ"},
        {"sound": "2", "note": "Hình mờ"},
        {"picture": "x", "sound": "2", "note": "Hình mờ"},
        {"picture": "3", "sound": "2", "note": "Hình mờ", "more": "1"},
    ],
)
def test_a_statement_with_a_mistake_comes_back_with_what_was_typed(client_of, ten_minutes, data):
    leader = client_of(ten_minutes.communes[0].leader)
    answer = leader.post(line_of_site(ten_minutes, more="/statement"), data=data)
    assert answer.status_code == 400 and "Hình mờ" in answer.text


def test_another_site_s_leader_cannot_say_it(client_of, ten_minutes):
    leader = client_of(ten_minutes.communes[1].leader)
    answer = leader.post(
        line_of_site(ten_minutes, more="/statement"), data={"picture": "1", "sound": "1"}
    )
    assert answer.status_code == 403


def test_another_unit_s_lines_are_not_found(client_of, live):
    stranger = client_of(live.other_staff[Role.TECHNICIAN])
    for path in ("quality", "quality/lines", "quality/report", "readiness"):
        assert stranger.get(of(live, path)).status_code == 404
    assert stranger.get(line_of_site(live)).status_code == 404
    assert stranger.get(line_of_site(live, more="/samples")).status_code == 404


def test_the_phone_of_a_technician_is_for_the_host_only(client_of, runtime, live):
    with runtime.unit_of_work(SYSTEM) as uow:
        site = uow.session.merge(live.communes[0].site)
        site.technician_name, site.technician_phone = "Bùi Văn Kỹ", "0912 000 111"
    assert "0912 000 111" in client_of(live.staff[Role.TECHNICIAN]).get(of(live, "quality")).text
    commune = client_of(live.communes[1].leader)
    for path in ("quality", "readiness"):
        assert "0912 000 111" not in commune.get(of(live, path)).text


def test_the_overview_filters_a_period_and_exports_it(client_of, runtime, ten_minutes):
    with runtime.unit_of_work(SYSTEM) as uow:
        service.sum_up_later(uow, MeetingClosed(ten_minutes.meeting.id))
    client = client_of(ten_minutes.staff[Role.TECHNICIAN])
    waits = client.get("/reports/quality").text
    assert "đang được tổng hợp" in waits and ten_minutes.meeting.title in waits
    for page in ("trend", "ranking", "investment"):
        assert "Chưa tính xong" in client.get(f"/reports/quality/{page}").text
    jobs.sum_lines_up(runtime)
    assert "đang được tổng hợp" not in client.get("/reports/quality").text
    for by in ("units", "meetings"):
        assert client.get(f"/reports/quality?by={by}").status_code == 200
        assert client.get(f"/reports/quality?by={by}&format=csv").status_code == 200
        assert client.get(f"/reports/quality?by={by}&format=pdf").data.startswith(b"%PDF")
    assert client.get("/reports/quality?format=xlsx").data.startswith(b"PK")
    empty = client.get("/reports/quality?start=01/01/2025&end=31/12/2025").text
    assert "Không có đường truyền nào được đo" in empty
    assert client.get("/reports/quality?start=abc").status_code == 400


@pytest.mark.parametrize(
    "batch",
    [
        {},
        {"samples": []},
        {"samples": [{"seq": -1}]},
        {"samples": [{"seq": 1, "loss_pct": 101}]},
        {"samples": [{"seq": 1, "rtt_ms": "nhanh"}]},
        {"samples": [{"seq": 1, "rtt_ms": float("nan")}]},
        {"samples": [{"seq": 1, "rtt_ms": float("inf")}]},
        {"samples": [{"seq": 1, "facts": {"x": "y" * 5000}}]},
        {"samples": [{"seq": 1, "unknown": 1}]},
        {"samples": [{"seq": n} for n in range(31)]},
    ],
)
def test_samples_that_make_no_sense_are_refused(batch):
    with pytest.raises(InvalidInput):
        read(SampleBatchForm, batch)


def test_a_sample_keeps_null_apart_from_zero():
    form = read(SampleBatchForm, {"samples": [{"seq": 1, "rtt_ms": None, "loss_pct": 0}]})
    measured = form.samples[0].measured()
    assert measured.rtt_ms is None and measured.loss_pct == 0


def test_a_line_test_may_know_nothing():
    assert read(LineTestForm, {}).result().udp_open is None


def test_nobody_reads_lines_without_signing_in(app, stage):
    assert app.test_client().get(of(stage, "quality")).status_code == 302


def test_the_lines_of_a_meeting_that_closed_are_summed_up(runtime, ten_minutes):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.emit(MeetingClosed(ten_minutes.meeting.id))
    jobs.sum_lines_up(runtime)
    with runtime.read() as session:
        actor = ten_minutes.actor(Role.AUDITOR)
        start = ten_minutes.meeting.starts_at
        found = queries.overview(session, actor, start, runtime.clock())
    assert len(found.units) == 3


def test_of_many_sites_those_that_are_not_ready_come_first(technician, runtime, stage, monkeypatch):
    monkeypatch.setattr(import_module("hub.quality.queries.readiness"), "WHOLE", 1)
    monkeypatch.setattr(import_module("hub.quality.queries.readiness"), "LISTED", 2)
    commune = stage.communes[0]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        good = TestResult(rtt_ms=20, down_kbps=9000, up_kbps=5000)
        service.record_test(uow, commune.meeting_site, good)
    page = technician.get(of(stage, "readiness")).text
    ready = f'id="ready-{stage.communes[0].meeting_site.id}"'
    assert "1 trên 4 điểm cầu sẵn sàng" in page and page.count('<li class="ready ') == 2
    assert ready not in page and ready in technician.get(of(stage, "readiness?page=2")).text
    named = technician.get(of(stage, f"readiness?q={stage.communes[0].unit.short_name}")).text
    assert ready in named and named.count('<li class="ready ') == 1
    assert f'value="{stage.communes[0].unit.short_name}"' in named, "news does not lose the search"
