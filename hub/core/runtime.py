"""The runtime: opens units of work, runs reactions, commits once, then tells the news."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from hub.core.clock import Clock
from hub.core.db import for_reading
from hub.core.errors import Conflict
from hub.core.events import Event
from hub.core.probe import ReadinessProbe
from hub.core.settings import Settings
from hub.core.unit_of_work import (
    Actor,
    UnitOfWork,
    ensure_outside_unit_of_work,
    inside_unit_of_work,
)

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
Reaction: TypeAlias = Callable[[UnitOfWork, Any], None]
Reactions: TypeAlias = Mapping[type[Event], tuple[Reaction, ...]]
Announce: TypeAlias = Callable[[Event], None]

#: A reaction may emit further events, whose reactions may emit others: deeper is a loop.
DEEPEST_CHAIN: Final = 50


def on(
    kind: type[E], *reactions: Callable[[UnitOfWork, E], None]
) -> tuple[type[Event], tuple[Reaction, ...]]:
    """Pair an event with its reactions, in order; the type checker sees that they fit."""
    return kind, reactions


def table_of(*pairs: tuple[type[Event], tuple[Reaction, ...]]) -> Reactions:
    """Return the reactions to each event, in the order they were written."""
    table: dict[type[Event], tuple[Reaction, ...]] = {}
    for kind, reactions in pairs:
        table[kind] = (*table.get(kind, ()), *reactions)
    return table


@dataclass(frozen=True)
class Runtime:
    """What every entrance (view, socket, job, command, test) starts from."""

    engine: Engine
    clock: Clock
    settings: Settings
    before_commit: tuple[Callable[[UnitOfWork], None], ...] = ()
    reactions: Reactions = field(default_factory=dict)
    announce: Announce = lambda _event: None
    #: One writer at a time in this process. Without it a second writer on SQLite would wait
    #: inside C, where the first, a greenlet, can't go on: the whole server would stand still.
    _writing: Lock = field(default_factory=Lock)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look, and change nothing."""
        with Session(for_reading(self.engine), autoflush=False) as session:
            yield session

    @contextmanager
    def unit_of_work(self, actor: Actor) -> Iterator[UnitOfWork]:
        """Do one thing: all of it is committed, or none of it.

        Raises Conflict when somebody else changed the same row in between.
        """
        ensure_outside_unit_of_work()
        token = inside_unit_of_work.set(True)
        try:
            with self._turn(), Session(self.engine, expire_on_commit=False) as session:
                uow = UnitOfWork(session, actor, self.clock(), self.settings)
                yield uow
                self._react(uow)
                session.commit()
        except StaleDataError as error:
            raise Conflict from error
        finally:
            inside_unit_of_work.reset(token)
        self._announce(uow.events)

    def probe(self) -> None:
        """Write and commit one row, to learn whether the database keeps what it is given."""
        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        row = insert(ReadinessProbe).values(id=1, asked_at=self.clock())
        # several processes may be asked at the same moment
        kept = row.on_conflict_do_update(
            index_elements=["id"], set_={"asked_at": row.excluded.asked_at}
        )
        with self._turn(), self.engine.begin() as connection:
            connection.execute(kept)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.engine.dialect.name != "sqlite":
            yield
            return
        with self._writing:
            yield

    def _react(self, uow: UnitOfWork) -> None:
        heard = depth = 0
        level_ends = len(uow.events)  # events a reaction emits are one level deeper than its own
        while heard < len(uow.events):
            if heard == level_ends:
                depth, level_ends = depth + 1, len(uow.events)
            event, author = uow.events[heard], uow.authors[heard]
            heard += 1
            if depth > DEEPEST_CHAIN:
                raise RuntimeError(f"reactions never end, last heard {event}")
            if type(event) not in self.reactions:
                continue
            uow.session.flush()  # a reaction sees rows as the database has them, version too
            with uow.acting(author):
                for reaction in self.reactions[type(event)]:
                    reaction(uow, event)
        uow.session.flush()
        for last in self.before_commit:  # so that the chain's lock is held for a moment only
            last(uow)

    def _announce(self, events: list[Event]) -> None:
        for event in events:
            try:
                self.announce(event)
            except Exception:  # the work is committed; lost news is not a failure
                log.exception("could not announce %s", event.name)
