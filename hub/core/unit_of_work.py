"""Units of work: one actor doing one thing at one moment, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from hub.core.events import Event
from hub.core.ids import PersonId, PostId, UnitId
from hub.core.settings import Settings


class Role(StrEnum):
    """What a post is trusted with, in the post's own unit.

    A guest takes part in one meeting, by its signed link, and has no account.
    """

    SCHEDULER = "scheduler"
    CHAIR = "chair"
    SECRETARY = "secretary"
    REGISTRY_CLERK = "registry-clerk"
    TECHNICIAN = "technician"
    SITE_LEADER = "site-leader"
    SITE_CLERK = "site-clerk"
    UNIT_ADMIN = "unit-admin"
    SYSTEM_ADMIN = "system-admin"
    AUDITOR = "auditor"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, and in which of their posts."""

    person_id: PersonId
    post_id: PostId
    unit_id: UnitId
    roles: frozenset[Role]
    name: str = ""

    def has(self, *roles: Role) -> bool:
        """Tell whether the actor's post holds one of these roles."""
        return not self.roles.isdisjoint(roles)


NOBODY: Final = UUID(int=0)

#: The timetable and commands, when they act on nobody's behalf.
SYSTEM: Final = Actor(
    PersonId(NOBODY), PostId(NOBODY), UnitId(NOBODY), frozenset({Role.SYSTEM}), "Điểm Cầu"
)

#: Someone who holds a signed link and did not sign in.
LINK_HOLDER: Final = Actor(PersonId(NOBODY), PostId(NOBODY), UnitId(NOBODY), frozenset())


@dataclass(slots=True)
class UnitOfWork:
    """The first argument of every service function.

    A service changes rows through `session`, dates them with `now`, signs them with
    `actor`, and says what it did with `emit`. It never commits: the runtime does, once,
    when the work and every reaction to it have succeeded. `settings` are those of the hub:
    its address for the links in mails, its holidays, its thresholds.
    """

    session: Session
    actor: Actor
    now: datetime
    settings: Settings = field(default_factory=Settings)
    events: list[Event] = field(default_factory=list)
    #: Who did what each event tells of, beside `events`.
    authors: list[Actor] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Note a fact. Reactions to it run before the commit, news of it after."""
        self.events.append(event)
        self.authors.append(self.actor)

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[None]:
        """Do the part inside as somebody else: what many people ask for at once is one work."""
        before, self.actor = self.actor, actor
        try:
            yield
        finally:
            self.actor = before


#: Whether a unit of work is open in this context. Set by the runtime only.
inside_unit_of_work: ContextVar[bool] = ContextVar("inside_unit_of_work", default=False)


def ensure_outside_unit_of_work() -> None:
    """Raise RuntimeError inside a unit of work. Gateways call it: no network while rows wait."""
    if inside_unit_of_work.get():
        raise RuntimeError("finish the unit of work first, or post a message in the outbox")
