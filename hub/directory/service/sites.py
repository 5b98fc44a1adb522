"""Conference sites and their fixed places."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.core.clock import wall_date
from hub.core.errors import Conflict
from hub.core.ids import SiteId, UnitId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries, rules
from hub.directory.errors import NoSuchSite, NoSuchUnit, UnitClosed
from hub.directory.events import (
    SiteChanged,
    SiteCreated,
    SiteRetired,
    SiteReturned,
    SitesReordered,
)
from hub.directory.models import Site
from hub.directory.service.units import ensure_manages


@dataclass(frozen=True)
class SiteFacts:
    """What is kept of a site."""

    unit_id: UnitId
    name: str
    place: str = ""
    is_main: bool = False
    technician_name: str = ""
    technician_phone: str = ""
    distance_km: int | None = None


def create_site(uow: UnitOfWork, facts: SiteFacts) -> Site:
    """Enter a site; it gets the last place. Raises NoSuchUnit, UnitClosed."""
    ensure_manages(uow, facts.unit_id)
    _ensure_open(uow, facts.unit_id)
    last = uow.session.scalar(select(func.max(Site.position)))
    site = Site(id=SiteId(new_id()), position=0 if last is None else last + 1)
    uow.session.add(site)
    _write(site, facts)
    uow.session.flush()
    uow.emit(SiteCreated(site.id, site.name))
    return site


def change_site(uow: UnitOfWork, site: Site, facts: SiteFacts, *, version: int) -> None:
    """Correct a site. Raises NoSuchSite, NoSuchUnit, UnitClosed, Conflict when it is stale."""
    _ensure_manages(uow, site)
    if site.version != version:
        raise Conflict
    if facts.unit_id != site.unit_id:
        ensure_manages(uow, facts.unit_id)
        _ensure_open(uow, facts.unit_id)
    _write(site, facts)
    uow.emit(SiteChanged(site.id))


def retire_site(uow: UnitOfWork, site: Site) -> None:
    """Offer the site to new meetings no more. Raises NoSuchSite."""
    _ensure_manages(uow, site)
    if site.active:
        site.active = False
        uow.emit(SiteRetired(site.id))


def return_site(uow: UnitOfWork, site: Site) -> None:
    """Offer a retired site again. Raises NoSuchSite, UnitClosed."""
    _ensure_manages(uow, site)
    _ensure_open(uow, site.unit_id)
    if not site.active:
        site.active = True
        uow.emit(SiteReturned(site.id))


def reorder_sites(uow: UnitOfWork, site_ids: Sequence[SiteId]) -> None:
    """Give sites their fixed places, in this order, among the places they hold together.

    Sites that are not named keep theirs. Raises NoSuchSite for one that is not the actor's.
    """
    sites = {each.id: each for each in queries.all_sites(uow.session)}
    if len(set(site_ids)) != len(site_ids) or not sites.keys() >= set(site_ids):
        raise NoSuchSite
    for site_id in site_ids:
        _ensure_manages(uow, sites[site_id])
    for place, site in enumerate(sites.values()):
        site.position = place  # places are 0, 1, 2… without gaps or doubles before they move
    places = sorted(sites[each].position for each in site_ids)
    for place, site_id in zip(places, site_ids, strict=True):
        sites[site_id].position = place
    uow.emit(SitesReordered(tuple(site_ids)))


def _ensure_manages(uow: UnitOfWork, site: Site) -> None:
    if rules.may_manage_all(uow.actor):
        return
    own = queries.managed_by(uow.session, uow.actor) or frozenset()
    if not rules.may_manage(uow.actor, site.unit_id, own):
        raise NoSuchSite


def _ensure_open(uow: UnitOfWork, unit_id: UnitId) -> None:
    unit = queries.unit(uow.session, unit_id)
    day = wall_date(uow.now)
    if unit.valid_to is not None and day >= unit.valid_to:
        raise UnitClosed(name=unit.name, day=f"{unit.valid_to:%d/%m/%Y}")
    if unit.valid_from > day:
        raise NoSuchUnit


def _write(site: Site, facts: SiteFacts) -> None:
    site.unit_id, site.name, site.place = facts.unit_id, facts.name, facts.place
    site.is_main = facts.is_main
    site.distance_km = facts.distance_km
    site.technician_name, site.technician_phone = facts.technician_name, facts.technician_phone
