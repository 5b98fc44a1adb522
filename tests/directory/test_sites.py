import pytest

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import queries, service
from hub.directory.errors import NoSuchSite, NoSuchUnit
from hub.directory.service import SiteFacts
from tests.builders import Stage


def test_a_new_site_gets_the_last_place(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        site = service.create_site(uow, SiteFacts(stage.host.id, "Hội trường lớn"))
    with runtime.read() as session:
        assert queries.sites_of(session)[-1].id == site.id


def test_reordering_swaps_places_and_leaves_strangers_theirs(
    runtime: Runtime, stage: Stage
) -> None:
    with runtime.read() as session:
        before = [each.id for each in queries.sites_of(session)]
    ours = [each.site.id for each in stage.communes]
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        service.reorder_sites(uow, list(reversed(ours)))
    with runtime.read() as session:
        sites = queries.sites_of(session)
    after = [each.id for each in sites]
    assert [each for each in after if each in ours] == list(reversed(ours))
    strange = stage.other_commune.site.id
    assert after.index(strange) == before.index(strange)
    assert [each.position for each in sites] == list(range(len(sites)))


def test_a_unit_admin_cannot_move_or_retire_a_strange_site(runtime: Runtime, stage: Stage) -> None:
    strange = stage.other_commune.site.id
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow:
        with pytest.raises(NoSuchSite):
            service.reorder_sites(uow, [strange])
        with pytest.raises(NoSuchSite):
            service.retire_site(uow, queries.site(uow.session, strange))
        with pytest.raises(NoSuchUnit):
            service.create_site(uow, SiteFacts(stage.other_host.id, "Điểm lạ"))


def test_a_site_cannot_be_given_to_a_strange_unit(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(stage.actor(Role.UNIT_ADMIN)) as uow, pytest.raises(NoSuchUnit):
        site = queries.site(uow.session, stage.communes[0].site.id)
        facts = SiteFacts(stage.other_host.id, site.name)
        service.change_site(uow, site, facts, version=site.version)


def test_a_retired_site_can_come_back(runtime: Runtime, stage: Stage) -> None:
    site_id = stage.communes[0].site.id
    with runtime.unit_of_work(SYSTEM) as uow:
        service.retire_site(uow, queries.site(uow.session, site_id))
    with runtime.read() as session:
        assert site_id not in {each.id for each in queries.sites_of(session)}
    with runtime.unit_of_work(SYSTEM) as uow:
        service.return_site(uow, queries.site(uow.session, site_id))
    with runtime.read() as session:
        assert site_id in {each.id for each in queries.sites_of(session)}
