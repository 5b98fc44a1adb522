"""Looking up units, sites, people and posts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.fold import fold
from hub.core.ids import PersonId, PostId, SiteId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory.errors import NoSuchPerson, NoSuchPost, NoSuchSite, NoSuchUnit
from hub.directory.models import (
    Person,
    Post,
    PostRole,
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
    return list(session.scalars(select(Unit).where(valid_on(Unit, day)).order_by(Unit.sort_key)))


def all_units(session: Session) -> list[Unit]:
    """Return every unit there ever was, in Vietnamese order."""
    return list(session.scalars(select(Unit).order_by(Unit.sort_key, Unit.valid_from)))


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
    asked = select(Site).join(Site.unit).options(joinedload(Site.unit))
    if within is not None:
        asked = asked.where(Site.unit_id.in_(within))
    return list(session.scalars(asked.order_by(Site.position, Unit.sort_key, Site.name)))


def person(session: Session, person_id: PersonId) -> Person:
    """Return a person, disabled ones too. Raises NoSuchPerson."""
    found = session.get(Person, person_id)
    if found is None:
        raise NoSuchPerson
    return found


def post(session: Session, post_id: PostId) -> Post:
    """Return a post with person, unit and roles, ended ones too. Raises NoSuchPost."""
    found = session.scalar(_posts().where(Post.id == post_id))
    if found is None:
        raise NoSuchPost
    return found


def posts_of(session: Session, person_id: PersonId) -> list[Post]:
    """Return a person's present posts with unit and roles; the first is the one to start in."""
    asked = _posts().where(Post.person_id == person_id, Post.valid_to.is_(None))
    return list(session.scalars(asked.order_by(Post.is_head.desc(), Post.valid_from, Post.id)))


def all_posts_of(session: Session, person_id: PersonId) -> list[Post]:
    """Return every post a person has or had, present ones first."""
    asked = _posts().where(Post.person_id == person_id)
    return list(session.scalars(asked.order_by(Post.valid_to.is_not(None), Post.valid_from.desc())))


def posts_in(session: Session, unit_id: UnitId) -> list[Post]:
    """Return the present posts of a unit with people and roles, its head first."""
    asked = _posts().join(Post.person).where(_present(), Post.unit_id == unit_id)
    return list(session.scalars(asked.order_by(Post.is_head.desc(), Person.sort_key)))


def people_with_role(session: Session, unit_id: UnitId, role: Role) -> list[Person]:
    """Return the active people who hold a role in a unit, in Vietnamese order."""
    asked = (
        select(Person)
        .join(Post, Post.person_id == Person.id)
        .join(PostRole, PostRole.post_id == Post.id)
        .where(_present(), Post.unit_id == unit_id, PostRole.role == role)
    )
    return list(session.scalars(asked.order_by(Person.sort_key).distinct()))


def people_of(session: Session, unit_id: UnitId) -> list[Person]:
    """Return the active people who have a post in a unit, in Vietnamese order."""
    asked = select(Person).join(Post, Post.person_id == Person.id)
    asked = asked.where(_present(), Post.unit_id == unit_id)
    return list(session.scalars(asked.order_by(Person.sort_key).distinct()))


def head_of(session: Session, unit_id: UnitId) -> Person | None:
    """Return who heads a unit; None when nobody does."""
    asked = select(Person).join(Post, Post.person_id == Person.id)
    asked = asked.where(_present(), Post.unit_id == unit_id, Post.is_head)
    return session.scalars(asked.order_by(Post.valid_from.desc())).first()


def title_of(session: Session, person_id: PersonId, unit_id: UnitId) -> str:
    """Return the title of a person's present post in a unit; "" when they have none there."""
    asked = select(Post.title).where(
        Post.person_id == person_id, Post.unit_id == unit_id, Post.valid_to.is_(None)
    )
    return session.scalars(asked.order_by(Post.is_head.desc(), Post.valid_from)).first() or ""


def actor_of(session: Session, post_id: PostId) -> Actor | None:
    """Return who acts in a post; None when the post has ended or the person is disabled."""
    found = session.scalar(_posts().where(Post.id == post_id))
    if found is None or found.valid_to is not None or not found.person.active:
        return None
    roles = frozenset(each.role for each in found.roles)
    return Actor(found.person_id, found.id, found.unit_id, roles, found.person.name)


def count_holding(session: Session, role: Role) -> int:
    """Return how many active people hold a role in any unit."""
    asked = (
        select(func.count(Person.id.distinct()))
        .join(Post, Post.person_id == Person.id)
        .join(PostRole, PostRole.post_id == Post.id)
        .where(_present(), PostRole.role == role)
    )
    return session.scalar(asked) or 0


@dataclass(frozen=True)
class PeopleAsked:
    """Which people a list shows: words of the name, a unit, a role, disabled ones or not."""

    words: str = ""
    unit_id: UnitId | None = None
    role: Role | None = None
    disabled: bool = False


def people_list(asked: PeopleAsked, within: Collection[UnitId] | None) -> Select[Person]:
    """Return the statement of a list of people; `within` None means all units."""
    statement = select(Person).where(Person.active.is_(not asked.disabled))
    for word in fold(asked.words).split():
        statement = statement.where(Person.fold.contains(word, autoescape=True))
    posts = select(Post.person_id)
    if asked.role is not None:
        posts = posts.join(PostRole, PostRole.post_id == Post.id).where(PostRole.role == asked.role)
    if asked.unit_id is not None:
        posts = posts.where(Post.unit_id == asked.unit_id)
    if within is not None:
        posts = posts.where(Post.unit_id.in_(within))
    if asked.role is not None or asked.unit_id is not None:
        posts = posts.where(Post.valid_to.is_(None))
    if asked.role is not None or asked.unit_id is not None or within is not None:
        statement = statement.where(Person.id.in_(posts))
    return statement.order_by(Person.sort_key, Person.id)


def people_page(
    session: Session,
    asked: PeopleAsked,
    within: Collection[UnitId] | None,
    *,
    offset: int,
    limit: int,
) -> tuple[list[Person], int]:
    """Return one page of people and how many there are."""
    statement = people_list(asked, within)
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
    return list(session.scalars(statement.offset(offset).limit(limit))), total or 0


def posts_by_person(session: Session, people: Collection[PersonId]) -> dict[PersonId, list[Post]]:
    """Return the present posts of some people, with unit and roles."""
    found: dict[PersonId, list[Post]] = {each: [] for each in people}
    asked = _posts().where(Post.person_id.in_(people), Post.valid_to.is_(None))
    for each in session.scalars(asked.order_by(Post.is_head.desc(), Post.valid_from, Post.id)):
        found[each.person_id].append(each)
    return found


def valid_on(table: type[Unit] | type[UnitCode], day: date) -> ColumnElement[bool]:
    """Return the condition of being valid on a day."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))


def _present() -> ColumnElement[bool]:
    return and_(Post.valid_to.is_(None), Person.active)


def _posts() -> Select[Post]:
    return select(Post).options(
        joinedload(Post.person), joinedload(Post.unit), selectinload(Post.roles)
    )
