"""Doing what a browser says exactly once, however often it says it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

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


def forget_before(uow: UnitOfWork, moment: datetime) -> int:
    """Forget what was answered before this moment; return how much. Browsers keep a day."""
    gone = uow.session.execute(delete(ClientEvent).where(ClientEvent.at < moment))
    return int(getattr(gone, "rowcount", 0))
