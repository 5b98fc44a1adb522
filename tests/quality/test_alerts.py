"""Lost lines: the technicians are told, one of them takes it on, it ends."""

import pytest

from hub.core.unit_of_work import SYSTEM, Role
from hub.meetings import queries as meetings
from hub.meetings import service as meeting_service
from hub.meetings.models import MeetingState
from hub.quality import queries, service
from hub.quality.rules import Measurement
from tests.quality.conftest import GOOD


@pytest.fixture
def lose(runtime, live, sample):
    """Let a site's line be measured, then break."""

    def cut(place=0, line="a"):
        sample(place, Measurement(runtime.clock().second, **GOOD), line=line)
        with runtime.unit_of_work(SYSTEM) as uow:
            service.line_ended(uow, live.communes[place].meeting_site.id, line, lost=True)

    return cut


def shown(runtime, live):
    with runtime.read() as session:
        return queries.alerts(session, live.meeting.id, runtime.clock())


def notices(sent):
    return [each for each in sent() if each.icon == "alert-triangle"]


def address(live, row, more="/take-on"):
    return f"/meetings/{live.meeting.id}/quality/alerts/{row.alert.id}{more}"


def test_every_technician_of_the_host_is_told_once_of_a_lost_line(runtime, live, lose, sent):
    lose()
    told = notices(sent)
    assert [each.to_person_id for each in told] == [live.staff[Role.TECHNICIAN].id]
    assert "xã Xuân Viên mất kết nối" in told[0].subject


def test_a_line_that_breaks_again_soon_is_counted_and_told_of_no_more(
    runtime, live, clock, lose, sample, sent
):
    lose()
    clock.go(seconds=30)
    sample(0, Measurement(100, **GOOD), line="b")
    assert shown(runtime, live)[0].alert.over_at == clock.now
    clock.go(seconds=30)
    lose(line="c")
    (row,) = shown(runtime, live)
    assert (row.alert.times, row.alert.over_at) == (2, None)
    assert len(notices(sent)) == 1


def test_a_line_that_breaks_much_later_is_told_of_again(runtime, live, clock, lose, sent):
    lose()
    clock.go(minutes=6)
    lose(line="b")
    assert len(notices(sent)) == 2


def test_many_lost_lines_are_one_trouble(monkeypatch, runtime, live, lose, sent):
    monkeypatch.setattr("hub.quality.notices.MANY", 1)
    for place in range(3):
        lose(place)
    subjects = [each.subject for each in notices(sent)]
    assert len(subjects) == 2
    assert "Nhiều điểm cầu" in subjects[1]


def test_nobody_is_alarmed_before_a_meeting_opens(runtime, live, lose):
    with runtime.unit_of_work(SYSTEM) as uow:
        meetings.get(uow.session, live.meeting.id).state = MeetingState.INVITED
    lose()
    assert shown(runtime, live) == []


def test_a_site_that_leaves_on_purpose_needs_no_help_any_more(runtime, live, lose, sample):
    lose()
    with runtime.unit_of_work(SYSTEM) as uow:
        service.end_alert(uow, live.communes[0].meeting_site.id)
    assert shown(runtime, live)[0].alert.over_at is not None


def test_an_alert_that_is_over_leaves_the_list_after_a_while(runtime, live, clock, lose):
    lose()
    with runtime.unit_of_work(SYSTEM) as uow:
        service.end_alert(uow, live.communes[0].meeting_site.id)
    clock.go(minutes=11)
    assert shown(runtime, live) == []


def test_closing_the_meeting_ends_its_alerts(runtime, live, lose):
    lose()
    with runtime.unit_of_work(live.actor(Role.CHAIR)) as uow:
        meeting_service.close_meeting(uow, meetings.get(uow.session, live.meeting.id))
    with runtime.read() as session:
        assert queries.open_alerts(session, live.meeting.id) == []


def test_a_technician_takes_an_alert_on_and_all_see_who(client_of, runtime, live, lose):
    lose()
    technician = client_of(live.staff[Role.TECHNICIAN])
    page = technician.get(f"/meetings/{live.meeting.id}/quality/alerts").text
    assert "Tiếp nhận" in page and "xã Xuân Viên" in page
    (row,) = shown(runtime, live)
    part = technician.post(address(live, row), headers={"HX-Request": "true"}).text
    assert "Vũ Đức Mạnh tiếp nhận" in part
    assert technician.post(address(live, row)).status_code == 302  # twice is harmless
    (row,) = shown(runtime, live)
    assert row.taken_on_by == "Vũ Đức Mạnh"


def test_others_neither_see_nor_take_on_alerts(client_of, runtime, live, lose):
    lose()
    (row,) = shown(runtime, live)
    leader = client_of(live.communes[0].leader)
    assert leader.get(f"/meetings/{live.meeting.id}/quality/alerts").status_code == 403
    assert leader.post(address(live, row)).status_code == 403
    stranger = client_of(live.other_staff[Role.TECHNICIAN])
    assert stranger.post(address(live, row)).status_code == 404
