import pytest

from hub.core.errors import Conflict
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import queries, service
from hub.directory.errors import (
    LastSystemAdmin,
    NoSuchPerson,
    NoSuchUnit,
    NotYourself,
    RoleNotYours,
)
from hub.directory.queries import PeopleAsked
from hub.directory.service import PersonFacts, PostFacts
from tests.builders import Stage


def test_a_disabled_person_is_nobody_at_once(runtime: Runtime, stage: Stage) -> None:
    clerk = stage.staff[Role.REGISTRY_CLERK]
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        service.disable_person(uow, queries.person(uow.session, clerk.id))
    with runtime.read() as session:
        assert queries.actor_of(session, stage.posts[clerk.id].id) is None
        assert clerk.id not in {
            each.id
            for each in queries.people_with_role(session, stage.host.id, Role.REGISTRY_CLERK)
        }
        secretary = stage.staff[Role.SECRETARY]
        assert queries.actor_of(session, stage.posts[secretary.id].id) is not None


def test_an_ended_post_is_no_door_any_more(runtime: Runtime, stage: Stage) -> None:
    leader = stage.communes[0].leader
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        service.end_post(uow, queries.post(uow.session, stage.posts[leader.id].id))
    with runtime.read() as session:
        assert queries.actor_of(session, stage.posts[leader.id].id) is None
        assert queries.head_of(session, stage.communes[0].unit.id) is None


def test_a_person_can_hold_several_posts(runtime: Runtime, stage: Stage) -> None:
    person_id = stage.communes[0].clerk.id
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        person = queries.person(uow.session, person_id)
        unit = queries.unit(uow.session, stage.communes[1].unit.id)
        second = PostFacts("Văn thư kiêm nhiệm", frozenset({Role.SITE_CLERK}))
        post = service.give_post(uow, person, unit, second)
    with runtime.read() as session:
        assert len(queries.posts_of(session, person_id)) == 2
        actor = queries.actor_of(session, post.id)
    assert actor is not None
    assert actor.unit_id == stage.communes[1].unit.id


def test_a_unit_has_one_head(runtime: Runtime, stage: Stage) -> None:
    commune = stage.communes[0]
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, commune.unit.id)
        head = PostFacts("Chủ tịch", frozenset({Role.SITE_LEADER}), is_head=True)
        new = service.add_person(uow, PersonFacts("Đinh Văn Mới"), unit, head)
    with runtime.read() as session:
        found = queries.head_of(session, commune.unit.id)
        assert found is not None
        assert found.id == new.id
        noise = queries.head_of(session, stage.communes[1].unit.id)
        assert noise is not None
        assert noise.id == stage.communes[1].leader.id


def test_only_a_system_admin_gives_roles_of_the_whole_system(
    runtime: Runtime, stage: Stage
) -> None:
    admin = stage.actor(Role.UNIT_ADMIN)
    for role in (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.SYSTEM):
        with runtime.unit_of_work(admin) as uow, pytest.raises(RoleNotYours):
            unit = queries.unit(uow.session, stage.host.id)
            post = PostFacts("Chức vụ", frozenset({role}))
            service.add_person(uow, PersonFacts("Người Mới"), unit, post)
    with runtime.unit_of_work(admin) as uow, pytest.raises(RoleNotYours):
        mine = queries.post(uow.session, stage.posts[stage.staff[Role.UNIT_ADMIN].id].id)
        up = PostFacts("Quản trị", frozenset({Role.UNIT_ADMIN, Role.SYSTEM_ADMIN}))
        service.change_post(uow, mine, up)


def test_a_unit_admin_does_not_manage_system_admins_of_the_own_unit(
    runtime: Runtime, stage: Stage
) -> None:
    """Else a new password for one of them would be a way up."""
    system_admin = stage.staff[Role.SYSTEM_ADMIN]
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow, pytest.raises(NoSuchPerson):
        service.disable_person(uow, queries.person(uow.session, system_admin.id))


def test_a_unit_admin_does_not_manage_people_of_other_units(runtime: Runtime, stage: Stage) -> None:
    stranger = stage.other_staff[Role.SCHEDULER]
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        with pytest.raises(NoSuchPerson):
            service.disable_person(uow, queries.person(uow.session, stranger.id))
        with pytest.raises(NoSuchPerson):
            unit = queries.unit(uow.session, stage.host.id)
            service.give_post(
                uow,
                queries.person(uow.session, stranger.id),
                unit,
                PostFacts("Kéo về", frozenset({Role.SCHEDULER})),
            )
        with pytest.raises(NoSuchUnit):
            service.add_person(
                uow,
                PersonFacts("Người Mới"),
                queries.unit(uow.session, stage.other_host.id),
                PostFacts("Chuyên viên", frozenset()),
            )


def test_the_last_system_admin_stays(runtime: Runtime, stage: Stage) -> None:
    one, other = stage.staff[Role.SYSTEM_ADMIN], stage.other_staff[Role.SYSTEM_ADMIN]
    with runtime.unit_of_work(SYSTEM) as uow:
        service.disable_person(uow, queries.person(uow.session, one.id))
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(LastSystemAdmin):
        service.disable_person(uow, queries.person(uow.session, other.id))
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(LastSystemAdmin):
        service.end_post(uow, queries.post(uow.session, stage.posts[other.id].id))
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(LastSystemAdmin):
        post = queries.post(uow.session, stage.posts[other.id].id)
        service.change_post(uow, post, PostFacts("Chuyên viên", frozenset()))


def test_nobody_disables_themselves(runtime: Runtime, stage: Stage) -> None:
    admin = stage.staff[Role.UNIT_ADMIN]
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        with pytest.raises(NotYourself):
            service.disable_person(uow, queries.person(uow.session, admin.id))
        with pytest.raises(NotYourself):
            service.end_post(uow, queries.post(uow.session, stage.posts[admin.id].id))


def test_a_stale_correction_of_a_person_is_refused(runtime: Runtime, stage: Stage) -> None:
    clerk = stage.communes[0].clerk
    with runtime.unit_of_work(SYSTEM) as uow:
        person = queries.person(uow.session, clerk.id)
        seen = person.version
        service.change_person(uow, person, PersonFacts("Tên Một"), version=seen)
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(Conflict):
        person = queries.person(uow.session, clerk.id)
        service.change_person(uow, person, PersonFacts("Tên Hai"), version=seen)


def test_people_are_listed_by_given_name_and_found_without_marks(
    runtime: Runtime, stage: Stage
) -> None:
    with runtime.read() as session:
        within = queries.managed_by(session, stage.actor(Role.UNIT_ADMIN))
        found, total = queries.people_page(session, PeopleAsked(), within, offset=0, limit=100)
        lan, _one = queries.people_page(
            session, PeopleAsked(words="do thi lan"), within, offset=0, limit=100
        )
    given = [each.name.split()[-1] for each in found]
    assert total == len(found) == 14
    assert given[:3] == ["Châu", "Hòa", "Huy"]
    assert [each.name for each in lan] == ["Đỗ Thị Lan"]
