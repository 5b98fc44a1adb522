"""The media engine as the second witness of a line."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from hub.core.ids import MeetingSiteId, new_id
from hub.core.unit_of_work import SYSTEM, Role
from hub.quality import queries, rules, service
from hub.quality.models import Grade, WitnessSample
from hub.quality.rules import Disagreement, Measurement, Spoken, Witnessed
from tests.builders import MONDAY
from tests.quality.conftest import GOOD, POOR

PLACES = range(12)


def at(place: int, seconds: float = 0):
    return MONDAY + timedelta(seconds=10 * place + seconds)


def said(grade=Grade.GOOD, *, places=PLACES, **measures):
    return [Spoken(at(place, 3), grade, **measures) for place in places]


def seen(*, places=PLACES, **measures):
    return [Witnessed(at(place), **measures) for place in places]


def kinds(browser, engine):
    return [kind for kind, _seconds in rules.disagreements(browser, engine)]


# Where the two differ -------------------------------------------------------------------------


def test_a_page_that_calls_a_line_good_of_which_nothing_arrives_is_contradicted():
    found = rules.disagreements(said(), seen(receiving=False))
    assert found == ((Disagreement.UNHEARD, 120),)


def test_a_page_that_says_itself_that_the_line_is_lost_is_not_contradicted():
    assert kinds(said(Grade.LOST), seen(receiving=False)) == []


def test_loss_may_differ_by_five_points_and_no_more():
    assert kinds(said(loss_pct=1), seen(up_loss_pct=6)) == []
    assert kinds(said(loss_pct=1), seen(up_loss_pct=6.1)) == [Disagreement.LOSS]
    assert kinds(said(loss_pct=12), seen(down_loss_pct=3)) == [Disagreement.LOSS]


def test_a_delay_differs_when_it_is_much_longer_and_more_than_twice():
    assert kinds(said(rtt_ms=40), seen(rtt_ms=130)) == []
    assert kinds(said(rtt_ms=300), seen(rtt_ms=450)) == []
    assert kinds(said(rtt_ms=40), seen(rtt_ms=400)) == [Disagreement.DELAY]


def test_a_line_that_only_the_engine_sees_lost_its_way_to_the_hub():
    browser = said(places=(0, 1, 10, 11))
    assert kinds(browser, seen(receiving=True)) == [Disagreement.UNSEEN]


def test_before_the_first_sample_and_after_the_last_the_page_has_said_nothing():
    assert kinds(said(places=(5, 6)), seen(receiving=True)) == []


def test_what_is_unknown_contradicts_nothing():
    assert kinds(said(), seen()) == []
    assert kinds([], seen(receiving=False)) == kinds(said(), []) == []


def test_ten_seconds_of_disagreement_are_a_matter_of_clocks():
    engine = [*seen(places=(0, 1, 2)), Witnessed(at(3), receiving=False), *seen(places=(4, 5))]
    assert kinds(said(), engine) == []


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 2000)), min_size=1, max_size=30),
)
def test_two_witnesses_with_the_same_figures_never_disagree(figures):
    browser = [
        Spoken(at(place), Grade.GOOD, rtt_ms=rtt, loss_pct=loss)
        for place, (loss, rtt) in enumerate(figures)
    ]
    engine = [
        Witnessed(at(place), receiving=True, rtt_ms=rtt, up_loss_pct=loss)
        for place, (loss, rtt) in enumerate(figures)
    ]
    assert rules.disagreements(browser, engine) == ()


@given(st.lists(st.integers(0, 400), max_size=40, unique=True), st.floats(0, 100))
def test_they_cannot_disagree_for_longer_than_the_engine_watched(seconds, loss):
    engine = [Witnessed(at(0, each), receiving=False, up_loss_pct=loss) for each in sorted(seconds)]
    total = max(seconds, default=0) - min(seconds, default=0) + rules.SAMPLE_S
    for _kind, length in rules.disagreements(said(places=range(60)), engine):
        assert rules.SAMPLE_S < length <= total + 1


# Stored and heeded -----------------------------------------------------------------------------


@pytest.fixture
def witness(runtime, live, clock):
    """Let the engine tell of one site: `witness(place, receiving=…, rtt_ms=…)`."""

    def tell(place, site=None, **measures):
        site_id = site or live.communes[place].meeting_site.id
        with runtime.unit_of_work(SYSTEM) as uow:
            service.record_witnessed(uow, {site_id: [Witnessed(clock.now, **measures)]})

    return tell


def row(runtime, live, place=0):
    with runtime.read() as session:
        found = queries.board(session, live.meeting.id, runtime.clock())
    return next(
        each for each in found if each.meeting_site_id == live.communes[place].meeting_site.id
    )


def test_a_line_of_which_nothing_comes_any_more_is_lost_at_once(
    runtime, live, clock, sample, witness, heard
):
    sample(0, Measurement(1, **GOOD))
    sample(1, Measurement(1, **GOOD))
    clock.go(seconds=2)
    witness(0, receiving=False)
    assert row(runtime, live).grade is Grade.LOST and row(runtime, live).drops == 1
    assert row(runtime, live, 1).grade is Grade.GOOD
    assert "quality:alert" in heard.names()
    clock.go(seconds=1)
    witness(0, receiving=False)
    assert row(runtime, live).drops == 1


def test_a_line_that_is_heard_again_is_as_good_as_its_last_sample_said(
    runtime, live, clock, sample, witness
):
    sample(0, Measurement(1, **POOR))
    witness(0, receiving=False)
    clock.go(seconds=3)
    witness(0, receiving=True)
    assert row(runtime, live).grade is Grade.POOR


def test_a_line_without_samples_stays_lost_though_something_comes(
    runtime, live, clock, sample, witness
):
    sample(0, Measurement(1, **GOOD))
    clock.go(seconds=60)
    witness(0, receiving=False)
    clock.go(seconds=1)
    witness(0, receiving=True)
    assert row(runtime, live).grade is Grade.LOST


def test_a_page_that_goes_on_calling_its_line_good_is_believed(
    runtime, live, clock, sample, witness
):
    sample(0, Measurement(1, **GOOD))
    for seq in range(2, 6):
        clock.go(seconds=5)
        witness(0, receiving=False)
        clock.go(seconds=5)
        sample(0, Measurement(seq, **GOOD))
    assert row(runtime, live).grade is Grade.GOOD
    assert row(runtime, live).drops == 1


def test_what_the_engine_says_twice_is_stored_once_and_strangers_are_left_out(
    runtime, witness, live
):
    witness(0, receiving=True)
    witness(0, receiving=True)
    witness(0, site=MeetingSiteId(new_id()), receiving=True)
    with runtime.read() as session:
        assert session.scalar(select(func.count()).select_from(WitnessSample)) == 1


def test_the_engine_s_word_stands_beside_the_browser_s(
    runtime, live, clock, sample, witness, client_of
):
    for seq in range(12):
        clock.go(seconds=10)
        sample(0, Measurement(seq, **GOOD))
        sample(1, Measurement(seq, **GOOD))
        witness(0, receiving=True, rtt_ms=32, up_loss_pct=9, up_kbps=480)
    site = live.communes[0].meeting_site.id
    with runtime.read() as session:
        found = queries.find_second_witness(session, live.meeting.id, site)
        of_all = queries.disagreements_of(session, live.meeting.id)
        nothing = queries.find_second_witness(
            session, live.meeting.id, live.communes[1].meeting_site.id
        )
    assert (found.means.rtt_ms, found.means.loss_pct, found.means.up_kbps) == (32, 9, 480)
    assert found.disagreements == of_all[site] == ((Disagreement.LOSS, 120),)
    assert nothing is None and list(of_all) == [site]
    technician = client_of(live.staff[Role.TECHNICIAN])
    address = f"/meetings/{live.meeting.id}/quality"
    for page in (f"{address}/report", f"{address}/{site}"):
        text = technician.get(page).text
        assert "chênh nhau hơn 5 điểm" in text and "theo cài đặt ban đầu" in text
    assert technician.get(f"{address}/{site}/samples").json["engine"]["loss_pct"] == [9] * 12
    for kind, begin in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        assert technician.get(f"{address}/{site}?format={kind}").data.startswith(begin)
