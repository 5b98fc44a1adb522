"""People, their posts, and who manages whom."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from hub.core.fold import fold
from hub.core.ids import PersonId, PostId, UnitId
from hub.core.unit_of_work import Actor, Role
from hub.directory import rules
from hub.directory.errors import NoSuchPerson, NoSuchPost
from hub.directory.models import IN_DIRECTORY, Person, Post, PostRole, Unit
from hub.directory.queries.units import units_below


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


def people_with_role_anywhere(session: Session, role: Role) -> list[Person]:
    """Return the active people who hold a role in any unit, in Vietnamese order."""
    asked = (
        select(Person)
        .join(Post, Post.person_id == Person.id)
        .join(PostRole, PostRole.post_id == Post.id)
        .where(_present(), PostRole.role == role)
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


def posts_with_role(session: Session, role: Role) -> list[Post]:
    """Return the present posts, in any unit, of active people who hold a role in them."""
    asked = _posts().join(Post.person).join(PostRole, PostRole.post_id == Post.id)
    return list(session.scalars(asked.where(_present(), PostRole.role == role)))


def managed_by(session: Session, actor: Actor) -> frozenset[UnitId] | None:
    """Return the units the actor manages; None means all of them."""
    if rules.may_manage_all(actor):
        return None
    if not actor.has(Role.UNIT_ADMIN):
        return frozenset()
    return frozenset(units_below(session, actor.unit_id))


def seen_by(session: Session, actor: Actor) -> frozenset[UnitId] | None:
    """Return the units whose directory the actor sees; None means all of them."""
    return None if rules.may_read_all(actor) else managed_by(session, actor)


def manages_person(session: Session, actor: Actor, person_id: PersonId) -> bool:
    """Tell whether the actor manages a person: all their posts are in the actor's units.

    When none of their posts goes on, the posts they had decide.
    """
    own = managed_by(session, actor)
    if own is None:
        return True
    every = all_posts_of(session, person_id)
    posts = [each for each in every if each.valid_to is None] or every
    roles = {role.role for each in posts for role in each.roles}
    return (
        bool(posts)
        and all(each.unit_id in own for each in posts)
        and not roles & rules.OF_THE_WHOLE
    )


@dataclass(frozen=True)
class PeopleAsked:
    """Which people a list shows: words of the name, a unit, a role, disabled ones or not."""

    words: str = ""
    unit_id: UnitId | None = None
    role: Role | None = None
    disabled: bool = False


def people_list(asked: PeopleAsked, within: Collection[UnitId] | None) -> Select[Person]:
    """Return the statement of a list of people; `within` None means all units.

    Guests are no people of the directory: they are listed with their meeting.
    """
    guests = select(Post.person_id).join(Unit, Unit.id == Post.unit_id).where(~IN_DIRECTORY)
    statement = select(Person).where(
        Person.active.is_(not asked.disabled), Person.id.not_in(guests)
    )
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


def _present() -> ColumnElement[bool]:
    return and_(Post.valid_to.is_(None), Person.active)


def _posts() -> Select[Post]:
    return select(Post).options(
        joinedload(Post.person), joinedload(Post.unit), selectinload(Post.roles)
    )
