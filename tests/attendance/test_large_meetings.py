"""The attendance of a meeting with more sites than a page lists."""

from datetime import timedelta

import pytest

from hub.attendance import service
from hub.attendance.queries import large as sizes
from hub.attendance.views import sheet as sheets
from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
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
