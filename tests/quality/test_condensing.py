"""Old samples: minutes in their place."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings.events import MeetingClosed
from hub.quality import jobs, queries, rules, service
from hub.quality.models import Grade, LineSummary, QualitySample, WitnessSample
from hub.quality.rules import Cause, MinutePoint, Witnessed
from tests.builders import MONDAY

TEN_MINUTES = MONDAY, MONDAY + timedelta(minutes=10)


def samples(runtime, kind=QualitySample):
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(kind))


def reports(runtime, stage):
    with runtime.read() as session:
        meeting = meetings.get(session, stage.meeting.id)
        found = queries.report(session, meeting, runtime.clock())
        alone = [
            queries.report_of_site(session, meeting, each.meeting_site, runtime.clock())
            for each in found.sites
        ]
    assert [each.course for each in alone] == [each.course for each in found.sites]
    return {each.meeting_site.id: each for each in found.sites}


@pytest.fixture
def engine_tells(runtime, clock, ten_minutes):
    """Samples of the media engine for the first commune: one each ten seconds."""
    site = ten_minutes.communes[0].meeting_site
    with runtime.unit_of_work(SYSTEM) as uow:
        seen = [Witnessed(MONDAY + timedelta(seconds=10 * n), receiving=True) for n in range(60)]
        service.record_witnessed(uow, {site.id: seen})
    return ten_minutes


@pytest.fixture
def condensed(runtime, clock, ten_minutes):
    """The ten minutes, a month later."""
    clock.now = MONDAY + timedelta(days=31)
    assert jobs.condense_old_samples(runtime) == 168
    return ten_minutes


def minute(number, **counts):
    return MinutePoint(
        MONDAY + timedelta(minutes=number), {Grade(each): n for each, n in counts.items()}
    )


def stretches(*minutes):
    course = rules.course_of_minutes(minutes, *TEN_MINUTES)
    return [(each.grade.value, round(each.seconds)) for each in course.segments]


def test_samples_stay_as_they_are_for_thirty_days(runtime, clock, ten_minutes):
    clock.now = MONDAY + timedelta(days=30)
    assert jobs.condense_old_samples(runtime) == 0
    assert samples(runtime) == 60 + 60 + 48


def test_after_thirty_days_a_row_for_each_minute_is_left(runtime, clock, ten_minutes):
    clock.now = MONDAY + timedelta(days=31)
    assert jobs.condense_old_samples(runtime) == 168
    assert samples(runtime) == 0
    turned = ten_minutes.communes[1].meeting_site
    with runtime.read() as session:
        minutes = queries.minutes_of(session, turned.id)
    assert minutes[0].minute == MONDAY and len(minutes) == 11
    assert sum(each.good for each in minutes) == sum(each.poor for each in minutes) == 30
    assert (minutes[1].rtt_ms, minutes[1].rtt_worst_ms) == (30, 30)
    assert (minutes[-2].rtt_ms, minutes[-2].fps, minutes[-2].good) == (420, None, 0)


def test_condensing_goes_on_where_it_was_interrupted(runtime, clock, ten_minutes, monkeypatch):
    clock.now = MONDAY + timedelta(days=31)
    monkeypatch.setattr(service.condensing, "SITES_AT_ONCE", 1)
    with runtime.unit_of_work(SYSTEM) as uow:
        first = service.condense(uow)
    assert 0 < first < 168
    assert jobs.condense_old_samples(runtime) == 168 - first
    assert jobs.condense_old_samples(runtime) == 0


# The report afterwards ---------------------------------------------------------------------------


def test_a_month_later_the_report_has_the_same_minutes_breaks_and_causes(
    runtime, clock, ten_minutes
):
    with runtime.unit_of_work(SYSTEM) as uow:
        service.sum_up_later(uow, MeetingClosed(ten_minutes.meeting.id))
    jobs.sum_lines_up(runtime)
    before = reports(runtime, ten_minutes)
    clock.now = MONDAY + timedelta(days=31)
    assert jobs.condense_old_samples(runtime) == 168
    after = reports(runtime, ten_minutes)
    assert after.keys() == before.keys()
    for site, was in before.items():
        now = after[site]
        assert (now.course is None) is (was.course is None)
        if was.course:
            assert now.course.seconds == was.course.seconds
            assert (now.course.drops, now.course.causes) == (was.course.drops, was.course.causes)
            assert (now.rtt_ms, now.loss_pct, now.jitter_ms, now.grade, now.samples) == (
                was.rtt_ms, was.loss_pct, was.jitter_ms, was.grade, was.samples
            )  # fmt: skip


def test_the_timeline_of_old_meetings_is_true_to_the_minute(runtime, condensed):
    found = reports(runtime, condensed)
    courses = [found[each.meeting_site.id].course for each in condensed.communes[:3]]
    drawn = [[(part.grade.value, part.seconds / 60) for part in each.segments] for each in courses]
    assert drawn[0] == [("good", 10)]
    assert [grade for grade, _minutes in drawn[1]] == ["good", "poor"]
    assert drawn[1][0][1] == pytest.approx(5, abs=1)
    assert [grade for grade, _minutes in drawn[2]] == ["fair", "lost", "fair"]
    assert drawn[2][1][1] == pytest.approx(2, abs=0.5)


def test_a_meeting_nobody_closed_is_summed_up_before_its_samples_go(runtime, condensed):
    turned = reports(runtime, condensed)[condensed.communes[1].meeting_site.id]
    assert turned.course.causes == ((Cause.DELAY, 300),)


def test_without_sums_the_minutes_alone_tell_the_grades(runtime, condensed):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(delete(LineSummary))
    turned = reports(runtime, condensed)[condensed.communes[1].meeting_site.id]
    assert turned.minutes("good") + turned.minutes("poor") == 10
    assert turned.minutes("good") in {5, 6} and turned.rtt_ms == pytest.approx(225, abs=20)


def test_the_page_of_an_old_line_has_its_timeline_its_chart_and_its_files(client_of, condensed):
    client = client_of(condensed.staff[Role.TECHNICIAN])
    site = condensed.communes[1].meeting_site.id
    place = f"/meetings/{condensed.meeting.id}/quality/{site}"
    page = client.get(place).text
    assert 'class="cell-poor"' in page and "độ trễ cao (5 phút)" in page
    assert "Mẫu đo của đường truyền này đã được rút gọn" in page
    columns = client.get(f"{place}/samples").json
    assert len(columns["at"]) == len(columns["rtt_ms"]) == 11
    assert columns["at"][0] == MONDAY.timestamp() + 30
    assert columns["apart_s"] > 60, "neighbouring minutes are one line"
    table = client.get(f"{place}?format=csv").data.decode("utf-8-sig")
    assert "Phút bắt đầu" in table and "420" in table
    assert client.get(f"{place}?format=xlsx").data.startswith(b"PK")
    assert client.get(f"{place}?format=pdf").data.startswith(b"%PDF")
    whole = client.get(f"/meetings/{condensed.meeting.id}/quality/report").text
    assert 'class="cell-poor"' in whole and "độ trễ cao (5 phút)" in whole


# The course of minutes ---------------------------------------------------------------------------


def test_a_grade_that_goes_on_comes_first_in_its_minute():
    found = stretches(minute(0, good=6), minute(1, good=2, poor=4), minute(2, good=3, poor=3))
    assert found == [("good", 80), ("poor", 70), ("good", 30)]


def test_minutes_without_samples_are_lost():
    assert stretches(minute(0, good=6), minute(3, good=6)) == [
        ("good", 60), ("lost", 120), ("good", 60)
    ]  # fmt: skip


def test_what_a_minute_lacks_is_lost_unless_it_is_one_sample():
    assert stretches(minute(0, good=6), minute(1, good=5), minute(2, good=6)) == [("good", 180)]
    assert stretches(minute(0, good=6), minute(1, good=3), minute(2, good=6)) == [
        ("good", 90), ("lost", 30), ("good", 60)
    ]  # fmt: skip


def test_before_the_first_sample_and_after_the_last_nobody_was_measured():
    assert stretches(minute(2, fair=2), minute(3, fair=6), minute(4, fair=1)) == [("fair", 90)]
    assert stretches(minute(9, good=6), minute(10, good=6)) == [("good", 60)]
    assert stretches() == []


# The media engine's samples -----------------------------------------------------------------------


def test_the_engine_s_samples_stay_for_thirty_days_and_go_with_the_others(
    runtime, clock, engine_tells
):
    clock.now = MONDAY + timedelta(days=30)
    assert jobs.condense_old_samples(runtime) == 0
    assert samples(runtime, WitnessSample) == 60
    clock.now = MONDAY + timedelta(days=31)
    assert jobs.condense_old_samples(runtime) == 168 + 60
    assert samples(runtime, WitnessSample) == samples(runtime) == 0


def test_the_engine_s_samples_go_where_no_browser_told_anything(runtime, clock, engine_tells):
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.execute(delete(QualitySample))
    clock.now = MONDAY + timedelta(days=31)
    assert jobs.condense_old_samples(runtime) == 60
    assert samples(runtime, WitnessSample) == 0
    assert jobs.condense_old_samples(runtime) == 0
