"""Posting messages, moving and withdrawing them, noting what became of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from hub.core.ids import MessageId, PersonId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.outbox import queries, rules
from hub.outbox.errors import MessageLeft, NoSuchMessage
from hub.outbox.events import MessageRetried, MessageWithdrawn, NoticePosted
from hub.outbox.models import Channel, OutgoingMessage

#: Ids in one statement.
AT_ONCE: Final = 5000


def post_mail(  # noqa: PLR0913  (a mail has these parts)
    uow: UnitOfWork,
    *,
    key: str,
    to_address: str,
    subject: str,
    body_text: str,
    body_html: str = "",
    calendar: str = "",
    calendar_method: str = "",
    due_at: datetime | None = None,
) -> OutgoingMessage | None:
    """Queue a mail; None when one with this key was posted before, or there is no address."""
    if not to_address:
        return None
    return _post(
        uow,
        OutgoingMessage(
            key=key,
            channel=Channel.MAIL,
            to_address=to_address,
            subject=subject,
            body_text=body_text,
            body_html=body_html,
            calendar=calendar,
            calendar_method=calendar_method,
            due_at=due_at or uow.now,
        ),
    )


def post_notice(  # noqa: PLR0913  (a notice has these parts)
    uow: UnitOfWork,
    *,
    key: str,
    to_person_id: PersonId,
    subject: str,
    body: str = "",
    link: str = "",
    icon: str = "bell",
    due_at: datetime | None = None,
) -> OutgoingMessage | None:
    """Let a person read a sentence in the hub, now or from `due_at` on; None if posted before."""
    notice = _post(
        uow,
        OutgoingMessage(
            key=key,
            channel=Channel.IN_APP,
            to_person_id=to_person_id,
            subject=subject,
            body_text=body,
            link=link,
            icon=icon,
            due_at=due_at or uow.now,
        ),
    )
    if notice is not None and notice.due_at <= uow.now:
        uow.emit(NoticePosted(notice.id, to_person_id))
    return notice


def _post(uow: UnitOfWork, message: OutgoingMessage) -> OutgoingMessage | None:
    posted = select(OutgoingMessage.id).where(OutgoingMessage.key == message.key)
    if uow.session.scalar(posted) is not None:
        return None
    message.id = MessageId(new_id())
    message.posted_at = uow.now
    message.attempts = 0
    uow.session.add(message)
    uow.session.flush()
    return message


def withdraw(uow: UnitOfWork, key_prefix: str) -> None:
    """Take back every waiting message whose key begins so. What was sent stays as it is."""
    uow.session.execute(
        update(OutgoingMessage)
        .where(
            OutgoingMessage.key.startswith(key_prefix, autoescape=True),
            OutgoingMessage.sent_at.is_(None),
            OutgoingMessage.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=uow.now)
        .execution_options(synchronize_session="fetch")
    )


def withdraw_all(uow: UnitOfWork, among: str, key_prefixes: Collection[str]) -> None:
    """Take back every waiting message whose key begins with one of many prefixes.

    All of them begin with `among`. One look over what waits: each prefix by itself would look
    over everything again.
    """
    if not key_prefixes:
        return
    wanted = frozenset(key_prefixes)
    waiting = uow.session.execute(
        select(OutgoingMessage.id, OutgoingMessage.key).where(
            OutgoingMessage.key.startswith(among, autoescape=True),
            OutgoingMessage.sent_at.is_(None),
            OutgoingMessage.withdrawn_at.is_(None),
        )
    )
    lengths = {len(each) for each in wanted}
    found = [row.id for row in waiting if any(row.key[:length] in wanted for length in lengths)]
    for first in range(0, len(found), AT_ONCE):
        uow.session.execute(
            update(OutgoingMessage)
            .where(OutgoingMessage.id.in_(found[first : first + AT_ONCE]))
            .values(withdrawn_at=uow.now)
            .execution_options(synchronize_session="fetch")
        )


def forget_withdrawn(uow: UnitOfWork, key_prefix: str) -> None:
    """Free the keys of withdrawn messages, so that they can be posted again with other times."""
    withdrawn = select(OutgoingMessage).where(
        OutgoingMessage.key.startswith(key_prefix, autoescape=True),
        OutgoingMessage.withdrawn_at.is_not(None),
        OutgoingMessage.sent_at.is_(None),
    )
    for message in uow.session.scalars(withdrawn):
        message.key = f"{message.key}~{message.id}"
    uow.session.flush()


def move(uow: UnitOfWork, key_prefix: str, due_at: datetime) -> None:
    """Let every waiting message whose key begins so leave at another time."""
    uow.session.execute(
        update(OutgoingMessage)
        .where(
            OutgoingMessage.key.startswith(key_prefix, autoescape=True),
            OutgoingMessage.sent_at.is_(None),
            OutgoingMessage.withdrawn_at.is_(None),
        )
        .values(due_at=due_at)
        .execution_options(synchronize_session="fetch")
    )


def note_sent(uow: UnitOfWork, message: OutgoingMessage) -> None:
    """Write down that a mail left."""
    message.sent_at = uow.now
    message.last_error = ""


def note_failed(uow: UnitOfWork, message: OutgoingMessage, error: str, *, hopeless: bool) -> None:
    """Write down that a mail could not leave, and when it is tried again, if it can help."""
    message.attempts += 1
    message.last_error = error[:500]
    pause = None if hopeless else rules.pause_after(message.attempts)
    if pause is None:
        message.given_up_at = uow.now
    else:
        message.due_at = uow.now + pause


def retry(uow: UnitOfWork, message: OutgoingMessage) -> None:
    """Try a failed mail again at once. Raises MessageLeft."""
    if message.sent_at is not None or message.withdrawn_at is not None:
        raise MessageLeft
    message.given_up_at, message.attempts, message.due_at = None, 0, uow.now
    uow.emit(MessageRetried(message.id))


def take_back(uow: UnitOfWork, message: OutgoingMessage) -> None:
    """Withdraw one waiting mail. Raises MessageLeft."""
    if message.sent_at is not None or message.withdrawn_at is not None:
        raise MessageLeft
    message.withdrawn_at = uow.now
    uow.emit(MessageWithdrawn(message.id))


def note_read(uow: UnitOfWork, message_id: MessageId) -> OutgoingMessage:
    """Write down that the actor has read one of their notices. Raises NoSuchMessage."""
    message = queries.get(uow.session, message_id)
    if message.to_person_id != uow.actor.person_id or message.channel is not Channel.IN_APP:
        raise NoSuchMessage
    message.read_at = message.read_at or uow.now
    return message


def note_all_read(uow: UnitOfWork) -> None:
    """Write down that the actor has read all notices that can be read now."""
    uow.session.execute(
        update(OutgoingMessage)
        .where(
            OutgoingMessage.channel == Channel.IN_APP,
            OutgoingMessage.to_person_id == uow.actor.person_id,
            OutgoingMessage.due_at <= uow.now,
            OutgoingMessage.read_at.is_(None),
        )
        .values(read_at=uow.now)
        .execution_options(synchronize_session="fetch")
    )
