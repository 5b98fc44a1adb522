"""Guests of a meeting: who asks them, what they are not, how they leave and come back."""

import pytest

from hub.core.errors import InvalidInput, NotAllowed
from hub.core.ids import MeetingSiteId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory import queries as directory
from hub.meetings import queries, rules, service
from hub.meetings.errors import MeetingSettled, NoSuchGuest
from hub.meetings.models import Meeting, MeetingSite, MeetingState
from hub.meetings.service.planning import edit_and_tell
from tests.builders import MONDAY, Stage, a_guest


def ask(runtime: Runtime, stage: Stage, role: Role = Role.SCHEDULER, **changes: str) -> MeetingSite:
    with runtime.unit_of_work(stage.actor(role)) as uow:
        meeting = queries.get(uow.session, stage.meeting.id)
        return service.add_guest(uow, meeting, a_guest(**changes), gets_documents=True)


def meeting_of(runtime: Runtime, stage: Stage) -> Meeting:
    with runtime.read() as session:
        return queries.get(session, stage.meeting.id)


def test_a_guest_has_a_place_behind_the_sites_and_is_no_member(
    runtime: Runtime, stage: Stage
) -> None:
    ask(runtime, stage)

    *others, guest = meeting_of(runtime, stage).sites
    assert guest.is_guest and not guest.is_member
    assert guest.unit.name == "Trần Quốc Bình, Phó Giám đốc, Sở Y tế"
    assert not any(each.is_guest for each in others)


def test_a_guest_is_in_no_list_of_units_sites_and_people(runtime: Runtime, stage: Stage) -> None:
    ask(runtime, stage)

    with runtime.read() as session:
        units = [*directory.units_valid_at(session, MONDAY.date()), *directory.all_units(session)]
        asked = directory.PeopleAsked(words="quoc binh")
        assert not any("Quốc Bình" in each.name for each in units)
        assert not any("Quốc Bình" in each.name for each in directory.all_sites(session))
        assert directory.people_page(session, asked, None, offset=0, limit=9) == ([], 0)


def test_the_same_address_is_not_asked_twice(runtime: Runtime, stage: Stage) -> None:
    ask(runtime, stage)

    with pytest.raises(InvalidInput) as refused:
        ask(runtime, stage, name="Người khác", email="BINH.tq@soyte.example.vn")
    assert "email" in refused.value.fields


def test_only_a_scheduler_of_the_host_asks_guests(runtime: Runtime, stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        ask(runtime, stage, Role.SECRETARY)


def test_a_meeting_that_is_over_has_no_new_guests(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        queries.get(uow.session, stage.meeting.id).state = MeetingState.ENDED

    with pytest.raises(MeetingSettled):
        ask(runtime, stage)


def test_guests_stay_when_the_scheduler_changes_the_sites(runtime: Runtime, stage: Stage) -> None:
    ask(runtime, stage)

    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = queries.get(uow.session, stage.meeting.id)
        plan = rules.plan_of(meeting)
        fewer = frozenset(sorted(plan.site_ids)[:1])
        changed = type(plan)(**{**vars(plan), "site_ids": fewer})
        edit_and_tell(uow, meeting, changed, version=meeting.version)

    sites = meeting_of(runtime, stage).sites
    assert [each.is_guest for each in sites] == [False, False, True]


def test_a_guest_taken_out_can_do_nothing_and_comes_back_when_asked_again(
    runtime: Runtime, stage: Stage
) -> None:
    guest = ask(runtime, stage)
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.remove_guest(uow, queries.get(uow.session, stage.meeting.id), guest.id)

    with runtime.read() as session:
        assert directory.posts_in(session, guest.unit_id) == []
        assert [
            each.withdrawn_at is not None for each in queries.guests_of(session, stage.meeting.id)
        ] == [True]
    assert not any(each.is_guest for each in meeting_of(runtime, stage).sites)

    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        service.return_guest(uow, queries.get(uow.session, stage.meeting.id), guest.id)
    with runtime.read() as session:
        assert len(directory.posts_in(session, guest.unit_id)) == 1
    assert any(each.is_guest for each in meeting_of(runtime, stage).sites)


def test_a_site_is_no_guest_to_take_out(runtime: Runtime, stage: Stage) -> None:
    for site_id in (stage.communes[0].meeting_site.id, MeetingSiteId(new_id())):
        with (
            pytest.raises(NoSuchGuest),
            runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow,
        ):
            service.remove_guest(uow, queries.get(uow.session, stage.meeting.id), site_id)
