"""The pages of meetings in a browser without scripts."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory.models import Person
from hub.meetings import queries
from hub.meetings.models import Meeting, MeetingState
from tests.builders import MONDAY, TUESDAY, Stage, a_meeting, at_site
from tests.conftest import SetClock

ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def scheduler(client_of: ClientOf, stage: Stage) -> FlaskClient:
    return client_of(stage.staff[Role.SCHEDULER])


@pytest.fixture
def typed(stage: Stage) -> dict[str, Any]:
    return {
        "title": "Hội nghị chuyển đổi số",
        "type": "thematic",
        "form": "online",
        "day": "24/11/2026",
        "start": "08:00",
        "end": "10h30",
        "chair_id": str(stage.staff[Role.CHAIR].id),
        "secretary_id": str(stage.staff[Role.SECRETARY].id),
        "purpose": "Triển khai kế hoạch",
        "sites": [str(each.site.id) for each in stage.communes],
        "agenda-0-title": "Báo cáo",
        "agenda-0-presenter": "Phòng Nội vụ",
        "agenda-0-minutes": "30",
        "agenda-1-title": "",
        "agenda-1-minutes": "15",
    }


def newest(runtime: Runtime) -> Meeting:
    with runtime.read() as session:
        latest = session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
        assert latest is not None
        return queries.get(session, latest.id)


def how_many(runtime: Runtime) -> int:
    with runtime.read() as session:
        return session.scalar(select(func.count()).select_from(Meeting)) or 0


def test_one_page_makes_a_meeting_and_sends_it_to_the_chair(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    answer = scheduler.post("/meetings/new", data=typed | {"step": "submit"})

    meeting = newest(runtime)
    assert answer.status_code == 302 and answer.location == f"/meetings/{meeting.id}"
    assert meeting.state is MeetingState.SUBMITTED
    assert [(item.title, item.minutes) for item in meeting.agenda] == [("Báo cáo", 30)]
    assert sum(not site.is_main for site in meeting.sites) == 3


def test_a_form_that_is_sent_twice_makes_one_meeting(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    key = re.search(r'name="event_key" value="([^"]+)"', scheduler.get("/meetings/new").text)
    assert key
    sent = typed | {"step": "save", "event_key": key[1]}
    refused = scheduler.post("/meetings/new", data=sent | {"title": "x"})
    assert f'value="{key[1]}"' in refused.text, "what was refused keeps its key"
    answers = [scheduler.post("/meetings/new", data=sent) for _ in range(2)]
    assert answers[0].location == answers[1].location == f"/meetings/{newest(runtime).id}"
    with runtime.read() as session:
        found = session.scalars(select(Meeting).where(Meeting.title == typed["title"])).all()
    assert len(found) == 1
    other = scheduler.post("/meetings/new", data=typed | {"step": "save"})
    assert other.location != answers[0].location


def test_all_communes_is_one_tick(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    scheduler.post("/meetings/new", data=typed | {"sites": [], "all_sites": "on", "step": "save"})

    assert sum(not site.is_main for site in newest(runtime).sites) == 4  # one of them a stranger's


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"title": "x"}, "ít nhất 3"),
        ({"title": "x" * 301}, "nhiều nhất 300"),
        ({"day": "31/02/2026"}, "23/11/2026"),
        ({"day": "01/11/2026"}, "Thời điểm này đã qua"),
        ({"start": "25:00"}, "Ghi giờ theo dạng 08:00"),
        ({"end": "07:59"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"chair_id": "abc"}, "Chọn một trong"),
        ({"sites": ["abc"]}, "Chọn một trong"),
        ({"agenda-0-minutes": "0"}, "nhỏ nhất"),
        ({"title": "Xin\u202echào"}, "ký tự"),
        ({"type": "secret"}, "Chọn một trong"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    runtime: Runtime,
    scheduler: FlaskClient,
    typed: dict[str, Any],
    mistake: dict[str, Any],
    sentence: str,
) -> None:
    before = how_many(runtime)
    answer = scheduler.post("/meetings/new", data=typed | {"step": "save"} | mistake)

    assert answer.status_code == 400
    assert sentence.lower() in answer.text.lower()
    assert "Triển khai kế hoạch" in answer.text
    assert "Phòng Nội vụ" in answer.text
    assert "data-site checked" in answer.text or "sites" in mistake
    assert how_many(runtime) == before


def test_decomposed_letters_are_stored_composed(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    title = unicodedata.normalize("NFD", "Hội nghị đột xuất")
    scheduler.post("/meetings/new", data=typed | {"title": title, "step": "save"})

    assert newest(runtime).title == "Hội nghị đột xuất"


def test_a_row_can_be_added_without_scripts(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    before = how_many(runtime)
    answer = scheduler.post("/meetings/new", data=typed | {"step": "add-row"})

    assert answer.status_code == 200
    assert 'name="agenda-1-title"' in answer.text and 'name="agenda-2-title"' not in answer.text
    assert "Hội nghị chuyển đổi số" in answer.text
    assert how_many(runtime) == before


def test_the_free_slot_is_one_click_without_scripts(
    scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    busy = typed | {"day": "23/11/2026", "start": "09:00", "end": "10:00"}
    checked = scheduler.post("/meetings/new", data=busy | {"step": "check"})
    assert "Trần Văn Hòa đã có lịch" in checked.text
    assert 'value="slot:23/11/2026|10:00|11:00"' in checked.text

    picked = scheduler.post("/meetings/new", data=busy | {"step": "slot:23/11/2026|10:00|11:00"})
    assert 'name="start" type="text" value="10:00"' in picked.text
    assert "đều trống lịch" in picked.text


def test_all_mistakes_of_the_form_are_said_at_once(
    scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    wrong = typed | {"title": "", "start": "10:00", "end": "09:00", "purpose": "", "step": "submit"}
    wrong = {
        name: value
        for name, value in wrong.items()
        if not name.startswith(("agenda", "sites", "all_"))
    }
    page = scheduler.post("/meetings/new", data=wrong)

    assert page.status_code == 400
    links = set(re.findall(r'href="#f-([a-z_]+)"', page.text))
    assert links >= {"title", "end", "purpose", "agenda", "sites"}


def test_clashes_show_while_typing_even_when_half_is_missing(
    scheduler: FlaskClient, stage: Stage
) -> None:
    nothing = scheduler.post("/meetings/clashes", data={"title": "x", "agenda": "y", "sites": "z"})
    assert nothing.status_code == 200 and "Nhập ngày" in nothing.text

    found = scheduler.post(
        "/meetings/clashes",
        data={
            "day": "23/11/2026",
            "start": "8:00",
            "end": "9:00",
            "sites": str(stage.other_commune.site.id),
        },
    )
    assert "cuộc họp của cơ quan khác" in found.text
    assert stage.other_meeting.title not in found.text


def test_a_stale_edit_keeps_what_was_typed_and_shows_what_is_stored(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    scheduler.post("/meetings/new", data=typed | {"step": "save"})
    meeting = newest(runtime)
    url = f"/meetings/{meeting.id}/edit"
    first = scheduler.post(url, data=typed | {"title": "Người thứ nhất", "version": "1"})
    second = scheduler.post(url, data=typed | {"title": "Người thứ hai", "version": "1"})

    assert first.status_code == 302
    assert second.status_code == 409
    assert 'value="Người thứ hai"' in second.text
    assert "Người thứ nhất" in second.text
    again = scheduler.post(url, data=typed | {"title": "Người thứ hai", "version": "2"})
    assert again.status_code == 302 and newest(runtime).title == "Người thứ hai"


def test_editing_after_the_invitation_shows_old_and_new_first(
    runtime: Runtime, scheduler: FlaskClient, stage: Stage, typed: dict[str, Any]
) -> None:
    url = f"/meetings/{stage.meeting.id}/edit"
    asked = scheduler.post(url, data=typed | {"version": "1", "step": "review"})

    assert asked.status_code == 200
    assert stage.meeting.title in asked.text and "Hội nghị chuyển đổi số" in asked.text
    assert "08:00–10:00" in asked.text and "08:00–10:30" in asked.text
    assert "Lưu, không thông báo" not in asked.text
    with runtime.read() as session:
        assert queries.get(session, stage.meeting.id).title == stage.meeting.title

    done = scheduler.post(url, data=typed | {"version": "1", "step": "announce"})
    assert done.status_code == 302
    with runtime.read() as session:
        after = queries.get(session, stage.meeting.id)
    assert (after.title, after.sequence) == ("Hội nghị chuyển đổi số", 1)


def test_unticking_an_invited_site_is_reviewed_before_its_invitation_is_withdrawn(
    runtime: Runtime, scheduler: FlaskClient, stage: Stage, typed: dict[str, Any]
) -> None:
    first, *others = stage.communes
    url = f"/meetings/{stage.meeting.id}/edit"
    assert "Bỏ chọn điểm cầu đã mời" in scheduler.get(url).text
    fewer = typed | {"version": "1", "sites": [str(each.site.id) for each in others]}

    asked = scheduler.post(url, data=fewer | {"step": "review"})
    assert asked.status_code == 200
    assert f"Rút giấy mời của các điểm cầu: {first.site.name}" in asked.text
    assert scheduler.post(url, data=fewer | {"step": "quietly"}).status_code == 409
    nobody = {name: value for name, value in fewer.items() if name != "sites"}
    refused = scheduler.post(url, data=nobody | {"step": "review"})
    assert refused.status_code == 400
    assert scheduler.post(url, data=fewer | {"step": "announce"}).status_code == 302
    with runtime.read() as session:
        meeting = queries.get(session, stage.meeting.id)
    assert first.site.id not in {each.site_id for each in meeting.sites}


def test_moving_shows_old_and_new_and_only_then_moves(
    runtime: Runtime, scheduler: FlaskClient, stage: Stage
) -> None:
    url = f"/meetings/{stage.meeting.id}/move"
    when = {"day": "25/11/2026", "start": "13:30", "end": "15:30", "version": "1"}
    asked = scheduler.post(url, data=when | {"step": "review"})
    assert "Thứ Hai" in asked.text and "Thứ Tư" in asked.text
    with runtime.read() as session:
        assert queries.get(session, stage.meeting.id).starts_at == stage.meeting.starts_at

    assert scheduler.post(url, data=when | {"step": "announce"}).status_code == 302
    repeated = scheduler.post(url, data=when | {"step": "announce"})
    assert repeated.status_code == 409  # sent twice: the second is stale, nothing happens again
    with runtime.read() as session:
        assert queries.get(session, stage.meeting.id).sequence == 1


def test_moving_counts_many_busy_sites_and_lists_them_on_demand(
    runtime: Runtime, scheduler: FlaskClient, stage: Stage
) -> None:
    new = stage.other_commune.site
    people = stage.other_staff
    with runtime.unit_of_work(SYSTEM) as uow:
        own = queries.get(uow.session, stage.meeting.id)
        uow.session.add(at_site(own, new, position=9))
        taken = a_meeting(
            stage.other_host, people[Role.CHAIR], people[Role.SECRETARY],
            starts_at=TUESDAY, title="Họp của huyện bạn",
        )  # fmt: skip
        uow.session.add(taken)
        uow.session.flush()
        sites = [each.site for each in stage.communes]
        for place, site in enumerate([*sites, new]):
            uow.session.add(at_site(taken, site, position=place))
    url = f"/meetings/{stage.meeting.id}/move"
    when = {"start": "08:00", "end": "10:00", "version": "1", "step": "review"}

    page = scheduler.post(url, data=when | {"day": f"{TUESDAY:%d/%m/%Y}"}).text
    assert "4 điểm cầu bận vào giờ đó" in page and "<details>" in page
    assert all(f"<li>{site.name}</li>" in page for site in [*sites, new])
    free = scheduler.post(url, data=when | {"day": "27/11/2026"}).text
    assert "bận vào giờ đó" not in free


def test_moving_into_the_past_is_refused_with_the_typed_time_kept(
    scheduler: FlaskClient, stage: Stage
) -> None:
    when = {"day": "01/01/2020", "start": "08:00", "end": "09:00", "version": "1"}
    answer = scheduler.post(f"/meetings/{stage.meeting.id}/move", data=when | {"step": "review"})

    assert answer.status_code == 400
    assert 'value="01/01/2020"' in answer.text


def test_the_chair_approves_and_a_second_click_says_so(
    runtime: Runtime, scheduler: FlaskClient, client_of: ClientOf, stage: Stage,
    typed: dict[str, Any],
) -> None:  # fmt: skip
    scheduler.post("/meetings/new", data=typed | {"step": "submit"})
    meeting = newest(runtime)
    chair = client_of(stage.staff[Role.CHAIR])
    page = chair.get(f"/meetings/{meeting.id}")
    assert "Cuộc họp này chờ bạn duyệt" in page.text

    approve = f"/meetings/{meeting.id}/approve"
    assert chair.post(approve, data={"version": meeting.version}).status_code == 302
    assert chair.post(approve, data={"version": meeting.version}).status_code == 409
    assert newest(runtime).state is MeetingState.APPROVED


def test_a_secretary_cannot_approve(
    runtime: Runtime, scheduler: FlaskClient, client_of: ClientOf, stage: Stage,
    typed: dict[str, Any],
) -> None:  # fmt: skip
    scheduler.post("/meetings/new", data=typed | {"step": "submit"})
    meeting = newest(runtime)
    secretary = client_of(stage.staff[Role.SECRETARY])

    answer = secretary.post(f"/meetings/{meeting.id}/approve", data={"version": meeting.version})
    assert answer.status_code == 403


def test_cancelling_needs_a_reason(runtime: Runtime, scheduler: FlaskClient, stage: Stage) -> None:
    url = f"/meetings/{stage.meeting.id}/cancel"
    assert scheduler.post(url, data={"reason": " "}).status_code == 400
    assert scheduler.post(url, data={"reason": "Mưa bão"}).status_code == 302

    page = scheduler.get(f"/meetings/{stage.meeting.id}")
    assert "Mưa bão" in page.text and "Đã hủy" in page.text


@pytest.mark.parametrize("day", ["", "x", "30/02/2026", "0001-01-01", "9999-12-31", "24/11/2026"])
def test_any_day_in_the_address_shows_some_week(scheduler: FlaskClient, day: str) -> None:
    for view in ("", "&view=month", "&view=board"):
        assert scheduler.get(f"/meetings?day={day}{view}").status_code == 200


def test_the_month_shows_each_meeting_on_its_day_and_nobody_elses(
    scheduler: FlaskClient, stage: Stage
) -> None:
    page = scheduler.get("/meetings?view=month&day=11/11/2026").text
    assert "Tháng 11/2026" in page
    assert stage.meeting.title in page
    assert stage.other_meeting.title not in page
    assert stage.meeting.title not in scheduler.get("/meetings?view=month&day=11/01/2027").text


def test_the_board_shows_the_sites_of_a_day_at_their_hours(
    scheduler: FlaskClient, stage: Stage
) -> None:
    page = scheduler.get("/meetings?view=board&day=23/11/2026").text
    assert page.count(stage.meeting.title) >= len(stage.communes)
    assert all(each.unit.short_name in page for each in stage.communes)
    assert stage.other_commune.unit.short_name not in page
    assert "không điểm cầu nào" in scheduler.get("/meetings?view=board&day=22/11/2026").text


def test_the_week_puts_a_morning_meeting_into_its_cell(
    scheduler: FlaskClient, stage: Stage
) -> None:
    page = scheduler.get("/meetings?day=25/11/2026").text

    assert stage.meeting.title in page
    assert stage.other_meeting.title not in page
    assert "Thứ Hai" in page and "23/11/2026" in page


def test_the_week_offers_another_time_to_the_scheduler_of_the_host_alone(
    runtime: Runtime, scheduler: FlaskClient, client_of: ClientOf, stage: Stage, clock: SetClock
) -> None:
    week = "/meetings?day=25/11/2026"
    url = f"/meetings/{stage.meeting.id}"
    assert f'data-move="{url}/move"' in scheduler.get(week).text
    assert "data-slot" not in client_of(stage.communes[0].leader).get(week).text
    assert "data-slot" not in client_of(stage.staff[Role.CHAIR]).get(week).text
    with runtime.unit_of_work(SYSTEM) as uow:
        queries.get(uow.session, stage.meeting.id).state = MeetingState.DRAFT
    assert f'data-edit="{url}/edit"' in scheduler.get(week).text
    form = scheduler.get(f"{url}/edit?day=27/11/2026&start=13:30&end=15:30").text
    assert 'value="27/11/2026"' in form and 'value="13:30"' in form and "chưa lưu" in form
    clock.now = MONDAY
    with runtime.unit_of_work(SYSTEM) as uow:
        queries.get(uow.session, stage.meeting.id).state = MeetingState.LIVE
    assert "data-slot" not in scheduler.get(week).text


@pytest.mark.parametrize("address", ["state=x&type=y&page=-1", "q=%25&page=99999999999", "page=2"])
def test_odd_filters_of_the_list_are_harmless(scheduler: FlaskClient, address: str) -> None:
    assert scheduler.get(f"/meetings?view=list&{address}").status_code == 200


def test_what_is_written_is_never_markup(
    runtime: Runtime, scheduler: FlaskClient, typed: dict[str, Any]
) -> None:
    nasty = "<script>alert(1)</script>"
    scheduler.post("/meetings/new", data=typed | {"title": nasty, "purpose": nasty, "step": "save"})

    meeting = newest(runtime)
    for page in (f"/meetings/{meeting.id}", "/meetings?day=24/11/2026", "/meetings?view=list"):
        assert nasty not in scheduler.get(page).text


def test_json_gets_its_mistakes_as_a_problem(scheduler: FlaskClient) -> None:
    answer = scheduler.post("/meetings/new", json={"title": 7, "agenda": "x", "sites": {"a": 1}})

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert {"title", "day", "agenda", "sites"} <= set(answer.get_json()["fields"])


def test_a_meeting_whose_start_has_come_cannot_be_edited(
    clock: SetClock, client_of: ClientOf, stage: Stage
) -> None:
    clock.now = stage.meeting.starts_at
    scheduler = client_of(stage.staff[Role.SCHEDULER])
    assert scheduler.get(f"/meetings/{stage.meeting.id}/edit").status_code == 409
