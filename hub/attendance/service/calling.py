"""Calling the roll of all sites at once, and looking at the quorum when a meeting opens."""

from hub.attendance import queries, rules
from hub.attendance.errors import (
    AlreadyFrozen,
    NoQuorum,
    NoRollCall,
    NotTheSecretary,
    RollCallRunning,
    TooEarlyForRoll,
)
from hub.attendance.events import QuorumChecked, RollCallEnded, RollCallStarted
from hub.attendance.models import QuorumCheck, RollCall
from hub.core.clock import format_moment
from hub.core.ids import RollCallId, new_id
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import rules as meetings
from hub.meetings.events import MeetingClosed
from hub.meetings.models import Meeting


def start_roll_call(uow: UnitOfWork, meeting: Meeting) -> RollCall:
    """Ask every site to answer.

    Raises NotTheSecretary, TooEarlyForRoll, AlreadyFrozen, RollCallRunning.
    """
    _ensure_may_call(uow, meeting)
    if not rules.can_call(meeting, uow.now):
        raise TooEarlyForRoll
    sheet = queries.sheet_of(uow.session, meeting.id)
    if sheet is not None:
        raise AlreadyFrozen(at=format_moment(sheet.frozen_at), by=sheet.frozen_by_name)
    if queries.find_call(uow.session, meeting.id) is not None:
        raise RollCallRunning
    call = RollCall(
        id=RollCallId(new_id()),
        meeting_id=meeting.id,
        number=len(queries.calls_of(uow.session, meeting.id)) + 1,
        called_at=uow.now,
        called_by_id=uow.actor.person_id,
        called_by_name=uow.actor.name,
    )
    uow.session.add(call)
    uow.emit(RollCallStarted(meeting.id, call.number))
    return call


def end_roll_call(uow: UnitOfWork, meeting: Meeting) -> None:
    """End the call of the roll. Raises NotTheSecretary, NoRollCall."""
    _ensure_may_call(uow, meeting)
    call = queries.find_call(uow.session, meeting.id)
    if call is None:
        raise NoRollCall
    _end(uow, call)


def end_with_meeting(uow: UnitOfWork, closed: MeetingClosed) -> None:
    """End a call that is still going on when the meeting ends."""
    call = queries.find_call(uow.session, closed.meeting_id)
    if call is not None:
        _end(uow, call)


def check_quorum(
    uow: UnitOfWork, meeting: Meeting, *, reason: str = "", limits: rules.Limits = rules.DEFAULT
) -> QuorumCheck:
    """Keep the quorum of the opening for the record. Raises NoQuorum without a `reason`."""
    quorum = queries.quorum_now(uow.session, meeting, limits)
    if not quorum.is_met and not reason:
        raise NoQuorum(units=quorum.units_present, needed=quorum.units_needed)
    check = queries.quorum_check_of(uow.session, meeting.id)
    if check is None:
        check = QuorumCheck(meeting_id=meeting.id)
        uow.session.add(check)
    check.at, check.figures, check.met = uow.now, quorum.figures, quorum.is_met
    check.reason = "" if quorum.is_met else reason
    check.by_id, check.by_name = uow.actor.person_id, uow.actor.name
    uow.emit(
        QuorumChecked(
            meeting.id, quorum.is_met, quorum.units_present, quorum.units_needed, check.reason
        )
    )
    return check


def _ensure_may_call(uow: UnitOfWork, meeting: Meeting) -> None:
    if not (rules.may_record(uow.actor, meeting) or meetings.may_chair(uow.actor, meeting)):
        raise NotTheSecretary


def _end(uow: UnitOfWork, call: RollCall) -> None:
    call.ended_at = uow.now
    answered = queries.answered_since(uow.session, call.meeting_id, call.called_at)
    uow.emit(RollCallEnded(call.meeting_id, call.number, answered))
