from datetime import date, timedelta

import pytest

from hub.core.errors import Conflict
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import jobs, queries, service
from hub.directory.errors import NoSuchUnit, UnitClosed, UnitInItself, UnitStillHasUnits
from hub.directory.models import Unit, UnitCode
from hub.directory.service import Standing, UnitFacts
from tests.builders import Stage

REFORM = date(2025, 7, 1)
LONG_AGO = date(2020, 1, 1)


def renamed(unit: Unit, name: str, *, parent_id: object = "same") -> Standing:
    parent = unit.parent_id if parent_id == "same" else parent_id
    return Standing(name, name, unit.level_name, parent)  # type: ignore[arg-type]


def test_a_paper_keeps_the_name_the_unit_had_on_its_day(runtime: Runtime, stage: Stage) -> None:
    commune = stage.communes[0].unit
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, commune.id)
        service.rename_unit(
            uow, unit, renamed(unit, "UBND xã Sơn Lương"), since=REFORM, legal_ground="NQ 1676"
        )
    with runtime.read() as session:
        before = queries.letterhead(session, commune.id, REFORM - timedelta(days=1))
        after = queries.letterhead(session, commune.id, REFORM)
        noise = queries.letterhead(session, stage.communes[1].unit.id, REFORM)
    assert before.name == "UBND xã Xuân Viên"
    assert after.name == "UBND xã Sơn Lương"
    assert noise.name == "UBND xã Đồng Lạc"


def test_the_superior_on_a_paper_is_the_one_of_its_day(runtime: Runtime, stage: Stage) -> None:
    commune = stage.communes[0].unit
    with runtime.unit_of_work(SYSTEM) as uow:
        province = service.create_unit(
            uow,
            Standing("UBND tỉnh Phú Thọ", "Phú Thọ", "tỉnh"),
            UnitFacts(level="province"),
            since=LONG_AGO,
        )
        unit = queries.unit(uow.session, commune.id)
        moved = renamed(unit, unit.name, parent_id=province.id)
        service.rename_unit(uow, unit, moved, since=REFORM, legal_ground="NQ 1676")
    with runtime.read() as session:
        before = queries.letterhead(session, commune.id, REFORM - timedelta(days=1))
        after = queries.letterhead(session, commune.id, REFORM)
    assert (before.superior, after.superior) == ("UBND huyện Yên Lập", "UBND tỉnh Phú Thọ")


def test_a_name_for_a_day_to_come_waits_for_its_day(runtime: Runtime, stage: Stage, clock) -> None:
    unit_id = stage.communes[0].unit.id
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, unit_id)
        tomorrow = clock().date() + timedelta(days=1)
        service.rename_unit(
            uow, unit, renamed(unit, "UBND xã Mới"), since=tomorrow, legal_ground="NQ 1"
        )
        assert unit.name == "UBND xã Xuân Viên"
    assert jobs.take_effect(runtime) is False
    clock.go(days=1)
    assert jobs.take_effect(runtime) is True
    assert jobs.take_effect(runtime) is False
    with runtime.read() as session:
        assert queries.unit(session, unit_id).name == "UBND xã Mới"


def test_a_merger_ends_posts_and_sites_and_remembers_who_took_over(
    runtime: Runtime, stage: Stage
) -> None:
    old, new = stage.communes[0], stage.communes[1]
    with runtime.unit_of_work(SYSTEM) as uow:
        service.close_unit(
            uow,
            queries.unit(uow.session, old.unit.id),
            since=uow.now.date(),
            legal_ground="Nghị quyết 1676/NQ-UBTVQH15",
            successors=[queries.unit(uow.session, new.unit.id)],
        )
    with runtime.read() as session:
        ((succession, took_from),), _after = queries.successions_of(session, new.unit.id)
        assert took_from.id == old.unit.id
        assert succession.legal_ground == "Nghị quyết 1676/NQ-UBTVQH15"
        assert queries.actor_of(session, stage.posts[old.leader.id].id) is None
        assert queries.actor_of(session, stage.posts[new.leader.id].id) is not None
        in_use = {each.id for each in queries.sites_of(session)}
    assert old.site.id not in in_use
    assert new.site.id in in_use


def test_an_end_for_a_day_to_come_waits_for_its_day(runtime: Runtime, stage: Stage, clock) -> None:
    commune = stage.communes[0]
    post_id = stage.posts[commune.leader.id].id
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, commune.unit.id)
        tomorrow = clock().date() + timedelta(days=1)
        service.close_unit(uow, unit, since=tomorrow, legal_ground="NQ 1")
    with runtime.read() as session:
        assert queries.actor_of(session, post_id) is not None
    clock.go(days=1)
    jobs.take_effect(runtime)
    with runtime.read() as session:
        assert queries.actor_of(session, post_id) is None


def test_a_unit_with_units_below_it_cannot_be_closed(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(UnitStillHasUnits):
        host = queries.unit(uow.session, stage.host.id)
        service.close_unit(uow, host, since=uow.now.date(), legal_ground="Luật 72/2025/QH15")


def test_nothing_begins_in_a_closed_unit(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, stage.communes[0].unit.id)
        service.close_unit(uow, unit, since=REFORM, legal_ground="NQ 1676")
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(UnitClosed):
        unit = queries.unit(uow.session, stage.communes[0].unit.id)
        service.rename_unit(
            uow, unit, renamed(unit, "Tên khác"), since=uow.now.date(), legal_ground="NQ 2"
        )


def test_a_unit_cannot_stand_below_itself(runtime: Runtime, stage: Stage) -> None:
    below = stage.communes[0].unit
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(UnitInItself):
        host = queries.unit(uow.session, stage.host.id)
        circle = renamed(host, host.name, parent_id=below.id)
        service.rename_unit(uow, host, circle, since=uow.now.date(), legal_ground="NQ 3")


def test_a_code_that_changes_is_kept_with_its_dates(runtime: Runtime, stage: Stage, clock) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        facts = UnitFacts(level="commune", codes={"gso": "08296"})
        unit = service.create_unit(
            uow, Standing("UBND xã A", "A", "xã", stage.host.id), facts, since=LONG_AGO
        )
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, unit.id)
        changed = UnitFacts(level="commune", codes={"gso": "08297"})
        service.correct_unit(uow, unit, changed, version=unit.version)
    with runtime.read() as session:
        codes: list[UnitCode] = queries.codes_of(session, unit.id)
        then = queries.codes_by_unit(session, LONG_AGO)[unit.id]
        now = queries.codes_by_unit(session, clock().date())[unit.id]
    assert len(codes) == 2
    assert (then, now) == ({"gso": "08296"}, {"gso": "08297"})


def test_a_stale_correction_is_refused(runtime: Runtime, stage: Stage) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        unit = queries.unit(uow.session, stage.communes[0].unit.id)
        seen = unit.version
        service.correct_unit(uow, unit, UnitFacts(level="commune", place="Nơi một"), version=seen)
    with runtime.unit_of_work(SYSTEM) as uow, pytest.raises(Conflict):
        unit = queries.unit(uow.session, stage.communes[0].unit.id)
        service.correct_unit(uow, unit, UnitFacts(level="commune"), version=seen)


def test_a_unit_admin_reaches_the_own_unit_and_those_below_only(
    runtime: Runtime, stage: Stage
) -> None:
    admin = stage.actor(Role.UNIT_ADMIN)
    with runtime.unit_of_work(admin) as uow:
        own = queries.unit(uow.session, stage.communes[0].unit.id)
        service.correct_unit(uow, own, UnitFacts(level="commune"), version=own.version)
        foreign = queries.unit(uow.session, stage.other_commune.unit.id)
        with pytest.raises(NoSuchUnit):
            service.correct_unit(uow, foreign, UnitFacts(level="commune"), version=foreign.version)
        with pytest.raises(NoSuchUnit):
            top = Standing("UBND tỉnh Của Tôi", "Của Tôi", "tỉnh", None)
            service.create_unit(uow, top, UnitFacts(level="province"), since=LONG_AGO)


def test_the_tree_lists_each_unit_before_those_below_it(runtime: Runtime, stage: Stage) -> None:
    with runtime.read() as session:
        tree = queries.tree_on(session, date(2026, 11, 16))
    names = [(each.depth, each.short_name) for each in tree]
    assert names == [
        (0, "huyện Thanh Sơn"),
        (1, "xã Tất Thắng"),
        (0, "huyện Yên Lập"),
        (1, "xã Đồng Lạc"),
        (1, "xã Mỹ Lung"),
        (1, "xã Xuân Viên"),
    ]


def test_units_are_found_without_marks(runtime: Runtime, stage: Stage) -> None:
    with runtime.read() as session:
        tree = queries.tree_on(session, date(2026, 11, 16))
    assert [each.short_name for each in queries.matching(tree, "dong lac")] == ["xã Đồng Lạc"]
