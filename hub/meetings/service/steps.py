"""From draft to invitation: each step is somebody's turn."""

from hub.core.errors import NotAllowed
from hub.core.text import gettext
from hub.core.unit_of_work import UnitOfWork
from hub.meetings import notices, rules
from hub.meetings.errors import (
    MeetingChanged,
    NotReadyToSubmit,
    NotTheChair,
    NotThisStep,
    StartsInThePast,
)
from hub.meetings.events import (
    MeetingApproved,
    MeetingInvited,
    MeetingReturned,
    MeetingSubmitted,
)
from hub.meetings.models import Meeting, MeetingState


def submit(uow: UnitOfWork, meeting: Meeting) -> None:
    """Put a draft before its chair. The meeting is loaded as by `queries.get`.

    Raises NotAllowed, NotThisStep, NotReadyToSubmit, StartsInThePast.
    """
    if not rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_submit(meeting):
        raise NotThisStep
    if meeting.starts_at <= uow.now:
        raise StartsInThePast
    gaps = rules.gaps(rules.plan_of(meeting))
    if gaps:
        raise NotReadyToSubmit({name: gettext(sentence) for name, sentence in gaps.items()})
    meeting.state = MeetingState.SUBMITTED
    meeting.returned_reason = ""
    uow.emit(MeetingSubmitted(meeting.id))
    notices.ask_chair(uow, meeting)


def approve(uow: UnitOfWork, meeting: Meeting, *, version: int) -> None:
    """Agree to the meeting as the chair saw it. Raises NotTheChair, NotThisStep, MeetingChanged."""
    _ensure_turn_of_chair(uow, meeting, version=version)
    if meeting.starts_at <= uow.now:
        raise StartsInThePast
    meeting.state = MeetingState.APPROVED
    meeting.approved_at, meeting.approved_by_id = uow.now, uow.actor.person_id
    uow.emit(MeetingApproved(meeting.id))
    notices.tell_approved(uow, meeting)


def send_back(uow: UnitOfWork, meeting: Meeting, *, reason: str, version: int) -> None:
    """Ask for changes first. Raises NotTheChair, NotThisStep, MeetingChanged."""
    _ensure_turn_of_chair(uow, meeting, version=version)
    meeting.state, meeting.returned_reason = MeetingState.DRAFT, reason
    uow.emit(MeetingReturned(meeting.id, reason))
    notices.tell_returned(uow, meeting)


def invite(uow: UnitOfWork, meeting: Meeting) -> None:
    """Ask the sites to an approved meeting. Raises NotAllowed, NotThisStep."""
    if not rules.may_arrange(uow.actor, meeting):
        raise NotAllowed
    if not rules.can_invite(meeting, uow.now):
        raise NotThisStep
    meeting.state, meeting.invited_at = MeetingState.INVITED, uow.now
    uow.emit(MeetingInvited(meeting.id))


def _ensure_turn_of_chair(uow: UnitOfWork, meeting: Meeting, *, version: int) -> None:
    if not rules.may_chair(uow.actor, meeting):
        raise NotTheChair
    if not rules.can_decide(meeting):
        raise NotThisStep
    if meeting.version != version:
        raise MeetingChanged
