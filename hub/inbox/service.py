"""Doing what a browser says exactly once, however often it says it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from hub.core.db import table_of
from hub.core.errors import HubError
from hub.core.ids import PersonId
from hub.core.unit_of_work import UnitOfWork
from hub.inbox import queries
from hub.inbox.errors import KeyOfSomethingElse
from hub.inbox.models import ClientEvent


def once(
    uow: UnitOfWork, event_key: str | None, name: str, change: Callable[[], Mapping[str, Any]]
) -> dict[str, Any]:
    """Make the change and return its reply; said again, return the same reply and change nothing.

    Key and change are committed together, so a reply that was lost on the way leaves either
    both or neither. A refusal is not kept: it may be different next time. Without a key the
    change is simply made. Raises KeyOfSomethingElse, and whatever `change` raises.
    """
    if event_key is None:
        return dict(change())
    person_id = PersonId(uow.actor.person_id)
    known = queries.find(uow.session, person_id, event_key)
    if known is not None:
        if known.name != name:
            raise KeyOfSomethingElse
        return dict(known.reply)
    reply = dict(change())
    uow.session.add(
        ClientEvent(person_id=person_id, event_key=event_key, name=name, reply=reply, at=uow.now)
    )
    return reply


def once_each(
    uow: UnitOfWork,
    name: str,
    said: Sequence[tuple[PersonId, str | None]],
    change: Callable[[Sequence[int]], Sequence[Mapping[str, Any] | HubError]],
) -> list[Mapping[str, Any] | HubError]:
    """Do what many said at once, each once: `once` for a batch, with one look for all keys.

    `change` gets the places in `said` that are new, and returns their replies or refusals.
    """
    keyed = [(person, key) for person, key in said if key is not None]
    known = queries.find_many(uow.session, set(keyed))
    first = {pair: at for at, pair in reversed(list(enumerate(said))) if pair[1] is not None}
    new = [
        at for at, pair in enumerate(said)
        if pair[1] is None or (pair not in known and first[pair] == at)
    ]  # fmt: skip
    made = dict(zip(new, change(new), strict=True))
    rows = [
        {"person_id": said[at][0], "event_key": said[at][1], "name": name, "reply": dict(reply),
         "at": uow.now}
        for at, reply in made.items()
        if said[at][1] is not None and not isinstance(reply, HubError)
    ]  # fmt: skip
    if rows:
        uow.session.execute(insert(table_of(ClientEvent)), rows)  # an object for each costs thrice
    return [_reply(name, at, said, made, known, first) for at in range(len(said))]


def _reply(
    name: str,
    at: int,
    said: Sequence[tuple[PersonId, str | None]],
    made: Mapping[int, Mapping[str, Any] | HubError],
    known: Mapping[tuple[PersonId, str], ClientEvent],
    first: Mapping[tuple[PersonId, str | None], int],
) -> Mapping[str, Any] | HubError:
    person_id, key = said[at]
    if key is None:
        return made[at]
    event = known.get((person_id, key))
    if event is None:
        return made[first[person_id, key]]
    return dict(event.reply) if event.name == name else KeyOfSomethingElse()


def forget_before(uow: UnitOfWork, moment: datetime) -> int:
    """Forget what was answered before this moment; return how much. Browsers keep a day."""
    gone = uow.session.execute(delete(ClientEvent).where(ClientEvent.at < moment))
    return int(getattr(gone, "rowcount", 0))
