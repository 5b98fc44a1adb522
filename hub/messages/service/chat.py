"""Sending and removing messages, and noting what was read."""

from sqlalchemy.exc import IntegrityError

from hub.core.ids import ChatMessageId, MeetingSiteId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.directory import queries as directory
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting, MeetingSite
from hub.messages import queries, rules
from hub.messages.errors import (
    MayNotRunMessages,
    MayNotWrite,
    NoSuchRecipient,
    NotTheTime,
    WritingClosed,
)
from hub.messages.events import MessageRemoved, MessageSent, WritingSwitched
from hub.messages.models import Audience, ChatBoard, ChatMessage, ChatReading


def send(
    uow: UnitOfWork,
    meeting: Meeting,
    *,
    audience: Audience,
    text: str,
    event_key: str,
    to_site_id: MeetingSiteId | None = None,
) -> ChatMessage:
    """Send a message; the same `event_key` again returns the first one.

    Raises MayNotWrite, NotTheTime, WritingClosed, NoSuchRecipient.
    """
    own = meetings.site_of_unit(uow.session, meeting.id, uow.actor.unit_id)
    if not rules.may_write(uow.actor, meeting, own):
        raise MayNotWrite
    sent = queries.find_sent(uow.session, uow.actor.person_id, event_key)
    if sent is not None:
        return sent
    if not rules.can_write(meeting, uow.now):
        raise NotTheTime
    board = locked_board(uow, meeting)
    _ensure_may_write_to(uow, meeting, audience, board)
    to = _recipient(uow, meeting, to_site_id) if audience is Audience.SITE else None
    board.newest += 1
    message = ChatMessage(
        id=ChatMessageId(new_id()),
        meeting_id=meeting.id,
        number=board.newest,
        audience=audience,
        to_site_id=to.id if to else None,
        to_unit_id=to.unit_id if to else None,
        unit_id=uow.actor.unit_id,
        author_id=uow.actor.person_id,
        author_name=uow.actor.name,
        author_unit=directory.unit(uow.session, uow.actor.unit_id).short_name,
        text=text,
        at=uow.now,
        event_key=event_key,
    )
    uow.session.add(message)
    uow.emit(
        MessageSent(
            meeting.id,
            message.id,
            message.number,
            audience.value,
            message.unit_id,
            meeting.host_unit_id,
            message.to_unit_id,
        )
    )
    return message


def remove(uow: UnitOfWork, meeting: Meeting, message: ChatMessage) -> None:
    """Take a message out of sight; it stays for the record. Raises MayNotRunMessages."""
    _ensure_may_run(uow, meeting)
    if message.removed_at is None:
        message.removed_at, message.removed_by_name = uow.now, uow.actor.name
        uow.emit(MessageRemoved(meeting.id, message.id))


def keep_to_host(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let only the chair's table write to everybody. Raises MayNotRunMessages."""
    _switch(uow, meeting, only_host=True)


def let_everybody_write(uow: UnitOfWork, meeting: Meeting) -> None:
    """Let every site write to everybody. Raises MayNotRunMessages."""
    _switch(uow, meeting, only_host=False)


def note_read(uow: UnitOfWork, meeting: Meeting, number: int) -> None:
    """Note that the actor has read up to a number; reading never goes back."""
    reading = queries.find_reading(uow.session, meeting.id, uow.actor.person_id)
    if reading is None:
        reading = ChatReading(meeting_id=meeting.id, person_id=uow.actor.person_id, number=0)
        uow.session.add(reading)
    board = queries.find_board(uow.session, meeting.id)
    reading.number = max(reading.number, min(number, board.newest if board else 0))


def _switch(uow: UnitOfWork, meeting: Meeting, *, only_host: bool) -> None:
    _ensure_may_run(uow, meeting)
    board = locked_board(uow, meeting)
    if board.only_host is not only_host:
        board.only_host = only_host
        uow.emit(WritingSwitched(meeting.id, only_host))


def _ensure_may_run(uow: UnitOfWork, meeting: Meeting) -> None:
    if not rules.may_run(uow.actor, meeting):
        raise MayNotRunMessages


def _ensure_may_write_to(
    uow: UnitOfWork, meeting: Meeting, audience: Audience, board: ChatBoard
) -> None:
    if rules.may_write_to(uow.actor, meeting, audience, board):
        return
    raise MayNotRunMessages if audience is Audience.SITE else WritingClosed


def _recipient(uow: UnitOfWork, meeting: Meeting, to_site_id: MeetingSiteId | None) -> MeetingSite:
    wanted = [to_site_id] if to_site_id else []
    found = meetings.sites_among(uow.session, meeting.id, wanted)
    if not found:
        raise NoSuchRecipient
    return found[0]


def locked_board(uow: UnitOfWork, meeting: Meeting) -> ChatBoard:
    """Return the board, locked: numbers are given one after another."""
    board = queries.board_locked(uow.session, meeting.id)
    if board is None:
        try:
            with uow.session.begin_nested():
                uow.session.add(ChatBoard(meeting_id=meeting.id, newest=0, only_host=False))
        except IntegrityError:  # somebody else's first message came in between
            pass
        board = queries.board_locked(uow.session, meeting.id)
    if board is None:
        raise LookupError(str(meeting.id))
    return board
