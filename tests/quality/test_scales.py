"""What counts as a good line: the defaults, what an administrator sets, what reports say."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.core.errors import InvalidInput
from hub.core.unit_of_work import Role
from hub.quality import queries, rules, service
from hub.quality.errors import NotTheSystemAdmin, ScaleChanged
from hub.quality.models import Grade, QualitySample
from hub.quality.rules import Measurement
from tests.builders import MONDAY
from tests.quality.conftest import FAIR

LAX = rules.Thresholds(rtt_ms=(250, 500))


@pytest.fixture
def set_scale(runtime, stage):
    def change(thresholds=LAX, *, after=0, role=Role.SYSTEM_ADMIN, reason="Theo văn bản 12/VP"):
        with runtime.unit_of_work(stage.actor(role)) as uow:
            return service.set_scale(uow, thresholds, reason=reason, after_version=after)

    return change


def test_a_hub_begins_with_the_limits_it_was_installed_with(runtime, settings):
    with runtime.read() as session:
        found = queries.scale_now(session, settings)
    assert (found.version, found.thresholds) == (0, rules.DEFAULT)


def test_new_limits_judge_new_samples_and_leave_the_old_ones(runtime, clock, sample, set_scale):
    sample(0, Measurement(1, **FAIR))
    set_scale()
    clock.go(seconds=10)
    sample(0, Measurement(2, **FAIR))
    with runtime.read() as session:
        grades = session.scalars(select(QualitySample.grade).order_by(QualitySample.seq)).all()
    assert grades == [Grade.FAIR, Grade.GOOD]


def test_a_report_names_the_limits_that_applied_while_it_lasted(
    runtime, settings, clock, live, set_scale
):
    set_scale()
    clock.go(hours=1)
    set_scale(rules.DEFAULT, after=1)
    hour = timedelta(hours=1)

    def versions(start, end):
        with runtime.read() as session:
            return [each.version for each in queries.scales_within(session, settings, start, end)]

    assert versions(MONDAY - 2 * hour, MONDAY - hour) == [0]
    assert versions(MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=30)) == [1]
    assert versions(MONDAY - hour, MONDAY + 2 * hour) == [0, 1, 2]


@pytest.mark.parametrize(
    ("thresholds", "field"),
    [
        (rules.Thresholds(rtt_ms=(300, 150)), "rtt_ms_fair"),
        (rules.Thresholds(mos=(3.0, 4.0)), "mos_fair"),
        (rules.Thresholds(loss_pct=(1, 101)), "loss_pct_fair"),
        (rules.Thresholds(mos=(4.6, 3.1)), "mos_good"),
        (rules.Thresholds(jitter_ms=(20, 20)), "jitter_ms_fair"),
    ],
)
def test_limits_that_cannot_be_are_refused(set_scale, thresholds, field):
    with pytest.raises(InvalidInput) as refused:
        set_scale(thresholds)
    assert field in refused.value.fields


def test_the_default_limits_are_without_mistakes():
    assert rules.mistakes_in(rules.DEFAULT) == {}


def test_the_second_of_two_administrators_is_told(set_scale):
    set_scale()
    with pytest.raises(ScaleChanged):
        set_scale(rules.DEFAULT, after=0)


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.TECHNICIAN, Role.AUDITOR])
def test_nobody_else_sets_limits(set_scale, role):
    with pytest.raises(NotTheSystemAdmin):
        set_scale(role=role)


def _typed(**changes):
    typed = {
        f"{measure.name}_{grade}": f"{limit:g}".replace(".", ",")
        for measure in rules.MEASURES
        for grade, limit in zip(("good", "fair"), getattr(LAX, measure.name), strict=True)
    }
    return {**typed, "reason": "Theo văn bản 12/VP", "after_version": "0", **changes}


def test_an_administrator_sets_limits_on_the_page_and_sees_what_was_before(
    client_of, stage, runtime, settings
):
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    assert "Ngưỡng theo cài đặt ban đầu" in admin.get("/admin/grades").text
    page = admin.post("/admin/grades", data=_typed(), follow_redirects=True).text
    assert "Theo văn bản 12/VP" in page and "250 / 500" in page
    with runtime.read() as session:
        assert queries.thresholds_now(session, settings) == LAX


def test_a_mistake_comes_back_beside_what_was_typed(client_of, stage):
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    answer = admin.post("/admin/grades", data=_typed(rtt_ms_good="nhanh", reason="Vì mạng yếu"))
    assert answer.status_code == 400 and "Vì mạng yếu" in answer.text and "nhanh" in answer.text
    assert admin.post("/admin/grades", data=_typed(rtt_ms_good="900")).status_code == 400


def test_limits_set_since_the_page_was_opened_are_not_overwritten(client_of, stage):
    admin = client_of(stage.staff[Role.SYSTEM_ADMIN])
    admin.post("/admin/grades", data=_typed())
    answer = admin.post("/admin/grades", data=_typed(rtt_ms_good="99", reason="Siết chặt"))
    assert answer.status_code == 409 and "Siết chặt" in answer.text


def test_an_auditor_reads_the_limits_and_cannot_set_them(client_of, stage):
    auditor = client_of(stage.staff[Role.AUDITOR])
    page = auditor.get("/admin/grades").text
    assert "Áp dụng từ bây giờ" not in page
    assert auditor.post("/admin/grades", data=_typed()).status_code == 403
