"""Who acts in the demo, and the hub they act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from hub.cli.profiles import Built
from hub.core.ids import UnitId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Actor, Role, UnitOfWork
from hub.directory import queries as directory
from hub.directory.models import Person


@dataclass(frozen=True)
class Stage:
    """Who acts in the demo, and the hub they act on."""

    runtime: Runtime
    built: Built

    def actor(self, role: Role) -> Actor:
        """Return the first person of the host's office with a role."""
        return self.acting(self.built.by_role[role][0])

    def acting(self, person: Person) -> Actor:
        """Return a person in their post."""
        with self.runtime.read() as session:
            post = directory.posts_of(session, person.id)[0]
            actor = directory.actor_of(session, post.id)
        if actor is None:
            raise LookupError(person.name)
        return actor

    def leader(self, unit_id: UnitId) -> Actor:
        """Return the head of a commune."""
        with self.runtime.read() as session:
            head = directory.head_of(session, unit_id)
        if head is None:
            raise LookupError(str(unit_id))
        return self.acting(head)

    @contextmanager
    def at(self, moment: datetime, actor: Actor) -> Iterator[UnitOfWork]:
        """Do one thing as somebody, at a moment."""
        past = replace(self.runtime, clock=lambda: moment)
        with past.unit_of_work(actor) as uow:
            yield uow
