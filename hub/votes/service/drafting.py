"""Writing motions before they are put to the vote."""

from dataclasses import dataclass, fields

from hub.core.ids import AgendaItemId, EntryId, MotionId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import queries as meetings
from hub.meetings.models import Meeting
from hub.undo import service as undo
from hub.votes import queries, rules
from hub.votes.errors import MayNotPrepare, MeetingNotOpen, MotionSettled
from hub.votes.events import MotionDiscarded, MotionDrafted, MotionEdited
from hub.votes.models import Basis, Motion, MotionState, Secrecy, Threshold


@dataclass(frozen=True, slots=True)
class MotionText:
    """What is put to the vote, and how. `minutes` None: until the chair closes it."""

    title: str
    text: str = ""
    secrecy: Secrecy = Secrecy.OPEN
    basis: Basis = Basis.UNITS
    threshold: Threshold = Threshold.MAJORITY_OF_ALL
    host_votes: bool = False
    minutes: int | None = None
    agenda_item_id: AgendaItemId | None = None


def draft(uow: UnitOfWork, meeting: Meeting, text: MotionText) -> Motion:
    """Write a motion. Raises MayNotPrepare, MeetingNotOpen once the meeting is over."""
    _ensure_may_prepare(uow, meeting)
    meetings.take_turn(uow.session, meeting.id)
    motion = Motion(
        id=MotionId(new_id()),
        meeting_id=meeting.id,
        number=queries.next_number(uow.session, meeting.id),
        state=MotionState.DRAFT,
        drafted_at=uow.now,
        drafted_by_id=uow.actor.person_id,
        **_values(meeting, text),
    )
    uow.session.add(motion)
    uow.emit(MotionDrafted(meeting.id, motion.id))
    return motion


def edit(uow: UnitOfWork, meeting: Meeting, motion: Motion, text: MotionText) -> None:
    """Change a motion nobody has voted on. Raises MayNotPrepare, MotionSettled."""
    _ensure_may_prepare(uow, meeting)
    if motion.state is not MotionState.DRAFT:
        raise MotionSettled
    for name, value in _values(meeting, text).items():
        setattr(motion, name, value)
    uow.emit(MotionEdited(meeting.id, motion.id))


def discard(uow: UnitOfWork, meeting: Meeting, motion: Motion, *, back: str = "/") -> EntryId:
    """Take a motion away that was not put to the vote; return what takes that back (hub.undo).

    `back` is the page to show then. Raises MayNotPrepare, MotionSettled.
    """
    _ensure_may_prepare(uow, meeting)
    if motion.state is not MotionState.DRAFT:
        raise MotionSettled
    removal = undo.keep(uow, "motion", [motion], back=back, holds=[(meeting, "state")])
    uow.session.delete(motion)
    uow.emit(MotionDiscarded(meeting.id, motion.id))
    return removal


def _ensure_may_prepare(uow: UnitOfWork, meeting: Meeting) -> None:
    if not rules.may_prepare(uow.actor, meeting):
        raise MayNotPrepare
    if not rules.can_prepare(meeting):
        raise MeetingNotOpen


def _values(meeting: Meeting, text: MotionText) -> dict[str, object]:
    values = {field.name: getattr(text, field.name) for field in fields(text)}
    if text.agenda_item_id not in {item.id for item in meeting.agenda}:
        values["agenda_item_id"] = None
    return values
