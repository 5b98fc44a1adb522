"""The attendance of a meeting with more sites than a page lists."""

from datetime import timedelta

import pytest

from hub.attendance import queries, service
from hub.attendance.models import RollStatus
from hub.attendance.queries import large as sizes
from hub.attendance.views import sheet as sheets
from hub.core.unit_of_work import SYSTEM, Role
from hub.gateways.spreadsheets import workbooks
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingState
from tests.builders import MONDAY


@pytest.fixture
def large(runtime, clock, stage, monkeypatch):
    """A meeting of four sites, shown two at a time; the first commune is in the room."""
    monkeypatch.setattr(sizes, "WHOLE", 2)
    monkeypatch.setattr(sizes, "LISTED", 2)
    monkeypatch.setattr(sheets, "PER_PAGE", 2)
    clock.now = MONDAY + timedelta(minutes=30)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    commune = stage.communes[0]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        service.arrive(uow, commune.meeting_site, connection="a", event_key="in-a")
    return stage


def place(stage, more=""):
    return f"/meetings/{stage.meeting.id}/attendance{more}"


def listed(html):
    return html.count('<tr id="roll-')


def test_the_sheet_lists_a_page_and_counts_the_whole_meeting(client_of, large):
    secretary = client_of(large.staff[Role.SECRETARY])
    first = secretary.get(place(large)).text
    assert listed(first) == 2 and "1–2 / 4" in first
    assert '<span class="big num">1</span><span class="sub num"> / 4</span>' in first
    second = secretary.get(place(large, "?page=2")).text
    assert listed(second) == 2 and "3–4 / 4" in second
    assert listed(secretary.get(place(large, "?page=99")).text) == 2


def test_a_page_of_the_sheet_is_filtered_and_searched(client_of, large):
    secretary = client_of(large.staff[Role.SECRETARY])
    present = secretary.get(place(large, "?show=present")).text
    here, other = (each.unit.short_name for each in large.communes[:2])
    assert listed(present) == 1 and here in present
    found = secretary.get(place(large, f"?q={other}")).text
    assert listed(found) == 1 and f'<span class="roll-name">{other}</span>' in found
    nobody = secretary.get(place(large, "?q=không có")).text
    assert listed(nobody) == 0 and "Không có điểm cầu nào" in nobody


def test_after_a_tap_the_same_page_is_shown(client_of, large):
    secretary = client_of(large.staff[Role.SECRETARY])
    site = large.communes[2].meeting_site.id
    path = place(large, "?page=2")
    assert "attendance/roll?page=2" in secretary.get(path).text
    answer = secretary.post(
        place(large, "/roll?page=2"), data={"site": str(site), "status": "online"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200 and f"roll-{site}" in answer.text


def test_the_panel_of_the_room_lists_a_few_sites_and_counts_all(client_of, large):
    commune = client_of(large.communes[2].leader)
    panel = commune.get(place(large, "/panel")).text
    assert panel.count('id="panel-') - 1 == 3, "two in place order, and one's own"
    assert f"panel-{large.communes[2].meeting_site.id}" in panel
    assert "1/4" in panel or 'max="4" value="1"' in panel
    wanted = large.communes[1]
    found = commune.get(place(large, f"/panel?q={wanted.unit.short_name}")).text
    assert f"panel-{wanted.meeting_site.id}" in found
    assert f"panel-{large.communes[2].meeting_site.id}" not in found


def test_in_a_large_meeting_only_the_host_s_pages_follow_the_lines(client_of, large):
    commune = client_of(large.communes[2].leader).get(place(large, "/panel")).text
    assert 'data-lines=""' in commune and "data-line=" not in commune
    host = client_of(large.staff[Role.TECHNICIAN]).get(place(large, "/panel")).text
    assert "/quality/lines" in host and "data-line=" in host


def test_the_wall_shows_a_page_of_tiles_and_counts_the_whole_meeting(client_of, large, monkeypatch):
    monkeypatch.setattr(sizes, "TILES", 2)
    monkeypatch.setattr(queries, "TILES", 2)
    secretary = client_of(large.staff[Role.SECRETARY])

    def wall(more=""):
        html = secretary.get(f"/meetings/{large.meeting.id}/wall{more}").text
        return html, html.count('<li class="wall-tile')

    first, tiles = wall()
    assert tiles == 2 and "1–2 / 4" in first and "1<small> / 4</small>" in first
    assert wall("?page=2")[1] == 2
    here, other = (each.unit.short_name for each in large.communes[:2])
    assert f"{here} vào họp" in wall("?page=2")[0], "who came last is told on every page"
    missing, tiles = wall("?show=missing&page=2")
    assert tiles == 1 and "3–3 / 3" in missing
    found, tiles = wall(f"?q={other}")
    assert tiles == 1 and f"<b>{other}</b>" in found
    assert wall("?q=không có")[1] == 0


def test_a_long_workbook_is_written_by_a_worker(client_of, large, monkeypatch):
    monkeypatch.setattr(workbooks, "SHORT", 0)
    made = client_of(large.staff[Role.SECRETARY]).get(place(large, "/chain?format=xlsx"))
    assert made.data[:2] == b"PK"


def test_the_tally_of_the_database_is_that_of_the_classes(runtime, clock, large):
    def same():
        with runtime.read() as session:
            meeting = session.get_one(Meeting, large.meeting.id)
            tally = queries.tally(session, meeting, now=clock.now)
            whole = queries.summary_anew(session, meeting, now=clock.now)
        counts, quorum = whole.counts, whole.quorum
        assert (tally.total, tally.present, tally.here, tally.persons) == (
            counts.total, counts.present, counts.here, counts.persons,
        )  # fmt: skip
        assert (tally.units_present, tally.units_expected, tally.persons_expected) == (
            quorum.units_present, quorum.units_expected, quorum.persons_expected,
        )  # fmt: skip
        return tally.present

    assert same() == 1
    with runtime.unit_of_work(large.actor(Role.SECRETARY)) as uow:
        meeting = meetings.get(uow.session, large.meeting.id)
        said = zip(large.communes, (RollStatus.ABSENT, RollStatus.ONLINE), strict=False)
        for commune, status in said:
            site = queries.get_site(uow.session, meeting.id, commune.meeting_site.id)
            service.call_roll(uow, meeting, site, status=status, head_count=3)
    assert same() == 1, "the roll's word goes before the line's"
    commune = large.communes[2]
    clock.now = MONDAY - timedelta(minutes=20)
    for minutes, present in ((10, 1), (40, 2)):
        with runtime.unit_of_work(large.actor_of(commune.leader)) as uow:
            service.arrive(uow, commune.meeting_site, connection=f"b{minutes}",
                           event_key=f"in-b{minutes}")  # fmt: skip
        clock.go(minutes=minutes)
        with runtime.unit_of_work(SYSTEM) as uow:
            service.leave(uow, f"b{minutes}", event_key=f"out-b{minutes}", lost=True)
        assert same() == present, "a stay before the opening does not count"
