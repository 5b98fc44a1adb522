"""People and their posts. Nobody is ever deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hub.core.clock import wall_date
from hub.core.errors import Conflict
from hub.core.ids import PersonId, PostId, new_id
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory import queries, rules
from hub.directory.errors import (
    LastSystemAdmin,
    NoSuchPerson,
    NotYourself,
    RoleNotYours,
    UnitClosed,
)
from hub.directory.events import (
    PersonAdded,
    PersonChanged,
    PersonDisabled,
    PersonEnabled,
    PostChanged,
    PostEnded,
    PostGiven,
)
from hub.directory.models import Person, Post, PostRole, Unit
from hub.directory.service.units import ensure_manages


@dataclass(frozen=True)
class PersonFacts:
    """What is kept of a person."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class PostFacts:
    """What a post is: its title, its roles, whether its holder heads the unit."""

    title: str
    roles: frozenset[Role]
    is_head: bool = False


def add_person(
    uow: UnitOfWork, person: PersonFacts, unit: Unit, post: PostFacts, *, since: date | None = None
) -> Person:
    """Enter a person with their first post. Raises NoSuchUnit, UnitClosed, RoleNotYours."""
    ensure_manages(uow, unit.id)
    added = Person(id=PersonId(new_id()), active=True)
    uow.session.add(added)
    _write(added, person)
    uow.session.flush()
    uow.emit(PersonAdded(added.id, added.name))
    _begin_post(uow, added, unit, post, since)
    return added


def change_person(uow: UnitOfWork, person: Person, facts: PersonFacts, *, version: int) -> None:
    """Correct a person's name or address. Raises NoSuchPerson, Conflict when it is stale."""
    ensure_manages_person(uow, person)
    if person.version != version:
        raise Conflict
    _write(person, facts)
    uow.emit(PersonChanged(person.id))


def disable_person(uow: UnitOfWork, person: Person) -> None:
    """Close every door to a person at once; what they did stays.

    Raises NoSuchPerson, NotYourself, LastSystemAdmin.
    """
    ensure_manages_person(uow, person)
    if person.id == uow.actor.person_id:
        raise NotYourself
    if not person.active:
        return
    _ensure_admins_stay(uow, queries.posts_of(uow.session, person.id))
    person.active = False
    uow.emit(PersonDisabled(person.id))


def enable_person(uow: UnitOfWork, person: Person) -> None:
    """Let a disabled person in again. Raises NoSuchPerson."""
    ensure_manages_person(uow, person)
    if not person.active:
        person.active = True
        uow.emit(PersonEnabled(person.id))


def give_post(
    uow: UnitOfWork, person: Person, unit: Unit, facts: PostFacts, *, since: date | None = None
) -> Post:
    """Give a person one more post. Raises NoSuchPerson, NoSuchUnit, UnitClosed, RoleNotYours."""
    ensure_manages_person(uow, person)
    ensure_manages(uow, unit.id)
    return _begin_post(uow, person, unit, facts, since)


def change_post(uow: UnitOfWork, post: Post, facts: PostFacts) -> None:
    """Change title and roles of a post that goes on.

    Raises NoSuchPerson, RoleNotYours, LastSystemAdmin.
    """
    ensure_manages_person(uow, post.person)
    had = {each.role for each in post.roles}
    _ensure_may_give(uow, had ^ facts.roles)
    if Role.SYSTEM_ADMIN not in facts.roles:
        _ensure_admins_stay(uow, [post])
    post.title = facts.title
    post.roles = [each for each in post.roles if each.role in facts.roles] + [
        PostRole(post_id=post.id, role=role) for role in sorted(facts.roles - had)
    ]
    _head(uow, post, is_head=facts.is_head)
    uow.emit(PostChanged(post.id, post.person_id, post.title, tuple(sorted(facts.roles))))


def end_post(uow: UnitOfWork, post: Post) -> None:
    """End a post today; its holder can't act in it from this moment on.

    Raises NoSuchPerson, NotYourself, RoleNotYours, LastSystemAdmin.
    """
    ensure_manages_person(uow, post.person)
    if post.id == uow.actor.post_id:
        raise NotYourself
    if post.valid_to is not None:
        return
    _ensure_may_give(uow, {each.role for each in post.roles})
    _ensure_admins_stay(uow, [post])
    post.valid_to = max(wall_date(uow.now), post.valid_from)
    post.is_head = False
    uow.emit(PostEnded(post.id, post.person_id))


def ensure_manages_person(uow: UnitOfWork, person: Person) -> None:
    """Raise NoSuchPerson when the person is not the actor's to manage.

    A unit admin manages those who work in the own units only and hold no role of the whole
    system: else setting a password would be a way up.
    """
    if not queries.manages_person(uow.session, uow.actor, person.id):
        raise NoSuchPerson


def _begin_post(
    uow: UnitOfWork, person: Person, unit: Unit, facts: PostFacts, since: date | None
) -> Post:
    day = since or wall_date(uow.now)
    if unit.valid_to is not None and day >= unit.valid_to:
        raise UnitClosed(name=unit.name, day=f"{unit.valid_to:%d/%m/%Y}")
    _ensure_may_give(uow, facts.roles)
    post = Post(
        id=PostId(new_id()),
        person_id=person.id,
        unit_id=unit.id,
        title=facts.title,
        is_head=False,
        valid_from=day,
        roles=[PostRole(role=role) for role in sorted(facts.roles)],
    )
    uow.session.add(post)
    uow.session.flush()
    _head(uow, post, is_head=facts.is_head)
    roles = tuple(sorted(facts.roles))
    uow.emit(PostGiven(post.id, person.id, unit.id, facts.title, roles))
    return post


def _head(uow: UnitOfWork, post: Post, *, is_head: bool) -> None:
    """Make somebody the one head of the unit, in the place of the one before."""
    if is_head:
        heads = select(Post).where(Post.unit_id == post.unit_id, Post.is_head, Post.id != post.id)
        for each in uow.session.scalars(heads):
            each.is_head = False
    post.is_head = is_head


def _ensure_may_give(uow: UnitOfWork, roles: Collection[Role]) -> None:
    if not all(rules.may_give(uow.actor, role) for role in roles):
        raise RoleNotYours


def _ensure_admins_stay(uow: UnitOfWork, leaving: Collection[Post]) -> None:
    going = [each for each in leaving if Role.SYSTEM_ADMIN in {role.role for role in each.roles}]
    if not going:
        return
    posts = queries.posts_with_role(uow.session, Role.SYSTEM_ADMIN)
    if not {each.id for each in posts} - {each.id for each in going}:
        raise LastSystemAdmin


def _write(person: Person, facts: PersonFacts) -> None:
    person.rename(facts.name)
    person.email, person.phone = facts.email, facts.phone
