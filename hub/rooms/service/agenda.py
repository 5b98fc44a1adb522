"""The agenda as it runs, and how long speakers have."""

from hub.core.ids import AgendaItemId, AgendaRunId, MeetingId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting
from hub.rooms import queries
from hub.rooms.events import AgendaItemBegan, AgendaItemEnded, SpeechLimitSet
from hub.rooms.models import AgendaRun, SpeechLimit
from hub.rooms.service.stage import ensure_moderator, room_of


def begin_item(uow: UnitOfWork, meeting: Meeting, item_id: AgendaItemId) -> None:
    """Turn to an agenda item; the one before has ended. Raises NotTheModerator, NoSuchItem."""
    ensure_moderator(uow, meeting)
    item = queries.item_of(uow.session, meeting.id, item_id)
    room_of(uow, meeting)
    run = queries.current_run(uow.session, meeting.id)
    if run is not None and run.agenda_item_id == item.id:
        return
    if run is not None:
        _end(uow, run)
    uow.session.add(
        AgendaRun(
            id=AgendaRunId(new_id()),
            meeting_id=meeting.id,
            agenda_item_id=item.id,
            began_at=uow.now,
        )
    )
    uow.emit(AgendaItemBegan(meeting.id, item.id))


def end_item(uow: UnitOfWork, meeting: Meeting) -> None:
    """Be done with the present item. Without one nothing happens. Raises NotTheModerator."""
    ensure_moderator(uow, meeting)
    end_run_of(uow, meeting.id)


def end_run_of(uow: UnitOfWork, meeting_id: MeetingId) -> None:
    """End the item that is dealt with, if there is one."""
    run = queries.current_run(uow.session, meeting_id)
    if run is not None:
        _end(uow, run)


def limit_speeches(
    uow: UnitOfWork, meeting: Meeting, item_id: AgendaItemId | None, minutes: int | None
) -> None:
    """Set how many minutes speakers have: in the meeting, or during one item.

    None for an item is the meeting's own; a speech that goes on keeps what it was given.
    Raises NotTheModerator, NoSuchItem.
    """
    ensure_moderator(uow, meeting)
    if item_id is None:
        if minutes is None:
            return
        room_of(uow, meeting).speech_minutes = minutes
    else:
        _limit_item(uow, queries.item_of(uow.session, meeting.id, item_id).id, minutes)
    uow.emit(SpeechLimitSet(meeting.id, item_id, minutes))


def _limit_item(uow: UnitOfWork, item_id: AgendaItemId, minutes: int | None) -> None:
    limit = uow.session.get(SpeechLimit, item_id)
    if minutes is None:
        if limit is not None:
            uow.session.delete(limit)
    elif limit is None:
        uow.session.add(SpeechLimit(agenda_item_id=item_id, minutes=minutes))
    else:
        limit.minutes = minutes


def _end(uow: UnitOfWork, run: AgendaRun) -> None:
    run.ended_at = uow.now
    uow.emit(AgendaItemEnded(run.meeting_id, run.agenda_item_id))
