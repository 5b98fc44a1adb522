from datetime import date

import pytest

from hub.cli.profiles import PROFILES, build
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.directory import queries


@pytest.mark.parametrize("name", PROFILES)
def test_a_demo_profile_has_every_role_and_a_leader_and_clerk_per_commune(
    runtime: Runtime, name: str
) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        built = build(uow, PROFILES[name])
    assert set(built.by_role) == set(Role) - {Role.SYSTEM, Role.GUEST}
    with runtime.read() as session:
        for unit in built.units:
            assert queries.head_of(session, unit.id) is not None
            assert len(queries.people_with_role(session, unit.id, Role.SITE_CLERK)) == 1
    assert built.sites[0].is_main
    assert len(built.sites) == len(built.units) + 1


def test_the_district_of_2021_has_seventeen_communes(runtime: Runtime) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        built = build(uow, PROFILES["three_tier_2021"])
        codes = queries.codes_by_unit(uow.session, date(2021, 9, 1))
    assert len(built.units) == 17
    assert codes[built.units[1].id] == {
        "qcvn102": "000.02.34.X44",
        "qd20": "X44.34.02",
        "gso": "08293",
    }


def test_the_six_communes_of_2025_know_whom_they_took_over_from(runtime: Runtime) -> None:
    with runtime.unit_of_work(SYSTEM) as uow:
        built = build(uow, PROFILES["two_tier_2025"])
        names = {
            unit.short_name: [old.short_name for _row, old in before]
            for unit in built.units
            for before, _after in [queries.successions_of(uow.session, unit.id)]
        }
        old_names = queries.letterhead(uow.session, built.units[3].id, date(2025, 6, 30))
        new_names = queries.letterhead(uow.session, built.units[3].id, date(2025, 7, 1))
        valid = [each.level for each in queries.units_valid_at(uow.session, date(2025, 7, 1))]
    assert names["Sơn Lương"] == ["Lương Sơn", "Mỹ Lung", "Mỹ Lương"]
    assert names["Trung Sơn"] == []
    assert old_names.superior == "Ủy ban nhân dân huyện Yên Lập"
    assert new_names.superior == "Ủy ban nhân dân tỉnh Phú Thọ"
    assert sorted(valid) == ["commune"] * 6 + ["province"]
