"""Writing meetings down, the steps before the invitation, and what is refused."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from hub.core.errors import InvalidInput, NotAllowed
from hub.core.ids import DocumentId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.documents.models import Document
from hub.meetings import queries, rules, service
from hub.meetings.errors import (
    AgendaItemInUse,
    EndsBeforeItStarts,
    MeetingChanged,
    MeetingSettled,
    MustBeAnnounced,
    NoSuchMeeting,
    NotReadyToSubmit,
    NotTheChair,
    NotThisStep,
    StartsInThePast,
    TooEarlyToOpen,
)
from hub.meetings.models import Meeting, MeetingForm, MeetingState, MeetingType
from hub.meetings.rules import AgendaLine, Plan
from hub.outbox.models import OutgoingMessage
from tests.builders import MONDAY, TUESDAY, Commune, Stage
from tests.conftest import Heard, SetClock

Sent = Callable[[], list[OutgoingMessage]]


@pytest.fixture
def plan(stage: Stage) -> Plan:
    return Plan(
        title="Hội nghị chuyển đổi số",
        type=MeetingType.THEMATIC,
        form=MeetingForm.ONLINE,
        starts_at=TUESDAY,
        ends_at=TUESDAY + timedelta(hours=2),
        chair_id=stage.staff[Role.CHAIR].id,
        secretary_id=stage.staff[Role.SECRETARY].id,
        location="Phòng họp số 1",
        purpose="Triển khai kế hoạch",
        site_ids=frozenset(each.site.id for each in stage.communes[:2]),
        agenda=(AgendaLine("Khai mạc"), AgendaLine("Báo cáo", "Phòng Nội vụ", 30)),
    )


@pytest.fixture
def draft(runtime: Runtime, stage: Stage, plan: Plan) -> Meeting:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = service.create(uow, plan)
    return stored(runtime, meeting)


def stored(runtime: Runtime, meeting: Meeting) -> Meeting:
    with runtime.read() as session:
        return queries.get(session, meeting.id)


def test_a_draft_holds_everything_that_was_planned(draft: Meeting, stage: Stage) -> None:
    assert draft.code.startswith("HN-2026-")
    assert draft.state is MeetingState.DRAFT
    assert [item.title for item in draft.agenda] == ["Khai mạc", "Báo cáo"]
    assert [(site.is_main, site.unit_id) for site in draft.sites] == [
        (True, stage.host.id),
        (False, stage.communes[0].unit.id),
        (False, stage.communes[1].unit.id),
    ]


def test_codes_count_on_without_gaps(
    runtime: Runtime, stage: Stage, plan: Plan, draft: Meeting
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        second = service.create(uow, plan)

    assert int(second.code.removeprefix("HN-2026-")) == int(draft.code.removeprefix("HN-2026-")) + 1


@pytest.mark.parametrize("role", [Role.CHAIR, Role.SECRETARY, Role.UNIT_ADMIN])
def test_only_schedulers_write_meetings(
    runtime: Runtime, stage: Stage, plan: Plan, role: Role
) -> None:
    with pytest.raises(NotAllowed), runtime.unit_of_work(stage.actor(role)) as uow:
        service.create(uow, plan)


def test_a_meeting_in_the_past_is_refused(
    runtime: Runtime, clock: SetClock, stage: Stage, plan: Plan
) -> None:
    clock.now = TUESDAY + timedelta(minutes=1)

    with (
        pytest.raises(StartsInThePast),
        runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow,
    ):
        service.create(uow, plan)


def test_a_meeting_that_ends_before_it_starts_is_refused(
    runtime: Runtime, stage: Stage, plan: Plan
) -> None:
    backwards = dataclasses.replace(plan, ends_at=plan.starts_at)

    with (
        pytest.raises(EndsBeforeItStarts),
        runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow,
    ):
        service.create(uow, backwards)


def test_a_chair_of_another_office_is_refused_beside_the_field(
    runtime: Runtime, stage: Stage, plan: Plan
) -> None:
    stranger = dataclasses.replace(plan, chair_id=stage.other_staff[Role.CHAIR].id)

    with (
        pytest.raises(InvalidInput) as refused,
        runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow,
    ):
        service.create(uow, stranger)
    assert set(refused.value.fields) == {"chair_id"}


def test_from_draft_to_invitation_each_step_is_somebodys_turn(
    runtime: Runtime, stage: Stage, draft: Meeting, heard: Heard, sent: Sent
) -> None:
    scheduler, chair = stage.actor(Role.SCHEDULER), stage.actor(Role.CHAIR)
    with runtime.unit_of_work(scheduler) as uow:
        service.submit(uow, queries.get(uow.session, draft.id))
    version = stored(runtime, draft).version
    with runtime.unit_of_work(chair) as uow:
        service.approve(uow, queries.get(uow.session, draft.id), version=version)
    with runtime.unit_of_work(scheduler) as uow:
        service.invite(uow, queries.get(uow.session, draft.id))

    after = stored(runtime, draft)
    assert (after.state, after.invited_at) == (MeetingState.INVITED, runtime.clock())
    assert after.approved_by_id == chair.person_id
    names = [each for each in heard.names() if each.startswith("meeting:")]
    assert names == [
        "meeting:created",
        "meeting:submitted",
        "meeting:approved",
        "meeting:invited",
    ]
    asked = [each.to_person_id for each in sent() if ":submitted:" in each.key]
    told = [each.to_person_id for each in sent() if ":approved:" in each.key]
    assert (asked, told) == ([chair.person_id], [scheduler.person_id])


def test_an_incomplete_draft_does_not_reach_the_chair(
    runtime: Runtime, stage: Stage, plan: Plan
) -> None:
    empty = dataclasses.replace(plan, purpose="", agenda=(), site_ids=frozenset())
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = service.create(uow, empty)

    with (
        pytest.raises(NotReadyToSubmit) as refused,
        runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow,
    ):
        service.submit(uow, queries.get(uow.session, meeting.id))
    assert set(refused.value.fields) == {"purpose", "agenda", "sites"}


def test_the_chair_returns_a_meeting_with_a_reason(
    runtime: Runtime, stage: Stage, draft: Meeting
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.submit(uow, queries.get(uow.session, draft.id))
    version = stored(runtime, draft).version
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        meeting = queries.get(uow.session, draft.id)
        service.send_back(uow, meeting, reason="Thêm tham luận", version=version)

    after = stored(runtime, draft)
    assert (after.state, after.returned_reason) == (MeetingState.DRAFT, "Thêm tham luận")


def test_nobody_else_approves(runtime: Runtime, stage: Stage, draft: Meeting) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.submit(uow, queries.get(uow.session, draft.id))

    with pytest.raises(NotTheChair), runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        meeting = queries.get(uow.session, draft.id)
        service.approve(uow, meeting, version=meeting.version)


def test_the_chair_approves_what_was_on_the_screen(
    runtime: Runtime, stage: Stage, draft: Meeting, plan: Plan
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.submit(uow, queries.get(uow.session, draft.id))
    seen = stored(runtime, draft).version
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, draft.id)
        changed = dataclasses.replace(rules.plan_of(meeting), agenda=(AgendaLine("Mục mới"),))
        service.edit(uow, meeting, changed, version=meeting.version)

    with pytest.raises(MeetingChanged), runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.approve(uow, queries.get(uow.session, draft.id), version=seen)


def test_a_draft_cannot_be_invited_to(runtime: Runtime, stage: Stage, draft: Meeting) -> None:
    with pytest.raises(NotThisStep), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.invite(uow, queries.get(uow.session, draft.id))


def test_editing_an_approved_meeting_asks_the_chair_again(
    runtime: Runtime, stage: Stage, draft: Meeting
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        queries.get(uow.session, draft.id).state = MeetingState.APPROVED
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, draft.id)
        changed = dataclasses.replace(rules.plan_of(meeting), title="Tên khác")
        service.edit(uow, meeting, changed, version=meeting.version)

    assert stored(runtime, draft).state is MeetingState.SUBMITTED


def test_the_second_of_two_edits_is_refused_even_when_only_the_agenda_changed(
    runtime: Runtime, stage: Stage, draft: Meeting
) -> None:
    def edit(title: str, version: int) -> None:
        with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
            meeting = queries.get(uow.session, draft.id)
            changed = dataclasses.replace(rules.plan_of(meeting), agenda=(AgendaLine(title),))
            service.edit(uow, meeting, changed, version=version)

    edit("Người thứ nhất", draft.version)
    with pytest.raises(MeetingChanged):
        edit("Người thứ hai", draft.version)
    assert [item.title for item in stored(runtime, draft).agenda] == ["Người thứ nhất"]


def test_an_agenda_item_keeps_its_identity_when_it_moves(
    runtime: Runtime, stage: Stage, draft: Meeting
) -> None:
    first, second = draft.agenda
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, draft.id)
        old = rules.plan_of(meeting)
        service.edit(
            uow,
            meeting,
            dataclasses.replace(old, agenda=tuple(reversed(old.agenda))),
            version=meeting.version,
        )

    assert [item.id for item in stored(runtime, draft).agenda] == [second.id, first.id]


def test_an_agenda_item_with_documents_stays(
    runtime: Runtime, stage: Stage, draft: Meeting
) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        uow.session.add(
            Document(
                id=DocumentId(new_id()),
                meeting_id=draft.id,
                agenda_item_id=draft.agenda[0].id,
                owner_unit_id=stage.host.id,
                title="Tài liệu",
                created_by_id=uow.actor.person_id,
                created_at=uow.now,
            )
        )

    with pytest.raises(AgendaItemInUse), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, draft.id)
        without = dataclasses.replace(rules.plan_of(meeting), agenda=())
        service.edit(uow, meeting, without, version=meeting.version)
    assert len(stored(runtime, draft).agenda) == 2


def test_a_new_place_is_not_kept_from_those_invited(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(MustBeAnnounced), runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, stage.meeting.id)
        elsewhere = dataclasses.replace(rules.plan_of(meeting), location="Hội trường lớn")
        service.edit(uow, meeting, elsewhere, version=meeting.version)


def choose(runtime: Runtime, stage: Stage, *communes: Commune) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, stage.meeting.id)
        ids = frozenset(each.site.id for each in communes)
        plan = dataclasses.replace(rules.plan_of(meeting), site_ids=ids)
        service.edit_and_tell(uow, meeting, plan, version=meeting.version)


def test_an_invited_site_that_leaves_stays_on_record_and_counts_no_more(
    runtime: Runtime, stage: Stage
) -> None:
    first, second, third = stage.communes
    choose(runtime, stage, first, third)

    gone = stage.actor_of(second.leader)
    with runtime.read() as session:
        meeting = queries.get(session, stage.meeting.id)
        assert second.site.id not in rules.plan_of(meeting).site_ids
        assert [each.site_id for each in queries.withdrawn_sites(session, meeting.id)] == [
            second.site.id
        ]
        assert queries.site_counts(session, [meeting.id]) == {meeting.id: 2}
        assert not rules.may_see(gone, meeting)
        with pytest.raises(NoSuchMeeting):
            queries.get_to_see(session, gone, meeting.id)
        assert meeting.sequence == stage.meeting.sequence + 1


def test_a_site_that_comes_back_has_its_old_place(runtime: Runtime, stage: Stage) -> None:
    first, second, third = stage.communes
    choose(runtime, stage, first, third)
    choose(runtime, stage, first, second, third)
    with runtime.read() as session:
        meeting = queries.get(session, stage.meeting.id)
        ids = [each.id for each in meeting.sites if not each.is_main]
        assert ids == [each.meeting_site.id for each in stage.communes]
        assert queries.withdrawn_sites(session, meeting.id) == []


def test_not_every_invited_site_can_leave(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose(runtime, stage)
    assert set(refused.value.fields) == {"sites"}


def test_a_meeting_that_has_begun_is_settled(
    runtime: Runtime, clock: SetClock, stage: Stage
) -> None:
    clock.now = MONDAY
    with pytest.raises(MeetingSettled), runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.postpone(uow, queries.get(uow.session, stage.meeting.id), reason="Muộn rồi")


def test_the_doors_open_an_hour_before(runtime: Runtime, clock: SetClock, stage: Stage) -> None:
    clock.now = MONDAY - timedelta(minutes=61)
    with pytest.raises(TooEarlyToOpen), runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.open_meeting(uow, queries.get(uow.session, stage.meeting.id))

    clock.now = MONDAY - timedelta(minutes=60)
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.open_meeting(uow, queries.get(uow.session, stage.meeting.id))
    with runtime.unit_of_work(stage.actor(Role.SECRETARY)) as uow:
        service.close_meeting(uow, queries.get(uow.session, stage.meeting.id))
    assert stored(runtime, stage.meeting).state is MeetingState.ENDED


def test_clashes_name_chair_and_sites_and_offer_the_next_free_time(
    runtime: Runtime, stage: Stage
) -> None:
    asked = queries.Asked(
        rules.Slot(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)),
        chair_id=stage.staff[Role.CHAIR].id,
        site_ids=frozenset({stage.communes[0].site.id}),
    )
    actor = stage.actor(Role.SCHEDULER)
    with runtime.read() as session:
        found = queries.clashes(session, actor, asked)
        free = queries.free_slot(session, actor, asked, runtime.clock())

    assert [(each.kind, each.names) for each in found] == [
        ("chair", ("Trần Văn Hòa",)),
        ("sites", ("Điểm cầu xã Xuân Viên",)),
    ]
    assert free == rules.Slot(MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=3))


def test_another_districts_meeting_clashes_without_saying_what_it_is(
    runtime: Runtime, stage: Stage
) -> None:
    asked = queries.Asked(
        rules.Slot(MONDAY, MONDAY + timedelta(hours=1)),
        site_ids=frozenset({stage.other_commune.site.id}),
    )
    with runtime.read() as session:
        (clash,) = queries.clashes(session, stage.actor(Role.SCHEDULER), asked)

    assert clash.meeting is None


def test_a_meeting_does_not_clash_with_itself_nor_with_a_cancelled_one(
    runtime: Runtime, stage: Stage
) -> None:
    asked = queries.Asked(
        rules.Slot(MONDAY, MONDAY + timedelta(hours=1)),
        chair_id=stage.staff[Role.CHAIR].id,
        except_id=stage.meeting.id,
    )
    actor = stage.actor(Role.SCHEDULER)
    with runtime.read() as session:
        assert queries.clashes(session, actor, asked) == []
    with runtime.unit_of_work(actor) as uow:
        service.cancel(uow, queries.get(uow.session, stage.meeting.id), reason="Trùng lịch")
    with runtime.read() as session:
        again = dataclasses.replace(asked, except_id=None)
        assert queries.clashes(session, actor, again) == []


def test_the_week_and_the_list_show_what_may_see_shows(runtime: Runtime, stage: Stage) -> None:
    everyone = [stage.actor(role) for role in stage.staff]
    everyone += [stage.other_actor(role) for role in stage.other_staff]
    everyone += [stage.actor_of(each.leader) for each in (*stage.communes, stage.other_commune)]
    for state in MeetingState:
        with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
            queries.get(uow.session, stage.meeting.id).state = state
        for actor in everyone:
            with runtime.read() as session:
                ids = (stage.meeting.id, stage.other_meeting.id)
                may = {each for each in ids if rules.may_see(actor, queries.get(session, each))}
                day = timedelta(days=1)
                week = queries.between(session, actor, MONDAY - day, MONDAY + day)
                listed, total = queries.listed(session, actor, queries.Listed())
            assert {each.id for each in week} == may, (state, actor)
            assert ({each.id for each in listed}, total) == (may, len(may))


def test_a_search_without_marks_finds_and_another_districts_meeting_does_not_leak(
    runtime: Runtime, stage: Stage
) -> None:
    with runtime.read() as session:
        actor = stage.actor(Role.SCHEDULER)
        found, total = queries.listed(session, actor, queries.Listed(query="trien KHAI dien tu"))
        nothing, none = queries.listed(session, actor, queries.Listed(query="huyện khác"))

    assert ([each.id for each in found], total) == ([stage.meeting.id], 1)
    assert (list(nothing), none) == ([], 0)


def test_a_meeting_is_loaded_in_three_queries(runtime: Runtime, stage: Stage) -> None:
    statements: list[str] = []
    event.listen(runtime.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with runtime.read() as session:
        meeting = queries.get_to_see(session, stage.actor(Role.CHAIR), stage.meeting.id)
        _ = [(site.site.name, site.unit.name) for site in meeting.sites], meeting.agenda

    assert len([each for each in statements if each.startswith("SELECT")]) == 3


def test_a_stranger_cannot_tell_a_hidden_meeting_from_none(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(NoSuchMeeting), runtime.read() as session:
        queries.get_to_see(session, stage.other_actor(Role.SCHEDULER), stage.meeting.id)
