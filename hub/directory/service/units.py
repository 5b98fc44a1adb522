"""Units: entered, renamed as from a day, closed with successors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from hub.core.clock import wall_date
from hub.core.errors import Conflict
from hub.core.ids import UnitId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries, rules
from hub.directory.errors import NoSuchUnit, UnitClosed, UnitInItself, UnitStillHasUnits
from hub.directory.events import PostEnded, UnitCorrected, UnitCreated, UnitEnded, UnitRenamed
from hub.directory.models import Post, Site, Unit, UnitCode, UnitStanding, UnitSuccession


@dataclass(frozen=True)
class Standing:
    """What a unit is called, on which level, and below which unit it stands."""

    name: str
    short_name: str
    level_name: str
    parent_id: UnitId | None = None


@dataclass(frozen=True)
class UnitFacts:
    """What is kept of a unit apart from its standing. `codes` maps schemes to codes."""

    level: str
    abbreviation: str = "UBND"
    place: str = ""
    email: str = ""
    phone: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


def create_unit(
    uow: UnitOfWork, standing: Standing, facts: UnitFacts, *, since: date, legal_ground: str = ""
) -> Unit:
    """Enter a unit, valid from a day on. Raises NoSuchUnit when the parent is not the actor's."""
    _ensure_may_place(uow, standing.parent_id, since)
    unit = Unit(id=UnitId(new_id()), valid_from=since, level=facts.level)
    uow.session.add(unit)
    _stand(unit, standing)
    _write(unit, facts)
    uow.session.flush()
    _note_standing(uow, unit, standing, since, legal_ground)
    _give_codes(uow, unit, facts.codes, since)
    uow.emit(UnitCreated(unit.id, unit.name))
    return unit


def rename_unit(
    uow: UnitOfWork, unit: Unit, standing: Standing, *, since: date, legal_ground: str
) -> None:
    """Call or place a unit otherwise from a day on; papers of earlier days stay as they were.

    Raises NoSuchUnit, UnitClosed, UnitInItself.
    """
    ensure_manages(uow, unit.id)
    _ensure_open(unit, since)
    if standing.parent_id != unit.parent_id:
        _ensure_may_place(uow, standing.parent_id, since)
        if standing.parent_id in queries.units_below(uow.session, unit.id):
            raise UnitInItself
    was = unit.name
    if not queries.standings_of(uow.session, unit.id):
        old = Standing(unit.name, unit.short_name, unit.level_name, unit.parent_id)
        _note_standing(uow, unit, old, unit.valid_from, "")
    _note_standing(uow, unit, standing, max(since, unit.valid_from), legal_ground)
    _take_standing(uow, unit)
    uow.emit(UnitRenamed(unit.id, was, standing.name, since, legal_ground))


def correct_unit(uow: UnitOfWork, unit: Unit, facts: UnitFacts, *, version: int) -> None:
    """Correct what was entered about a unit. Raises NoSuchUnit, Conflict when it is stale."""
    ensure_manages(uow, unit.id)
    if unit.version != version:
        raise Conflict
    _write(unit, facts)
    _give_codes(uow, unit, facts.codes, wall_date(uow.now))
    uow.emit(UnitCorrected(unit.id))


def close_unit(
    uow: UnitOfWork, unit: Unit, *, since: date, legal_ground: str, successors: Sequence[Unit] = ()
) -> None:
    """End a unit from a day on; its successors take over on the same legal ground.

    Raises NoSuchUnit, UnitClosed, UnitStillHasUnits.
    """
    ensure_manages(uow, unit.id)
    _ensure_open(unit, since)
    left = queries.children_of(uow.session, unit.id, since)
    if left:
        raise UnitStillHasUnits(name=unit.name, count=len(left))
    unit.valid_to = since
    for successor in successors:
        if successor.id == unit.id:
            raise UnitInItself
        _ensure_open(successor, since)
        uow.session.add(
            UnitSuccession(
                old_unit_id=unit.id, new_unit_id=successor.id, on=since, legal_ground=legal_ground
            )
        )
    for code in queries.codes_of(uow.session, unit.id):
        code.valid_to = code.valid_to or since
    if since <= wall_date(uow.now):
        _empty(uow, unit)
    uow.emit(UnitEnded(unit.id, since, legal_ground, tuple(each.id for each in successors)))


def take_effect(uow: UnitOfWork) -> None:
    """Let names and ends that were entered for today, or for a day gone by, take effect."""
    today = wall_date(uow.now)
    for unit in queries.units_valid_at(uow.session, today):
        _take_standing(uow, unit)
    for unit in uow.session.scalars(select(Unit).where(Unit.valid_to <= today)):
        _empty(uow, unit)


def ensure_manages(uow: UnitOfWork, unit_id: UnitId | None) -> None:
    """Raise NoSuchUnit when the unit is not the actor's to manage."""
    if rules.may_manage_all(uow.actor):
        return
    own = queries.managed_by(uow.session, uow.actor)
    if unit_id is None or not rules.may_manage(uow.actor, unit_id, own or ()):
        raise NoSuchUnit


def _ensure_may_place(uow: UnitOfWork, parent_id: UnitId | None, day: date) -> None:
    ensure_manages(uow, parent_id)
    if parent_id is not None:
        _ensure_open(queries.unit(uow.session, parent_id), day)


def _ensure_open(unit: Unit, day: date) -> None:
    if unit.valid_to is not None and day >= unit.valid_to:
        raise UnitClosed(name=unit.name, day=f"{unit.valid_to:%d/%m/%Y}")


def _stand(unit: Unit, standing: Standing | UnitStanding) -> None:
    unit.rename(standing.name, standing.short_name)
    unit.level_name, unit.parent_id = standing.level_name, standing.parent_id


def _write(unit: Unit, facts: UnitFacts) -> None:
    unit.level, unit.abbreviation, unit.place = facts.level, facts.abbreviation, facts.place
    unit.email, unit.phone = facts.email, facts.phone


def _note_standing(
    uow: UnitOfWork, unit: Unit, standing: Standing, since: date, legal_ground: str
) -> None:
    found = {each.valid_from: each for each in queries.standings_of(uow.session, unit.id)}
    row = found.get(since) or UnitStanding(unit_id=unit.id, valid_from=since)
    row.name, row.short_name = standing.name, standing.short_name
    row.level_name, row.parent_id = standing.level_name, standing.parent_id
    row.legal_ground = legal_ground
    uow.session.add(row)
    uow.session.flush()


def _take_standing(uow: UnitOfWork, unit: Unit) -> None:
    now = queries.standing_on(uow.session, unit.id, wall_date(uow.now))
    if now is None:
        return
    has = (unit.name, unit.short_name, unit.level_name, unit.parent_id)
    if has != (now.name, now.short_name, now.level_name, now.parent_id):
        _stand(unit, now)


def _give_codes(uow: UnitOfWork, unit: Unit, codes: Mapping[str, str], since: date) -> None:
    """End each code that changed or was left empty, and begin the new one the same day."""
    for row in queries.codes_of(uow.session, unit.id):
        if row.valid_to is not None or codes.get(row.scheme) == row.code:
            continue
        if row.valid_from >= since:
            uow.session.delete(row)
        else:
            row.valid_to = since
    uow.session.flush()
    asked = select(UnitCode.scheme, UnitCode.code).where(
        UnitCode.unit_id == unit.id, UnitCode.valid_to.is_(None)
    )
    present = {(scheme, code) for scheme, code in uow.session.execute(asked)}
    for scheme, code in codes.items():
        if code and (scheme, code) not in present:
            uow.session.add(UnitCode(unit_id=unit.id, scheme=scheme, code=code, valid_from=since))


def _empty(uow: UnitOfWork, unit: Unit) -> None:
    """End the posts and retire the sites of a unit that is no more."""
    for site in uow.session.scalars(select(Site).where(Site.unit_id == unit.id, Site.active)):
        site.active = False
    held = select(Post).where(Post.unit_id == unit.id, Post.valid_to.is_(None))
    for post in uow.session.scalars(held):
        post.valid_to = max(unit.valid_to or post.valid_from, post.valid_from)
        uow.emit(PostEnded(post.id, post.person_id))
