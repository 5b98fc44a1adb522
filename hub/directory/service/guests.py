"""Guests of a meeting (khách mời): people from outside, each with a site of their own.

A guest is a person with one post, in a unit that stands for nobody else and that no list of
units shows. So what is true of invited units is true of guests, and of one meeting only.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from hub.core.clock import wall_date
from hub.core.ids import PersonId, PostId, SiteId, UnitId, new_id
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory.events import GuestEntered, PersonDisabled, PersonEnabled
from hub.directory.models import GUEST_LEVEL, Person, Post, PostRole, Site, Unit

#: How papers call the kind of "unit" a guest stands for, and the post of one who named none.
GUEST_WORD: Final = "khách mời"


@dataclass(frozen=True)
class GuestFacts:
    """Who the guest is: name, where they come from and as what, how they are reached."""

    name: str
    email: str
    title: str = ""
    organisation: str = ""
    phone: str = ""

    @property
    def full_name(self) -> str:
        """Return how letters address the guest: name, title, organisation."""
        return ", ".join(filter(None, (self.name, self.title, self.organisation)))


def enter_guest(uow: UnitOfWork, facts: GuestFacts) -> Site:
    """Enter a guest and return the site they will take part from.

    Who may invite guests is for the meeting to say.
    """
    today = wall_date(uow.now)
    unit = Unit(
        id=UnitId(new_id()),
        level=GUEST_LEVEL,
        level_name=GUEST_WORD,
        abbreviation="",
        email=facts.email,
        phone=facts.phone,
        valid_from=today,
    )
    unit.rename(facts.full_name[:200], facts.name)
    person = Person(id=PersonId(new_id()), email=facts.email, phone=facts.phone, active=True)
    person.rename(facts.name)
    post = Post(
        id=PostId(new_id()),
        person_id=person.id,
        unit_id=unit.id,
        title=facts.title or GUEST_WORD.capitalize(),
        is_head=True,
        valid_from=today,
    )
    site = Site(
        id=SiteId(new_id()),
        unit_id=unit.id,
        name=f"{facts.name} ({GUEST_WORD})"[:100],
        place=facts.organisation,
        active=False,
    )
    uow.session.add_all([unit, person])
    uow.session.flush()
    uow.session.add_all([post, site])
    uow.session.flush()
    uow.session.add(PostRole(post_id=post.id, role=Role.GUEST))
    uow.session.flush()
    uow.emit(GuestEntered(unit.id, person.id, person.name))
    return site


def dismiss_guest(uow: UnitOfWork, unit_id: UnitId) -> None:
    """Close the door to a guest, at once; what they did stays."""
    for person in _people(uow, unit_id):
        if person.active:
            person.active = False
            uow.emit(PersonDisabled(person.id))


def welcome_back(uow: UnitOfWork, unit_id: UnitId) -> None:
    """Let a guest that was dismissed in again."""
    for person in _people(uow, unit_id):
        if not person.active:
            person.active = True
            uow.emit(PersonEnabled(person.id))


def _people(uow: UnitOfWork, unit_id: UnitId) -> list[Person]:
    asked = select(Person).join(Post, Post.person_id == Person.id).where(Post.unit_id == unit_id)
    return list(uow.session.scalars(asked))
