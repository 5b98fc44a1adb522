"""What each person finds on their first page."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from hub.attendance.models import Presence
from hub.core.ids import MessageId, PresenceId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.dashboard import papers, queries
from hub.directory.models import Person
from hub.documents.queries import get
from hub.documents.service import acknowledge
from hub.invitations.models import Answer, Invitation
from hub.meetings.models import Meeting, MeetingState
from hub.outbox import queries as outbox
from hub.outbox import service as messages
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock
from tests.documents.builders import issued

ClientOf = Callable[[Person], FlaskClient]


def now_in(stage: Stage, runtime: Runtime, state: MeetingState, **changes: object) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = uow.session.get_one(Meeting, stage.meeting.id)
        meeting.state = state
        for name, value in changes.items():
            setattr(meeting, name, value)


def what_waits(stage: Stage, runtime: Runtime, person: Person) -> list[str]:
    with runtime.read() as session:
        found = queries.waiting(session, stage.actor_of(person), runtime.clock())
        return [each.endpoint for each in found if each.about == stage.meeting.title]


def test_everybody_has_an_overview(client_of: ClientOf, stage: Stage) -> None:
    everyone = [*stage.staff.values(), stage.communes[0].leader, stage.communes[0].clerk]
    for person in everyone:
        answer = client_of(person).get("/")
        assert answer.status_code == 200, answer.text


def test_a_browser_may_keep_the_schedule_of_the_reader_and_nobody_elses(
    runtime: Runtime, stage: Stage, client_of: ClientOf
) -> None:
    commune = stage.communes[0]
    now_in(stage, runtime, MeetingState.INVITED, starts_at=runtime.clock() + timedelta(hours=1))
    kept = client_of(commune.leader).get("/offline").text
    assert stage.meeting.title in kept
    assert "chỉ để xem" in kept
    assert "<script" not in kept
    now_in(stage, runtime, MeetingState.CANCELLED)
    assert stage.meeting.title not in client_of(commune.leader).get("/offline").text
    script = client_of(commune.leader).get("/service-worker.js")
    assert script.mimetype == "text/javascript"
    assert script.headers["Cache-Control"] == "no-cache"


def test_a_commune_is_asked_to_answer_until_it_has(
    runtime: Runtime, stage: Stage, client_of: ClientOf
) -> None:
    commune = stage.communes[0]
    assert what_waits(stage, runtime, commune.leader) == ["invitations.mine"]
    with runtime.unit_of_work(SYSTEM) as uow:
        invitation = uow.session.get_one(Invitation, commune.invitation.id)
        invitation.answer = Answer.ATTENDING
    assert what_waits(stage, runtime, commune.leader) == []
    assert what_waits(stage, runtime, stage.communes[1].leader) == ["invitations.mine"]


def test_the_scheduler_chases_only_who_has_not_answered(runtime: Runtime, stage: Stage) -> None:
    with runtime.read() as session:
        actor = stage.actor(Role.SCHEDULER)
        [chase] = queries.waiting(session, actor, runtime.clock())
    assert chase.endpoint == "invitations.of_meeting"
    assert "3" in chase.what


def test_the_chair_is_asked_to_approve_what_was_submitted(runtime: Runtime, stage: Stage) -> None:
    now_in(stage, runtime, MeetingState.SUBMITTED)
    assert what_waits(stage, runtime, stage.staff[Role.CHAIR]) == ["meetings.show"]
    assert what_waits(stage, runtime, stage.communes[0].leader) == []


def test_after_the_meeting_the_secretary_freezes_and_writes(runtime: Runtime, stage: Stage) -> None:
    now_in(stage, runtime, MeetingState.ENDED)
    secretary = stage.staff[Role.SECRETARY]
    assert set(what_waits(stage, runtime, secretary)) == {
        "attendance.sheet",
        "minutes.of_meeting",
    }


def test_another_districts_things_wait_for_nobody_here(runtime: Runtime, stage: Stage) -> None:
    with runtime.read() as session:
        for role in stage.staff:
            for each in queries.waiting(session, stage.actor(role), runtime.clock()):
                assert each.about != stage.other_meeting.title or (
                    stage.other_meeting.title == stage.meeting.title
                )
                assert each.where.get("meeting_id") != stage.other_meeting.id


def test_a_held_meeting_shows_a_tile_per_member_site_in_place_order(
    runtime: Runtime, stage: Stage, clock: SetClock, client_of: ClientOf
) -> None:
    clock.now = MONDAY + timedelta(minutes=5)
    now_in(stage, runtime, MeetingState.LIVE, opened_at=MONDAY)
    first = stage.communes[0]
    with runtime.unit_of_work(SYSTEM) as uow:
        uow.session.add(
            Presence(
                id=PresenceId(new_id()),
                meeting_id=stage.meeting.id,
                meeting_site_id=first.meeting_site.id,
                connection="a",
                joined_at=MONDAY,
                seen_at=clock.now,
            )
        )
    with runtime.read() as session:
        [live] = queries.live_meetings(session, stage.actor(Role.SCHEDULER), clock.now)
    assert [tile.state for tile in live.tiles] == ["here", "waiting", "waiting"]
    assert live.here == 1
    page = client_of(stage.staff[Role.SCHEDULER]).get("/overview/held").text
    assert first.unit.place in page


def test_a_unit_has_acknowledged_when_one_of_its_people_has(
    runtime: Runtime, stage: Stage, clock: SetClock
) -> None:
    document = issued(runtime, stage)
    clock.now += timedelta(days=2)
    registry = stage.actor(Role.REGISTRY_CLERK)

    def shown() -> tuple[int, int, list[str]]:
        with runtime.read() as session:
            [one] = queries.released(session, registry)
            waiting = queries.waiting(session, registry, clock.now)
            chased = [each.what for each in waiting if each.about == document.title]
            return one.acknowledged, one.receipts, chased

    assert shown() == (0, 3, ["3 đơn vị chưa ký nhận"])
    for number, commune in enumerate(stage.communes, 1):
        with runtime.unit_of_work(stage.actor_of(commune.clerk)) as uow:
            acknowledge(uow, get(uow.session, document.id))
        left = [f"{3 - number} đơn vị chưa ký nhận"] if number < 3 else []
        assert shown() == (number, 3, left)


def test_reading_a_notice_goes_where_it_points(
    runtime: Runtime, stage: Stage, client_of: ClientOf
) -> None:
    person = stage.communes[0].leader
    with runtime.unit_of_work(SYSTEM) as uow:
        notice = messages.post_notice(
            uow, key="a", to_person_id=person.id, subject="Có giấy mời", link="/meetings"
        )
        assert notice is not None
        notice_id = notice.id
    client = client_of(person)
    assert "Có giấy mời" in client.get("/notices").text
    answer = client.post(f"/notices/{notice_id}/open")
    assert answer.headers["Location"] == "/meetings"
    with runtime.read() as session:
        assert outbox.unread_count(session, person.id, runtime.clock()) == 0


def test_nobody_opens_somebody_elses_notice(
    runtime: Runtime, stage: Stage, client_of: ClientOf
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        notice = messages.post_notice(
            uow, key="a", to_person_id=stage.communes[0].leader.id, subject="Có giấy mời"
        )
        assert notice is not None
        notice_id = notice.id
    stranger = client_of(stage.communes[1].leader)
    assert stranger.post(f"/notices/{notice_id}/open").status_code == 404
    assert stranger.post(f"/notices/{MessageId(new_id())}/open").status_code == 404


def test_every_role_has_its_guide(stage: Stage, client_of: ClientOf) -> None:
    client = client_of(stage.staff[Role.SCHEDULER])
    assert client.get("/help").status_code == 200
    for guide in papers.guides():
        page = client.get(f"/help/{guide.role.value}")
        assert page.status_code == 200
        assert "<h2>" in page.text
    assert client.get("/help/nobody").status_code == 404
    missing = set(Role) - {Role.SYSTEM} - {guide.role for guide in papers.guides()}
    assert not missing


def test_the_reports_page_links_to_what_exists(stage: Stage, client_of: ClientOf) -> None:
    assert client_of(stage.staff[Role.SECRETARY]).get("/reports").status_code == 200
