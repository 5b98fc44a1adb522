"""The tree of units as it stood on a day, for pages and exports."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.fold import fold, sort_key
from hub.core.ids import UnitId
from hub.directory.models import IN_DIRECTORY, Person, Post, Site, Unit, UnitStanding
from hub.directory.queries.units import codes_by_unit, units_valid_at


@dataclass(frozen=True)
class Branch:
    """A unit at its place in the tree, with the names of that day."""

    unit: Unit
    name: str
    short_name: str
    level_name: str
    depth: int
    below: int
    codes: Mapping[str, str]


def tree_on(session: Session, day: date, within: Collection[UnitId] | None = None) -> list[Branch]:
    """Return the units valid on a day, each before the units below it, names of that day.

    A unit whose superior is not shown stands at the top. `below` counts units directly below.
    """
    units = [each for each in units_valid_at(session, day) if within is None or each.id in within]
    standings = _standings_on(session, day)
    codes = codes_by_unit(session, day)
    shown = {each.id for each in units}
    children: dict[UnitId | None, list[Unit]] = {}
    for each in units:
        standing = standings.get(each.id)
        parent_id = standing.parent_id if standing else each.parent_id
        children.setdefault(parent_id if parent_id in shown else None, []).append(each)
    branches: list[Branch] = []

    def grow(parent_id: UnitId | None, depth: int) -> None:
        found = [(each, standings.get(each.id)) for each in children.get(parent_id, [])]
        for each, standing in sorted(
            found, key=lambda pair: sort_key((pair[1] or pair[0]).short_name)
        ):
            called = standing or each
            branches.append(
                Branch(
                    unit=each,
                    name=called.name,
                    short_name=called.short_name,
                    level_name=called.level_name,
                    depth=depth,
                    below=len(children.get(each.id, [])),
                    codes=codes.get(each.id, {}),
                )
            )
            grow(each.id, depth + 1)

    grow(None, 0)
    return branches


def matching(branches: Collection[Branch], words: str) -> list[Branch]:
    """Return the branches whose names or codes contain every word, without marks."""
    asked = fold(words).split()
    return [
        each
        for each in branches
        if all(
            word in fold(f"{each.name} {each.short_name} {' '.join(each.codes.values())}")
            for word in asked
        )
    ]


def heads(session: Session) -> dict[UnitId, Person]:
    """Return who heads each unit."""
    asked = (
        select(Post.unit_id, Person)
        .join(Person, Person.id == Post.person_id)
        .where(Post.is_head, Post.valid_to.is_(None), Person.active)
    )
    return dict(session.execute(asked).tuples().all())


def people_counts(session: Session) -> dict[UnitId, int]:
    """Return how many active people work in each unit."""
    asked = (
        select(Post.unit_id, func.count(Post.person_id.distinct()))
        .join(Person, Person.id == Post.person_id)
        .where(Post.valid_to.is_(None), Person.active)
        .group_by(Post.unit_id)
    )
    return dict(session.execute(asked).tuples().all())


def site_counts(session: Session) -> dict[UnitId, int]:
    """Return how many sites in use each unit has."""
    asked = select(Site.unit_id, func.count()).where(Site.active).group_by(Site.unit_id)
    return dict(session.execute(asked).tuples().all())


def closed_units(
    session: Session, day: date, within: Collection[UnitId] | None = None
) -> list[Unit]:
    """Return the units that had ended by a day, last ended first."""
    asked = select(Unit).where(Unit.valid_to <= day, IN_DIRECTORY)
    if within is not None:
        asked = asked.where(Unit.id.in_(within))
    return list(session.scalars(asked.order_by(Unit.valid_to.desc(), Unit.sort_key)))


def _standings_on(session: Session, day: date) -> dict[UnitId, UnitStanding]:
    asked = select(UnitStanding).where(UnitStanding.valid_from <= day)
    return {each.unit_id: each for each in session.scalars(asked.order_by(UnitStanding.valid_from))}
