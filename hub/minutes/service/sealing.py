"""Whether the office signs minutes at all: as its rule, and for one paper."""

from sqlalchemy import select

from hub.core.errors import NotAllowed
from hub.core.ids import EntryId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings.models import Meeting, MeetingState
from hub.minutes import queries, rules
from hub.minutes.errors import NoSealToDecide
from hub.minutes.events import MinutesPracticeSet, MinutesSealDecided
from hub.minutes.models import Minutes, MinutesPractice, MinutesState
from hub.outbox import service as outbox


def set_practice(uow: UnitOfWork, *, seals: bool) -> None:
    """Say whether the actor's office signs its minutes; what waits now follows. Raises NotAllowed.

    Form 1.9 of Decree 30/2020/NĐ-CP leaves it to the office ("nếu có").
    """
    if not rules.may_set_practice(uow.actor):
        raise NotAllowed
    unit_id = uow.actor.unit_id
    known = queries.practice(uow.session, unit_id)
    if known is None:
        known = MinutesPractice(id=EntryId(new_id()), unit_id=unit_id)
        uow.session.add(known)
    known.seals, known.set_at, known.set_by_id = seals, uow.now, uow.actor.person_id
    waiting = (
        select(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(
            Meeting.host_unit_id == unit_id,
            Meeting.state != MeetingState.ARCHIVED,
            Minutes.state == MinutesState.SIGNED,
        )
    )
    for minutes in uow.session.scalars(waiting):
        _note(uow, minutes, awaits=seals)
    uow.emit(MinutesPracticeSet(unit_id, seals))


def decide_seal(uow: UnitOfWork, meeting: Meeting, minutes: Minutes, *, awaits: bool) -> None:
    """Say of one paper whether the office's signature is still to come.

    Raises NotAllowed, NoSealToDecide.
    """
    if not rules.may_seal(uow.actor, meeting):
        raise NotAllowed
    if minutes.state is not MinutesState.SIGNED or meeting.state is MeetingState.ARCHIVED:
        raise NoSealToDecide
    _note(uow, minutes, awaits=awaits)


def _note(uow: UnitOfWork, minutes: Minutes, *, awaits: bool) -> None:
    if minutes.awaits_seal is awaits:
        return
    minutes.awaits_seal = awaits
    if not awaits:
        outbox.withdraw(uow, f"minutes:{minutes.id}:seal:")
    uow.emit(MinutesSealDecided(minutes.id, minutes.meeting_id, awaits))
