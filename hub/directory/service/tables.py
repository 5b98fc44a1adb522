"""Storing tables of units, sites and people: all rows, or none."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypeAlias, TypeVar

from sqlalchemy import select

from hub.core.clock import wall_date
from hub.core.fold import fold
from hub.core.ids import UnitId
from hub.core.text import N_, gettext
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries, rules
from hub.directory.errors import MistakesInTheTable
from hub.directory.events import TableImported
from hub.directory.models import Person, Post, Site, Unit
from hub.directory.queries import UnitBook
from hub.directory.service.people import PersonFacts, PostFacts, add_person
from hub.directory.service.sites import SiteFacts, create_site
from hub.directory.service.units import Standing, UnitFacts, create_unit

F = TypeVar("F")

NO_SUCH_UNIT: Final = N_("No unit of this name or code is valid, or it is not yours to manage.")
SEVERAL_UNITS: Final = N_("Several units are called this: write the code instead.")
TWICE: Final = N_("This stands in the table twice.")
ALREADY: Final = N_("This is already in the hub.")
NOT_YOUR_ROLE: Final = N_("Only a system administrator can give this role.")


@dataclass
class Row(Generic[F]):
    """One row of a table: what was typed, what it means if it could be read, its mistakes."""

    number: int
    cells: Sequence[str]
    facts: F | None
    mistakes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonLine:
    """A person with one post in a unit, named by code or name."""

    person: PersonFacts
    unit: str
    post: PostFacts


@dataclass(frozen=True)
class SiteLine:
    """A site of a unit, named by code or name."""

    unit: str
    name: str
    place: str
    is_main: bool
    technician_name: str
    technician_phone: str
    distance_km: int | None


@dataclass(frozen=True)
class UnitLine:
    """A unit below another, which may stand earlier in the same table."""

    standing: Standing
    parent: str
    facts: UnitFacts
    since: date


Line: TypeAlias = PersonLine | SiteLine | UnitLine
Rows: TypeAlias = Sequence[Row[Line]]


def check_rows(uow: UnitOfWork, rows: Rows) -> bool:
    """Add to each row what the hub knows to be wrong; tell whether all rows are right."""
    book = queries.unit_book(uow.session, wall_date(uow.now))
    managed = queries.managed_by(uow.session, uow.actor)
    kept = _kept_names(uow)
    seen = Counter(_name_of(row.facts, book) for row in rows if row.facts is not None)
    for row in rows:
        if row.facts is None:
            continue
        _check_unit(row, book, managed)
        if isinstance(row.facts, UnitLine):
            named = row.facts.standing
            names = queries.names_of(named.name, named.short_name, named.level_name)
            book.note_coming((*names, *row.facts.facts.codes.values()))
        name = _name_of(row.facts, book)
        if seen[name] > 1:
            row.mistakes.setdefault("name", gettext(TWICE))
        if name in kept:
            row.mistakes.setdefault("name", gettext(ALREADY))
        if isinstance(row.facts, PersonLine):
            _check_roles(uow, row, row.facts)
    return bool(rows) and not any(row.mistakes for row in rows)


def import_rows(uow: UnitOfWork, kind: str, rows: Rows) -> int:
    """Store every row; return how many. Raises MistakesInTheTable, and then stores none."""
    if not check_rows(uow, rows):
        raise MistakesInTheTable
    book = queries.unit_book(uow.session, wall_date(uow.now))
    for row in rows:
        STORE[type(row.facts)](uow, book, row.facts)
    uow.emit(TableImported(kind, len(rows)))
    return len(rows)


def _store_person(uow: UnitOfWork, book: UnitBook, line: PersonLine) -> None:
    add_person(uow, line.person, _unit_of(uow, book, line.unit), line.post)


def _store_site(uow: UnitOfWork, book: UnitBook, line: SiteLine) -> None:
    create_site(
        uow,
        SiteFacts(
            unit_id=_unit_of(uow, book, line.unit).id,
            name=line.name,
            place=line.place,
            is_main=line.is_main,
            technician_name=line.technician_name,
            technician_phone=line.technician_phone,
            distance_km=line.distance_km,
        ),
    )


def _store_unit(uow: UnitOfWork, book: UnitBook, line: UnitLine) -> None:
    parent_id = _unit_of(uow, book, line.parent).id if line.parent else None
    named = line.standing
    standing = Standing(named.name, named.short_name, named.level_name, parent_id)
    unit = create_unit(uow, standing, line.facts, since=line.since)
    names = queries.names_of(named.name, named.short_name, named.level_name)
    book.note(unit.id, (*names, *line.facts.codes.values()))


STORE: Final[dict[type, Callable[[UnitOfWork, UnitBook, object], None]]] = {
    PersonLine: _store_person,  # type: ignore[dict-item]
    SiteLine: _store_site,  # type: ignore[dict-item]
    UnitLine: _store_unit,  # type: ignore[dict-item]
}


def _unit_of(uow: UnitOfWork, book: UnitBook, text: str) -> Unit:
    (found,) = book.find(text)
    return queries.unit(uow.session, found)


def _check_unit(row: Row[Line], book: UnitBook, managed: frozenset[UnitId] | None) -> None:
    line = row.facts
    column = "parent" if isinstance(line, UnitLine) else "unit"
    text = line.parent if isinstance(line, UnitLine) else line.unit if line else ""
    if not text and managed is None:
        return
    found = book.find(text)
    mine = [each for each in found if managed is None or each in managed or each in book.coming]
    if not mine:
        row.mistakes.setdefault(column, gettext(NO_SUCH_UNIT))
    elif len(found) > 1:
        row.mistakes.setdefault(column, gettext(SEVERAL_UNITS))


def _check_roles(uow: UnitOfWork, row: Row[Line], line: PersonLine) -> None:
    if not all(rules.may_give(uow.actor, role) for role in line.post.roles):
        row.mistakes.setdefault("roles", gettext(NOT_YOUR_ROLE))


def _name_of(line: Line | None, book: UnitBook) -> tuple[str, ...]:
    """Return what may be there once only: a person's name in a unit, a name of a unit or site."""
    if isinstance(line, PersonLine):
        return ("person", fold(line.person.name), *map(str, book.find(line.unit)))
    if isinstance(line, SiteLine):
        return ("site", fold(line.name))
    return ("unit", fold(line.standing.name) if line else "")


def _kept_names(uow: UnitOfWork) -> set[tuple[str, ...]]:
    people = select(Person.fold, Post.unit_id).join(Post, Post.person_id == Person.id)
    held = uow.session.execute(people.where(Post.valid_to.is_(None)))
    sites = uow.session.scalars(select(Site.name).where(Site.active))
    units = queries.units_valid_at(uow.session, wall_date(uow.now))
    return (
        {("person", name, str(unit_id)) for name, unit_id in held}
        | {("site", fold(name)) for name in sites}
        | {("unit", fold(unit.name)) for unit in units}
    )
