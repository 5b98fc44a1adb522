"""Demo profiles: offices to try the hub with. Places are real, people are invented."""

from dataclasses import dataclass, field

from hub.cli.profiles import three_tier_2021, two_tier_2025
from hub.cli.profiles.shape import DemoPerson, DemoUnit, Profile
from hub.core.ids import UnitId
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import service
from hub.directory.models import Person, Site, Unit
from hub.directory.service import PersonFacts, PostFacts, SiteFacts, Standing, UnitFacts

PROFILES = {each.name: each for each in (three_tier_2021.PROFILE, two_tier_2025.PROFILE)}


@dataclass(frozen=True)
class Built:
    """What a profile became: the host unit, the invited units and sites in place order, people.

    `people` maps each user name to the person; `by_role` gives one (person, user name) per role.
    """

    host: Unit
    units: list[Unit]
    sites: list[Site]
    people: dict[str, Person]
    by_role: dict[Role, tuple[Person, str]] = field(default_factory=dict)


def build(uow: UnitOfWork, profile: Profile) -> Built:
    """Enter a profile's units, sites and people into an empty hub. Opens no accounts."""
    units: dict[str, Unit] = {}
    for each in profile.units:
        units[each.key] = _enter(uow, each, units)
    for renaming in profile.renamings:
        _rename(uow, units[renaming.unit], units[renaming.parent].id, profile)
    for closing in profile.closings:
        service.close_unit(
            uow,
            units[closing.unit],
            since=profile.reformed_on,
            legal_ground=closing.legal_ground,
            successors=[units[key] for key in closing.successors],
        )
    sites = [
        service.create_site(
            uow,
            SiteFacts(
                unit_id=units[each.unit].id,
                name=each.name,
                place=each.place,
                is_main=each.unit == profile.host,
                technician_name=each.technician,
                technician_phone=each.phone,
                distance_km=None if each.unit == profile.host else 4 + 3 * (place % 9),
            ),
        )
        for place, each in enumerate(profile.sites)
    ]
    people = {each.username: _employ(uow, each, units[each.unit]) for each in profile.people}
    by_role: dict[Role, tuple[Person, str]] = {}
    for person in profile.people:
        for role in person.roles:
            by_role.setdefault(role, (people[person.username], person.username))
    invited = [units[each.unit] for each in profile.sites if each.unit != profile.host]
    return Built(units[profile.host], invited, sites, people, by_role)


def _enter(uow: UnitOfWork, unit: DemoUnit, units: dict[str, Unit]) -> Unit:
    parent_id = units[unit.parent].id if unit.parent else None
    standing = Standing(unit.name, unit.short_name, unit.level_name, parent_id)
    facts = UnitFacts(
        level=unit.level,
        place=unit.place,
        email=f"vanthu@{unit.mail_domain}",
        phone=unit.phone,
        codes=unit.codes,
    )
    return service.create_unit(uow, standing, facts, since=unit.since)


def _rename(uow: UnitOfWork, unit: Unit, parent_id: UnitId | None, profile: Profile) -> None:
    standing = Standing(unit.name, unit.short_name, unit.level_name, parent_id)
    service.rename_unit(
        uow, unit, standing, since=profile.reformed_on, legal_ground=profile.legal_ground
    )


def _employ(uow: UnitOfWork, person: DemoPerson, unit: Unit) -> Person:
    return service.add_person(
        uow,
        PersonFacts(person.name, person.email, person.phone),
        unit,
        PostFacts(person.title, frozenset(person.roles), is_head=person.is_head),
        since=unit.valid_from,
    )


__all__ = ["PROFILES", "Built", "Profile", "build"]
