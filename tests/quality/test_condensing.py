"""Old samples: minutes in their place."""

from datetime import timedelta

from sqlalchemy import func, select

from hub.core.unit_of_work import SYSTEM
from hub.quality import jobs, queries, service
from hub.quality.models import QualitySample
from tests.builders import MONDAY


def samples(runtime):
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(QualitySample))


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
