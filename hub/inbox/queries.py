"""Looking up what was answered."""

from sqlalchemy.orm import Session

from hub.core.ids import PersonId
from hub.inbox.models import ClientEvent


def find(session: Session, person_id: PersonId, event_key: str) -> ClientEvent | None:
    """Return what a person's browser said under this key, if it was answered."""
    return session.get(ClientEvent, (person_id, event_key))
