"""Sums of lines, made slice by slice after the close."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings.events import MeetingClosed
from hub.quality import jobs, queries, service
from hub.quality.models import LineSummary, PendingSums
from hub.quality.queries import pages
from tests.builders import MONDAY


def sums(runtime):
    with runtime.read() as session:
        return {
            each.meeting_site_id: (
                each.good_s, each.fair_s, each.poor_s, each.lost_s, each.drops, each.rtt_ms,
                each.grade, each.causes,
            )
            for each in session.scalars(select(LineSummary))
        }  # fmt: skip


def waiting(runtime):
    with runtime.read() as session:
        return session.scalars(select(PendingSums)).all()


@pytest.fixture(autouse=True)
def one_site_at_once(monkeypatch):
    monkeypatch.setattr(jobs, "SITES_AT_ONCE", 1)
    monkeypatch.setattr(jobs, "TURN_S", 0)


@pytest.fixture
def closed(runtime, ten_minutes):
    """Ten minutes of three lines, just closed."""
    with runtime.unit_of_work(SYSTEM) as uow:
        service.sum_up_later(uow, MeetingClosed(ten_minutes.meeting.id))
    return ten_minutes


def a_slice(runtime):
    with runtime.read() as session:
        part = queries.next_slice(session, runtime.clock(), most=1)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.keep_slice(uow, part)
    return part


def test_the_close_itself_sums_nothing_up(runtime, closed):
    assert sums(runtime) == {}
    assert [each.meeting_id for each in waiting(runtime)] == [closed.meeting.id]


def test_killed_between_two_slices_the_sums_go_on_behind_the_last_one_kept(
    runtime, closed, monkeypatch
):
    seen = [a_slice(runtime).last, a_slice(runtime).last]
    (pending,) = waiting(runtime)
    assert pending.summed_to == seen[-1]
    kept = sums(runtime)
    jobs.sum_lines_up(runtime)
    in_pieces = sums(runtime)
    assert kept.items() <= in_pieces.items()
    assert len(in_pieces) == 3 and not waiting(runtime)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.sum_up_later(uow, MeetingClosed(closed.meeting.id))
    monkeypatch.setattr(jobs, "SITES_AT_ONCE", 100)
    jobs.sum_lines_up(runtime)
    assert sums(runtime) == in_pieces


def test_a_slice_kept_twice_counts_once(runtime, closed):
    with runtime.read() as session:
        part = queries.next_slice(session, runtime.clock(), most=100)
    for _ in range(2):
        with runtime.unit_of_work(SYSTEM) as uow:
            service.keep_slice(uow, part)
    (pending,) = waiting(runtime)
    assert pending.lines == len(sums(runtime)) == 3


def test_half_summed_up_a_meeting_is_in_no_report(runtime, closed):
    actor = closed.actor_of(closed.communes[0].leader)
    period = MONDAY.replace(day=1), runtime.clock()
    for _ in range(4):
        a_slice(runtime)
    with runtime.read() as session:
        assert queries.summary_rows(session, actor, *period) == []
        assert queries.being_summed(session, actor, *period) == [closed.meeting.title]
    jobs.sum_lines_up(runtime)
    with runtime.read() as session:
        assert len(queries.summary_rows(session, actor, *period)) == 1
        assert queries.being_summed(session, actor, *period) == []


def test_the_log_says_once_how_many_lines_were_summed_up(runtime, closed):
    said = []
    jobs.sum_lines_up(replace(runtime, announce=said.append))
    assert [(each.name, each.sites) for each in said] == [("quality:summarised", 3)]


def test_a_large_meeting_lists_its_lines_by_the_page_the_worst_first(
    runtime, closed, client_of, monkeypatch
):
    monkeypatch.setattr(pages, "WHOLE", 1)
    monkeypatch.setattr(pages, "LINES", 2)
    technician = client_of(closed.staff[Role.TECHNICIAN])
    place = f"/meetings/{closed.meeting.id}/quality/report"
    before = technician.get(place).text
    assert before.count('<tr id="report-') == 2 and "được tổng hợp sau khi kết thúc" in before
    refused = technician.get(f"{place}?format=csv")
    assert refused.status_code == 409 and "chưa được tổng hợp" in refused.text
    monkeypatch.setattr(pages, "WHOLE", 100)
    whole, as_csv = technician.get(place).text, technician.get(f"{place}?format=csv").data
    monkeypatch.setattr(pages, "WHOLE", 1)
    jobs.sum_lines_up(runtime)
    assert technician.get(f"{place}?format=csv").data == as_csv, "the sums say what the samples say"
    assert technician.get(f"{place}?format=xlsx").data[:2] == b"PK"
    first = technician.get(place).text
    assert first.count('<tr id="report-') == 2 and "1–2 / 4" in first
    with runtime.read() as session:
        worst = session.scalars(
            select(LineSummary).order_by(LineSummary.lost_s.desc(), LineSummary.poor_s.desc())
        ).first()
    assert first.index(f'id="report-{worst.meeting_site_id}"') == first.index('id="report-')
    row = f'<tr id="report-{worst.meeting_site_id}"'
    assert first.split(row)[1].split("</tr>")[0] == whole.split(row)[1].split("</tr>")[0]
    unit = closed.communes[2].unit
    found = technician.get(f"{place}?q={unit.short_name}").text
    assert found.count('<tr id="report-') == 1 and "1–1 / 1" in found
