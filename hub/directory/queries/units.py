"""Units, what they were called and when, their codes and sites."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from hub.core.fold import fold
from hub.core.ids import SiteId, UnitId, new_id
from hub.directory.errors import NoSuchSite, NoSuchUnit
from hub.directory.models import (
    IN_DIRECTORY,
    Post,
    Site,
    Unit,
    UnitCode,
    UnitStanding,
    UnitSuccession,
)


def unit(session: Session, unit_id: UnitId) -> Unit:
    """Return a unit, closed ones too. Raises NoSuchUnit."""
    found = session.get(Unit, unit_id)
    if found is None:
        raise NoSuchUnit
    return found


def units_valid_at(session: Session, day: date) -> list[Unit]:
    """Return the units valid on a day, in Vietnamese order of their short names."""
    asked = select(Unit).where(valid_on(Unit, day), IN_DIRECTORY)
    return list(session.scalars(asked.order_by(Unit.sort_key)))


def all_units(session: Session) -> list[Unit]:
    """Return every unit there ever was, in Vietnamese order."""
    asked = select(Unit).where(IN_DIRECTORY)
    return list(session.scalars(asked.order_by(Unit.sort_key, Unit.valid_from)))


def units_below(session: Session, unit_id: UnitId) -> list[UnitId]:
    """Return the ids of a unit and of every unit below it, closed ones too."""
    top = select(Unit.id).where(Unit.id == unit_id).cte("below", recursive=True)
    below = top.union(select(Unit.id).join(top, Unit.parent_id == top.c.id))
    return [UnitId(each) for each in session.scalars(select(below.c.id))]


def children_of(session: Session, unit_id: UnitId, day: date) -> list[Unit]:
    """Return the units directly below one, valid on a day, in Vietnamese order."""
    asked = select(Unit).where(Unit.parent_id == unit_id, valid_on(Unit, day))
    return list(session.scalars(asked.order_by(Unit.sort_key)))


def codes_of(session: Session, unit_id: UnitId) -> list[UnitCode]:
    """Return the official codes a unit has and had, newest first."""
    asked = select(UnitCode).where(UnitCode.unit_id == unit_id)
    return list(session.scalars(asked.order_by(UnitCode.scheme, UnitCode.valid_from.desc())))


def codes_by_unit(session: Session, day: date) -> dict[UnitId, dict[str, str]]:
    """Return the codes valid on a day: unit, scheme, code."""
    found: dict[UnitId, dict[str, str]] = {}
    for code in session.scalars(select(UnitCode).where(valid_on(UnitCode, day))):
        found.setdefault(code.unit_id, {})[code.scheme] = code.code
    return found


def standings_of(session: Session, unit_id: UnitId) -> list[UnitStanding]:
    """Return what the unit was called and where it stood, oldest first, coming ones too."""
    asked = select(UnitStanding).where(UnitStanding.unit_id == unit_id)
    return list(session.scalars(asked.order_by(UnitStanding.valid_from)))


def standing_on(session: Session, unit_id: UnitId, day: date) -> UnitStanding | None:
    """Return what the unit was called on a day; before its first day, what it was first called."""
    standings = standings_of(session, unit_id)
    begun = [each for each in standings if each.valid_from <= day]
    return begun[-1] if begun else next(iter(standings), None)


def is_anything_due(session: Session, day: date) -> bool:
    """Tell whether a name or an end entered for this day or before has not taken effect yet."""
    newest: dict[UnitId, UnitStanding] = {}
    begun = select(UnitStanding).where(UnitStanding.valid_from <= day)
    for each in session.scalars(begun.order_by(UnitStanding.valid_from)):
        newest[each.unit_id] = each
    for unit in units_valid_at(session, day):
        now = newest.get(unit.id)
        if now and (now.name, now.parent_id, now.short_name, now.level_name) != (
            unit.name, unit.parent_id, unit.short_name, unit.level_name
        ):  # fmt: skip
            return True
    held = select(Post.id).join(Unit, Unit.id == Post.unit_id).where(Unit.valid_to <= day)
    used = select(Site.id).join(Unit, Unit.id == Site.unit_id).where(Unit.valid_to <= day)
    return (
        session.scalar(held.where(Post.valid_to.is_(None)).limit(1)) is not None
        or session.scalar(used.where(Site.active).limit(1)) is not None
    )


@dataclass(frozen=True)
class Letterhead:
    """The upper left of a paper: whose it is, and whose superior (Nghị định 30/2020, box 2)."""

    name: str
    superior: str
    place: str
    abbreviation: str


def letterhead(session: Session, unit_id: UnitId, day: date) -> Letterhead:
    """Return how a unit signs papers dated `day`: by the names and the tree of that day."""
    found = unit(session, unit_id)
    then = standing_on(session, unit_id, day)
    parent_id = then.parent_id if then else found.parent_id
    superior = ""
    if parent_id is not None:
        above = standing_on(session, parent_id, day)
        superior = above.name if above else unit(session, parent_id).name
    return Letterhead(then.name if then else found.name, superior, found.place, found.abbreviation)


def successions_of(
    session: Session, unit_id: UnitId
) -> tuple[list[tuple[UnitSuccession, Unit]], list[tuple[UnitSuccession, Unit]]]:
    """Return (units it took over from, units that took over from it) with the legal grounds."""
    from_old = select(UnitSuccession, Unit).join(Unit, Unit.id == UnitSuccession.old_unit_id)
    to_new = select(UnitSuccession, Unit).join(Unit, Unit.id == UnitSuccession.new_unit_id)
    before = from_old.where(UnitSuccession.new_unit_id == unit_id).order_by(Unit.sort_key)
    after = to_new.where(UnitSuccession.old_unit_id == unit_id).order_by(Unit.sort_key)
    return (
        [(row[0], row[1]) for row in session.execute(before)],
        [(row[0], row[1]) for row in session.execute(after)],
    )


def site(session: Session, site_id: SiteId) -> Site:
    """Return a site with its unit. Raises NoSuchSite."""
    asked = select(Site).options(joinedload(Site.unit)).where(Site.id == site_id)
    found = session.scalar(asked)
    if found is None:
        raise NoSuchSite
    return found


def sites_of(session: Session, within: Collection[UnitId] | None = None) -> list[Site]:
    """Return the sites in use, with their units, in the order of their fixed places."""
    return [each for each in all_sites(session, within) if each.active]


def all_sites(session: Session, within: Collection[UnitId] | None = None) -> list[Site]:
    """Return every site with its unit, in place order, those out of use too."""
    asked = select(Site).join(Site.unit).where(IN_DIRECTORY).options(joinedload(Site.unit))
    if within is not None:
        asked = asked.where(Site.unit_id.in_(within))
    return list(session.scalars(asked.order_by(Site.position, Unit.sort_key, Site.name)))


class UnitBook:
    """Finds units by what people write of them: a code, the name, the short name.

    Names match without marks; "xã Mỹ Lung" is found as well as "Mỹ Lung". `coming` are ids of
    units that are still to be stored.
    """

    def __init__(self) -> None:
        self._names: dict[str, set[UnitId]] = {}
        self.coming: set[UnitId] = set()

    def find(self, text: str) -> set[UnitId]:
        """Return the units this text may mean: none, one or several."""
        return self._names.get(fold(text.strip()), set())

    def note(self, unit_id: UnitId, names: Iterable[str]) -> None:
        """Let a unit be found by these names and codes."""
        for name in names:
            self._names.setdefault(fold(name), set()).add(unit_id)

    def note_coming(self, names: Iterable[str]) -> None:
        """Let a unit that is still to be stored be found by these names and codes."""
        unit_id = UnitId(new_id())
        self.coming.add(unit_id)
        self.note(unit_id, names)


def names_of(name: str, short_name: str, level_name: str) -> tuple[str, ...]:
    """Return what a unit may be called in a table."""
    return name, short_name, f"{level_name} {short_name}"


def unit_book(session: Session, day: date) -> UnitBook:
    """Return what finds the units valid on a day."""
    book, codes = UnitBook(), codes_by_unit(session, day)
    for each in units_valid_at(session, day):
        book.note(each.id, names_of(each.name, each.short_name, each.level_name))
        book.note(each.id, codes.get(each.id, {}).values())
    return book


def valid_on(table: type[Unit] | type[UnitCode], day: date) -> ColumnElement[bool]:
    """Return the condition of being valid on a day."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))
