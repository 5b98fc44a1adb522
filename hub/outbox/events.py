"""What the outbox announces."""

from dataclasses import dataclass

from hub.core.events import Event
from hub.core.ids import MessageId, PersonId


@dataclass(frozen=True)
class NoticePosted(Event):
    """A notice for a person can be read now."""

    name = "notice:posted"
    message_id: MessageId
    person_id: PersonId


@dataclass(frozen=True)
class MessageRetried(Event):
    """An administrator asked for another try."""

    name = "message:retried"
    message_id: MessageId


@dataclass(frozen=True)
class MessageWithdrawn(Event):
    """An administrator took a waiting message back."""

    name = "message:withdrawn"
    message_id: MessageId
