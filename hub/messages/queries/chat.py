"""Looking messages up: what an actor may read, and what of it is new."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from hub.core.ids import ChatMessageId, MeetingId, MeetingSiteId, PersonId
from hub.core.unit_of_work import Actor
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.messages import rules
from hub.messages.errors import NoSuchMessageHere
from hub.messages.models import Audience, ChatBoard, ChatMessage, ChatReading

#: So many of the newest are shown; who wants more asks for the earlier ones.
SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Messages:
    """The newest messages an actor may read, oldest first; `earlier`: there are older ones."""

    items: Sequence[ChatMessage]
    earlier: bool
    unread: int
    read_to: int
    only_host: bool


def find_board(session: Session, meeting_id: MeetingId) -> ChatBoard | None:
    """Return the board of a meeting, once something was written."""
    return session.get(ChatBoard, meeting_id)


def board_locked(session: Session, meeting_id: MeetingId) -> ChatBoard | None:
    """Return the board as it is now and keep it so until the end of the unit of work."""
    return session.scalar(
        select(ChatBoard)
        .where(ChatBoard.meeting_id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def find_sent(session: Session, author_id: PersonId, event_key: str) -> ChatMessage | None:
    """Return the message a page sent with this key."""
    return session.scalar(select(ChatMessage).filter_by(author_id=author_id, event_key=event_key))


def get_message(session: Session, meeting_id: MeetingId, message_id: ChatMessageId) -> ChatMessage:
    """Return a message of this meeting. Raises NoSuchMessageHere."""
    found = session.get(ChatMessage, message_id)
    if found is None or found.meeting_id != meeting_id:
        raise NoSuchMessageHere
    return found


def find_reading(
    session: Session, meeting_id: MeetingId, person_id: PersonId
) -> ChatReading | None:
    """Return how far a person has read."""
    return session.get(ChatReading, (meeting_id, person_id))


def newest(
    session: Session, actor: Actor, meeting: Meeting, *, before: int | None = None
) -> Messages:
    """Return the newest messages the actor may read, or those before a number."""
    readable = [ChatMessage.meeting_id == meeting.id, readable_by(actor, meeting)]
    asked = select(ChatMessage).where(*readable)
    if before is not None:
        asked = asked.where(ChatMessage.number < before)
    found = session.scalars(asked.order_by(ChatMessage.number.desc()).limit(SHOWN + 1)).all()
    reading = find_reading(session, meeting.id, actor.person_id)
    read_to = reading.number if reading else 0
    board = find_board(session, meeting.id)
    return Messages(
        list(reversed(found[:SHOWN])),
        len(found) > SHOWN,
        _unread(session, actor, readable, read_to),
        read_to,
        board is not None and board.only_host,
    )


def recipients(
    session: Session, meeting_id: MeetingId, chosen: str, *, most: int
) -> list[MeetingSite]:
    """Return the first sites of a meeting, and the one whose id was `chosen` before."""
    listed = list(meetings.sites_from(session, meeting_id, 0, most=most))
    if chosen not in {"", *Audience, *(str(each.id) for each in listed)}:
        with suppress(ValueError):
            listed += meetings.sites_among(session, meeting_id, [MeetingSiteId(UUID(chosen))])
    return listed


def of_everybody(session: Session, meeting_id: MeetingId) -> Sequence[ChatMessage]:
    """Return what was written to everybody and not removed, oldest first."""
    return session.scalars(
        select(ChatMessage)
        .where(
            ChatMessage.meeting_id == meeting_id,
            ChatMessage.audience == Audience.ALL,
            ChatMessage.removed_at.is_(None),
        )
        .order_by(ChatMessage.number)
    ).all()


def readable_by(actor: Actor, meeting: Meeting) -> ColumnElement[bool]:
    """Return which messages the actor may read; removed ones only those who run the meeting."""
    own_unit = ChatMessage.unit_id == actor.unit_id
    kinds = [ChatMessage.audience == Audience.ALL, ChatMessage.author_id == actor.person_id]
    if rules.may_run(actor, meeting):
        kinds.append(ChatMessage.audience == Audience.SITE)
    else:
        kinds.append(and_(ChatMessage.audience == Audience.CHAIR, own_unit))
        kinds.append(ChatMessage.to_unit_id == actor.unit_id)
    if rules.may_read_chairs(actor, meeting):
        kinds.append(ChatMessage.audience == Audience.CHAIR)
    standing = true() if rules.may_run(actor, meeting) else ChatMessage.removed_at.is_(None)
    return and_(or_(*kinds), standing)


def _unread(
    session: Session, actor: Actor, readable: list[ColumnElement[bool]], read_to: int
) -> int:
    asked = select(func.count()).where(
        *readable,
        ChatMessage.number > read_to,
        ChatMessage.author_id != actor.person_id,
        ChatMessage.removed_at.is_(None),
    )
    return session.scalar(asked) or 0
