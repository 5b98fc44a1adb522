"""Lines lost for long are incidents by themselves, and end by themselves."""

from datetime import timedelta

import pytest

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.messages import jobs, papers, queries, service
from hub.messages.errors import IncidentSettled, NotTheTechnician
from hub.messages.models import Cause, IncidentKind, IncidentState
from hub.quality import service as quality
from hub.quality.rules import Measurement


@pytest.fixture
def mend(runtime, live):
    """Let lines of communes be measured now: lines that were lost are back."""

    def back(*places):
        for place in places:
            commune = live.communes[place]
            sample = Measurement(runtime.clock().minute, rtt_ms=30.0, jitter_ms=3.0, loss_pct=0.1)
            with runtime.unit_of_work(live.actor_of(commune.leader)) as uow:
                line = f"{place}-{runtime.clock():%M%S}"
                quality.record_samples(uow, commune.meeting_site, line, [sample])
        return [f"{place}-{runtime.clock():%M%S}" for place in places]

    return back


@pytest.fixture
def lose(runtime, live, mend):
    """Let lines of communes be measured, then break: `lose(0, 1)`."""

    def cut(*places):
        for place, line in zip(places, mend(*places), strict=True):
            with runtime.unit_of_work(SYSTEM) as uow:
                site = live.communes[place].meeting_site
                quality.line_ended(uow, site.id, line, lost=True)

    return cut


@pytest.fixture
def at_most_two(settings):
    """Three lines lost at once are too many for one line of the log each."""
    settings.incident_sites = 2


def look(runtime, live):
    """Let the hub look, and return the log."""
    jobs.watch_lost_lines(runtime)
    with runtime.read() as session:
        return list(queries.incidents_of(session, live.meeting.id))


def solve(runtime, live, incident, role=Role.TECHNICIAN, **more):
    with runtime.unit_of_work(live.actor(role)) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        found = queries.get_incident(uow.session, meeting.id, incident.id)
        service.solve(uow, meeting, found, **{"cause": Cause.POWER, **more})


def test_a_line_lost_for_a_minute_is_noted_once_and_a_shorter_gap_is_not(
    runtime, live, clock, lose, mend, heard
):
    lose(0, 1)
    since = clock.now
    clock.go(seconds=40)
    mend(1)
    assert look(runtime, live) == []
    clock.go(seconds=20)
    look(runtime, live)
    clock.go(seconds=15)
    (row,) = look(runtime, live)
    assert (row.kind, row.state, row.by_hub) == (IncidentKind.LINE_LOST, IncidentState.OPEN, True)
    assert (row.site_name, row.called_at) == (live.communes[0].unit.short_name, since)
    assert heard.names().count("messages:incident:noted") == 1
    assert row.figures["line"]["rtt_ms"] == 30.0
    assert papers.incident_table(live.meeting, [row]).rows[0][4] == "Hệ thống tự ghi"


def test_it_ends_when_the_line_is_back_and_the_technician_adds_the_cause_once(
    runtime, live, clock, lose, mend
):
    lose(0)
    clock.go(minutes=2)
    (row,) = look(runtime, live)
    mend(0)
    back = clock.now
    clock.go(seconds=12)
    (row,) = look(runtime, live)
    assert (row.state, row.solved_at, row.cause) == (IncidentState.SOLVED, back, None)
    assert row.solved_at - row.called_at == timedelta(minutes=2)
    with pytest.raises(NotTheTechnician):
        solve(runtime, live, row, Role.CHAIR)
    solve(runtime, live, row, note="Mất điện lưới")
    with pytest.raises(IncidentSettled):
        solve(runtime, live, row)
    (row,) = look(runtime, live)
    assert (row.solved_at, row.cause, row.note) == (back, Cause.POWER, "Mất điện lưới")


def test_a_loss_the_technician_settled_is_not_noted_again_but_the_next_one_is(
    runtime, live, clock, lose, mend
):
    lose(0)
    clock.go(minutes=2)
    (row,) = look(runtime, live)
    solve(runtime, live, row)
    clock.go(minutes=2)
    assert len(look(runtime, live)) == 1
    mend(0)
    clock.go(minutes=1)
    lose(0)
    clock.go(minutes=2)
    assert [each.number for each in look(runtime, live)] == [1, 2]


def test_a_site_that_has_called_is_not_noted_and_a_noted_one_may_call(runtime, live, clock, lose):
    called, noted = live.communes[:2]

    def call(commune):
        with runtime.unit_of_work(live.actor_of(commune.leader)) as uow:
            meeting = meetings.get(uow.session, live.meeting.id)
            service.call_technician(uow, meeting, kind=IncidentKind.BREAKS)

    call(called)
    lose(0, 1)
    clock.go(minutes=2)
    assert [each.by_hub for each in look(runtime, live)] == [False, True]
    call(noted)
    assert len(look(runtime, live)) == 3


def test_many_lines_lost_at_once_are_one_incident_until_few_are_left(
    runtime, live, clock, lose, mend, at_most_two, heard
):
    lose(0, 1, 2)
    clock.go(minutes=2)
    look(runtime, live)
    (row,) = look(runtime, live)
    assert row.of_many and row.unit_id == live.meeting.host_unit_id
    assert row.text.startswith("3 điểm cầu mất đường truyền cùng lúc")
    assert heard.names().count("messages:incident:noted") == 1
    mend(0)
    together, first, second = look(runtime, live)
    assert together.state is IncidentState.SOLVED
    assert {first.site_name, second.site_name} == {
        commune.unit.short_name for commune in live.communes[1:]
    }


def test_many_lines_that_the_technician_settled_are_not_noted_one_by_one(
    runtime, live, clock, lose, mend, at_most_two
):
    lose(0, 1, 2)
    clock.go(minutes=2)
    (row,) = look(runtime, live)
    solve(runtime, live, row)
    mend(2)
    clock.go(minutes=2)
    assert len(look(runtime, live)) == 1


def test_what_still_stands_ends_with_the_meeting(runtime, live, clock, lose):
    lose(0)
    clock.go(minutes=2)
    look(runtime, live)
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        meeting_service.close_meeting(uow, meetings.get(uow.session, live.meeting.id))
    (row,) = look(runtime, live)
    assert (row.state, row.solved_at) == (IncidentState.SOLVED, clock.now)
    assert row.note == "Cuộc họp kết thúc khi đường truyền chưa nối lại."


def test_the_log_shows_that_the_hub_noted_it_and_for_how_long(
    runtime, live, clock, lose, mend, client_of
):
    lose(0)
    clock.go(minutes=5)
    look(runtime, live)
    mend(0)
    look(runtime, live)
    browser = client_of(live.staff[Role.TECHNICIAN])
    page = browser.get(f"/meetings/{live.meeting.id}/incidents").text
    for words in ("Hệ thống tự ghi", "Mất kết nối", "Tự kết thúc", "sau 5 phút", "Ghi nguyên nhân"):
        assert words in page
