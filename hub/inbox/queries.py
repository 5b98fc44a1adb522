"""Looking up what was answered."""

from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from hub.core.ids import PersonId
from hub.inbox.models import ClientEvent


def find(session: Session, person_id: PersonId, event_key: str) -> ClientEvent | None:
    """Return what a person's browser said under this key, if it was answered."""
    return session.get(ClientEvent, (person_id, event_key))


def find_many(
    session: Session, said: Collection[tuple[PersonId, str]]
) -> dict[tuple[PersonId, str], ClientEvent]:
    """Return what was answered of all this, each by person and key."""
    if not said:
        return {}
    pair = tuple_(ClientEvent.person_id, ClientEvent.event_key)
    found = session.scalars(select(ClientEvent).where(pair.in_(list(said))))
    return {(each.person_id, each.event_key): each for each in found}
