"""Lines over months: trend, ranking, the list for investment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings.models import MeetingState
from hub.quality import queries, rules
from hub.quality.models import Grade, LineSummary
from hub.quality.rules import Cause, Need, Remedy
from tests.builders import MONDAY, a_meeting, at_site

GOOD_LINE = (3600, 0, 0, 0)
FAIR_LINE = (2400, 1200, 0, 0)
POOR_LINE = (1200, 0, 2100, 300)
YEAR = (datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC))


@pytest.fixture
def held(runtime, stage):
    """Hold meetings with finished lines: `held(months_ago, lines of the communes, causes=…)`."""

    def hold(months_ago, *lines, causes=(), drops=0, host=None):
        starts_at = MONDAY - timedelta(days=30 * months_ago)
        chair, secretary = stage.staff[Role.CHAIR], stage.staff[Role.SECRETARY]
        meeting = a_meeting(
            host or stage.host, chair, secretary, starts_at=starts_at, state=MeetingState.ENDED
        )
        with runtime.unit_of_work(SYSTEM) as uow:
            uow.session.add(meeting)
            uow.session.flush()
            for place, (commune, seconds) in enumerate(zip(stage.communes, lines, strict=False)):
                site = at_site(meeting, commune.site, position=place + 1)
                uow.session.add(site)
                uow.session.flush()
                uow.session.add(
                    LineSummary(
                        meeting_site_id=site.id,
                        meeting_id=meeting.id,
                        good_s=seconds[0],
                        fair_s=seconds[1],
                        poor_s=seconds[2],
                        lost_s=seconds[3],
                        drops=drops,
                        grade=rules.meeting_grade(*seconds),
                        causes=[[cause.value, length] for cause, length in causes],
                    )
                )
        return meeting

    return hold


def ask(runtime, actor, question, *more, period=YEAR):
    with runtime.read() as session:
        return question(session, actor, *period, *more)


# The score --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "score"),
    [
        ((3600, 0, 0, 0, 0), 100),
        ((1800, 1800, 0, 0, 0), 75),
        ((3600, 0, 0, 0, 3), 94),
        ((3600, 0, 0, 0, 90), 80),
        ((0, 0, 1800, 1800, 5), 0),
        ((0, 0, 0, 0, 0), 0),
    ],
)
def test_the_score_is_the_formula_that_is_printed_beside_it(line, score):
    assert rules.line_score(*line) == score


@given(*[st.integers(0, 10_000)] * 4, st.integers(0, 50))
def test_a_score_stays_between_nothing_and_a_hundred_and_more_good_time_never_lowers_it(
    good, fair, poor, lost, drops
):
    score = rules.line_score(good, fair, poor, lost, drops)
    assert 0 <= score <= 100
    assert rules.line_score(good + 100, fair, poor, lost, drops) >= score - 0.1


@given(st.lists(st.sampled_from([10.0, 50.0, 70.0, 99.0]), max_size=12))
def test_equal_scores_share_a_rank_and_the_next_one_is_skipped(scores):
    found = dict(zip(scores, rules.ranks(scores), strict=True))
    for score, rank in found.items():
        assert rank == 1 + sum(other > score for other in scores)


# Whose lines need money ---------------------------------------------------------------------------


def test_only_the_last_meetings_count_for_investment():
    weak, good = Grade.POOR, Grade.GOOD
    assert rules.needs_investment([weak, weak, weak], Need(3, 5))
    assert not rules.needs_investment([weak, weak, weak, good, good, good], Need(3, 5))
    assert rules.needs_investment([good, weak, Grade.LOST, weak], Need(3, 5))
    assert not rules.needs_investment([weak, weak], Need(3, 5))


def test_the_gravest_causes_say_what_would_help():
    causes = [(Cause.LOSS, 900), (Cause.JITTER, 500), (Cause.SILENCE, 200), (Cause.DELAY, 100)]
    assert rules.remedies_of(causes) == [Remedy.CABLE, Remedy.BACKUP]
    assert rules.remedies_of([(Cause.COMPUTER, 60)]) == [Remedy.COMPUTER]
    assert rules.remedies_of([]) == []
    assert set(rules.REMEDIES) == set(Cause)


def test_communes_that_were_weak_often_enough_are_proposed_weakest_first(runtime, stage, held):
    for months_ago in range(4):
        held(months_ago, POOR_LINE, GOOD_LINE, POOR_LINE if months_ago < 2 else GOOD_LINE,
             causes=[(Cause.LOSS, 1800)])  # fmt: skip
    actor = stage.actor(Role.TECHNICIAN)
    found = ask(runtime, actor, queries.investment, Need(3, 5))
    assert [(each.unit.id, each.weak, each.of) for each in found] == [
        (stage.communes[0].unit.id, 4, 4)
    ]
    assert found[0].remedies == [Remedy.CABLE]
    wider = ask(runtime, actor, queries.investment, Need(2, 5))
    assert [each.unit.id for each in wider] == [
        stage.communes[0].unit.id,
        stage.communes[2].unit.id,
    ]


# Trend and ranking --------------------------------------------------------------------------------


def test_a_trend_has_every_month_also_those_without_a_meeting(runtime, stage, held):
    held(0, GOOD_LINE, FAIR_LINE)
    held(2, POOR_LINE)
    found = ask(runtime, stage.actor(Role.TECHNICIAN), queries.trend)
    assert [each.month for each in found.months] == [date(2026, n, 1) for n in range(1, 13)]
    assert [each.meetings for each in found.months][8:] == [1, 0, 1, 0]
    assert found.months[9].score is None
    assert found.months[10].totals.good_s == 6000


def test_the_trend_of_one_commune_leaves_the_others_out(runtime, stage, held):
    held(0, GOOD_LINE, FAIR_LINE)
    commune = stage.communes[1].unit
    found = ask(runtime, stage.actor(Role.TECHNICIAN), queries.trend, commune.id)
    assert found.unit.id == commune.id and found.totals.good_s == 2400
    assert len(found.units) == 2


def test_communes_are_ranked_by_score_beside_the_period_before(runtime, stage, held):
    held(0, POOR_LINE, GOOD_LINE, FAIR_LINE)
    held(14, GOOD_LINE)
    found = ask(runtime, stage.actor(Role.TECHNICIAN), queries.ranking)
    assert [each.unit.id for each in found] == [
        stage.communes[place].unit.id for place in (1, 2, 0)
    ]
    assert [each.rank for each in found] == [1, 2, 3]
    assert (found[2].before, found[0].before) == (100, None)


def test_a_commune_sees_its_own_lines_only_and_strangers_none(runtime, stage, held):
    held(0, POOR_LINE, GOOD_LINE)
    own = ask(runtime, stage.actor_of(stage.communes[0].leader), queries.ranking)
    assert [each.unit.id for each in own] == [stage.communes[0].unit.id]
    assert ask(runtime, stage.other_actor(Role.TECHNICIAN), queries.ranking) == []
    assert len(ask(runtime, stage.actor(Role.AUDITOR), queries.ranking)) == 2


@pytest.mark.parametrize("question", [queries.trend, queries.ranking, queries.overview])
def test_reports_over_months_ask_as_often_for_one_meeting_as_for_many(
    engine, runtime, stage, held, question
):
    def cost():
        seen = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        ask(runtime, stage.actor(Role.TECHNICIAN), question)
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    held(0, GOOD_LINE, FAIR_LINE, POOR_LINE)
    one = cost()
    for months_ago in range(1, 5):
        held(months_ago, GOOD_LINE, FAIR_LINE, POOR_LINE)
    assert cost() == one <= 5  # the BEGIN among them


# Pages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["trend", "ranking", "investment"])
def test_each_report_is_a_page_and_three_files(client_of, stage, held, page):
    for months_ago in range(4):
        held(months_ago, POOR_LINE, GOOD_LINE, causes=[(Cause.DELAY, 600)])
    client = client_of(stage.staff[Role.TECHNICIAN])
    address = f"/reports/quality/{page}?start=01/01/2026&end=31/12/2026"
    text = client.get(address).text
    assert "độ trễ cao" in text and "Điểm = 100" in text
    assert "Xuân Viên" in client.get(f"{address}&format=csv").data.decode("utf-8-sig") or page == (
        "trend"
    )
    assert client.get(f"{address}&format=xlsx").data.startswith(b"PK")
    assert client.get(f"{address}&format=pdf").data.startswith(b"%PDF")


def test_a_question_that_makes_no_sense_comes_back_with_what_was_typed(client_of, stage, held):
    client = client_of(stage.staff[Role.TECHNICIAN])
    for question in ("start=mai", "weak=9&of=3", "start=01/02/2026&end=01/01/2026"):
        answer = client.get(f"/reports/quality/investment?{question}")
        assert answer.status_code == 400, question
    assert client.get("/reports/quality/trend?unit=abc").status_code == 400
    assert client.get("/reports/quality/ranking").status_code == 200


def test_the_trend_names_the_commune_that_was_chosen(client_of, stage, held):
    held(1, POOR_LINE, GOOD_LINE)
    client = client_of(stage.staff[Role.TECHNICIAN])
    unit = stage.communes[0].unit
    text = client.get(f"/reports/quality/trend?unit={unit.id}&start=01/01/2026").text
    assert f"{unit.name} ·" in text
