"""Looking messages up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from hub.core.ids import MessageId, PersonId
from hub.outbox.errors import NoSuchMessage
from hub.outbox.models import Channel, OutgoingMessage


def due_mails(session: Session, now: datetime, most: int) -> Sequence[OutgoingMessage]:
    """Return mails whose time has come, oldest first."""
    return session.scalars(
        select(OutgoingMessage)
        .where(OutgoingMessage.channel == Channel.MAIL, _waiting(), OutgoingMessage.due_at <= now)
        .order_by(OutgoingMessage.due_at)
        .limit(most)
    ).all()


def is_waiting(session: Session, key_prefix: str) -> bool:
    """Tell whether a message whose key begins so has not been sent yet."""
    found = select(OutgoingMessage.id).where(
        OutgoingMessage.key.startswith(key_prefix, autoescape=True), _waiting()
    )
    return session.scalar(found.limit(1)) is not None


def any_sent(session: Session, key_prefix: str) -> bool:
    """Tell whether a mail whose key begins so has left the hub."""
    found = select(OutgoingMessage.id).where(
        OutgoingMessage.key.startswith(key_prefix, autoescape=True),
        OutgoingMessage.channel == Channel.MAIL,
        OutgoingMessage.sent_at.is_not(None),
    )
    return session.scalar(found.limit(1)) is not None


def get(session: Session, message_id: MessageId) -> OutgoingMessage:
    """Return a message. Raises NoSuchMessage."""
    message = session.get(OutgoingMessage, message_id)
    if message is None:
        raise NoSuchMessage
    return message


def notices_of(
    session: Session, person_id: PersonId, now: datetime, *, most: int = 50
) -> Sequence[OutgoingMessage]:
    """Return what a person can read, newest first."""
    return session.scalars(
        select(OutgoingMessage)
        .where(_readable_by(person_id, now))
        .order_by(OutgoingMessage.due_at.desc())
        .limit(most)
    ).all()


def unread_count(session: Session, person_id: PersonId, now: datetime) -> int:
    """Return how many notices a person has not read."""
    count = select(func.count()).where(
        _readable_by(person_id, now), OutgoingMessage.read_at.is_(None)
    )
    return session.scalar(count) or 0


def unread(session: Session, person_id: PersonId, now: datetime) -> Sequence[OutgoingMessage]:
    """Return the notices a person has not read."""
    return session.scalars(
        select(OutgoingMessage).where(
            _readable_by(person_id, now), OutgoingMessage.read_at.is_(None)
        )
    ).all()


def mails(
    session: Session, *, state: str = "", offset: int = 0, most: int = 50
) -> tuple[Sequence[OutgoingMessage], int]:
    """Return mails for the administrator, newest first, and how many there are in all.

    `state` is "waiting", "sent", "failed", "withdrawn" or nothing.
    """
    which = and_(OutgoingMessage.channel == Channel.MAIL, _in_state(state))
    total = session.scalar(select(func.count()).select_from(OutgoingMessage).where(which)) or 0
    rows = session.scalars(
        select(OutgoingMessage)
        .where(which)
        .order_by(OutgoingMessage.posted_at.desc())
        .offset(offset)
        .limit(most)
    ).all()
    return rows, total


def was_posted(session: Session, key_prefix: str) -> bool:
    """Tell whether a message whose key begins so was ever posted."""
    asked = select(OutgoingMessage.id).where(
        OutgoingMessage.key.startswith(key_prefix, autoescape=True)
    )
    return session.scalar(asked.limit(1)) is not None


def _in_state(state: str) -> ColumnElement[bool]:
    states = {
        "waiting": _waiting(),
        "sent": OutgoingMessage.sent_at.is_not(None),
        "failed": or_(
            OutgoingMessage.given_up_at.is_not(None),
            and_(OutgoingMessage.attempts > 0, OutgoingMessage.sent_at.is_(None)),
        ),
        "withdrawn": OutgoingMessage.withdrawn_at.is_not(None),
    }
    return states.get(state, OutgoingMessage.id.is_not(None))


def _waiting() -> ColumnElement[bool]:
    return and_(
        OutgoingMessage.sent_at.is_(None),
        OutgoingMessage.withdrawn_at.is_(None),
        OutgoingMessage.given_up_at.is_(None),
    )


def _readable_by(person_id: PersonId, now: datetime) -> ColumnElement[bool]:
    return and_(
        OutgoingMessage.channel == Channel.IN_APP,
        OutgoingMessage.to_person_id == person_id,
        OutgoingMessage.withdrawn_at.is_(None),
        OutgoingMessage.due_at <= now,
    )
