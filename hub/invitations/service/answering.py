"""What units answer, and what the chair says to their absence."""

from hub.core.errors import NotAllowed
from hub.core.ids import DelegateId, new_id
from hub.core.text import gettext
from hub.core.unit_of_work import UnitOfWork
from hub.invitations import notices, rules
from hub.invitations.errors import AnswerIncomplete, LinkReplaced, NothingToDecide
from hub.invitations.events import AbsenceDecided, InvitationAnswered
from hub.invitations.models import Answer, Delegate, Invitation
from hub.invitations.rules import Reply
from hub.invitations.service.portions import desk_for, invitees_of
from hub.meetings import rules as meeting_rules
from hub.meetings.errors import NotTheChair

BY_SIGN_IN = "signed-in"
BY_LINK = "link"


def answer(uow: UnitOfWork, invitation: Invitation, reply: Reply) -> None:
    """Answer for one's unit; the last answer before the start counts.

    The invitation is loaded as by `queries.get`. Raises NotAllowed, AnswerIncomplete,
    MeetingWasCancelled, MeetingWasPostponed, TooLateToAnswer.
    """
    if not rules.may_answer(uow.actor, invitation):
        raise NotAllowed
    _take(uow, invitation, reply)
    invitation.answered_by_id = uow.actor.person_id
    invitation.answered_by_name, invitation.answered_by_link = uow.actor.name, False
    _announce(uow, invitation, BY_SIGN_IN)


def answer_by_link(uow: UnitOfWork, invitation: Invitation, reply: Reply, *, serial: int) -> None:
    """Answer with the signed link of a mail; `serial` is the link's.

    Raises LinkReplaced and what `answer` raises, except NotAllowed.
    """
    ensure_link(invitation, serial)
    if not reply.by_name:
        raise AnswerIncomplete({"by_name": gettext(rules.NEEDS_NAME), **_gaps(reply)})
    _take(uow, invitation, reply)
    invitation.answered_by_id = None
    invitation.answered_by_name, invitation.answered_by_link = reply.by_name, True
    _announce(uow, invitation, BY_LINK)


def answer_as_guest(
    uow: UnitOfWork, invitation: Invitation, said: Answer, *, reason: str, serial: int
) -> None:
    """Answer as a guest, by their own link. A guest who can't come asks nobody's leave.

    Raises NotAllowed, LinkReplaced, MeetingWasCancelled, MeetingWasPostponed, TooLateToAnswer,
    InvitationWasWithdrawn.
    """
    ensure_link(invitation, serial)
    if not invitation.meeting_site.is_guest or said not in rules.GUEST_ANSWERS:
        raise NotAllowed
    closed = rules.why_closed_to(invitation, invitation.meeting, uow.now)
    if closed:
        raise closed
    is_coming = said is Answer.ATTENDING
    invitation.answer, invitation.reason = said, "" if is_coming else reason
    invitation.answered_at, invitation.answered_by_id = uow.now, None
    invitation.answered_by_name = invitation.unit.short_name
    invitation.answered_by_link = True
    invitation.head_count = 1 if is_coming else None
    invitation.absence_approved = True if said is Answer.ABSENT else None
    uow.session.flush()
    _announce(uow, invitation, BY_LINK)


def ensure_link(invitation: Invitation, serial: int) -> None:
    """Raise LinkReplaced for a link that was sent before the meeting was moved."""
    if invitation.link_serial != serial:
        raise LinkReplaced


def approve_absence(uow: UnitOfWork, invitation: Invitation) -> None:
    """Agree to an absence. Raises NotTheChair, NothingToDecide."""
    _ensure_absence_waits(uow, invitation)
    invitation.absence_approved = True
    _tell_decision(uow, invitation, "approved")


def refuse_absence(uow: UnitOfWork, invitation: Invitation) -> None:
    """Ask the unit to send someone after all. Raises NotTheChair, NothingToDecide."""
    _ensure_absence_waits(uow, invitation)
    invitation.absence_approved = False
    _tell_decision(uow, invitation, "refused")


def _take(uow: UnitOfWork, invitation: Invitation, reply: Reply) -> None:
    closed = rules.why_closed_to(invitation, invitation.meeting, uow.now)
    if closed:
        raise closed
    gaps = _gaps(reply)
    if gaps:
        raise AnswerIncomplete(gaps)
    coming = reply.answer not in rules.NOBODY_YET
    invitation.answer, invitation.reason = reply.answer, reply.reason
    invitation.answered_at = uow.now
    invitation.head_count = reply.head_count if coming else None
    invitation.absence_approved = None
    invitation.delegates = [
        Delegate(
            id=DelegateId(new_id()),
            invitation_id=invitation.id,
            position=position,
            name=line.name,
            title=line.title,
            phone=line.phone,
            is_deputy=line.is_deputy,
        )
        for position, line in enumerate(reply.delegates if coming else ())
    ]
    uow.session.flush()


def _gaps(reply: Reply) -> dict[str, str]:
    return {name: gettext(sentence) for name, sentence in rules.gaps(reply).items()}


def _announce(uow: UnitOfWork, invitation: Invitation, way: str) -> None:
    """Remind those who come; let the chair know of those who ask not to."""
    meeting, answered = invitation.meeting, invitation.answer
    (invitee,) = invitees_of(uow, [invitation])
    if answered is Answer.ABSENT:
        notices.stop_reminding(uow, invitee)
        if not invitation.meeting_site.is_guest:
            notices.ask_chair_about_absence(uow, invitation, meeting)
    else:
        notices.remind(uow, desk_for(uow, meeting), invitee, meeting)
    uow.emit(
        InvitationAnswered(
            invitation.id,
            invitation.meeting_id,
            invitation.unit_id,
            answered.value if answered else "",
            way,
            invitation.answered_by_name,
        )
    )


def _ensure_absence_waits(uow: UnitOfWork, invitation: Invitation) -> None:
    if not meeting_rules.may_chair(uow.actor, invitation.meeting):
        raise NotTheChair
    if not rules.waits_for_chair(invitation):
        raise NothingToDecide


def _tell_decision(uow: UnitOfWork, invitation: Invitation, decision: str) -> None:
    (invitee,) = invitees_of(uow, [invitation])
    notices.tell_decision(uow, invitee, invitation.meeting)
    uow.emit(AbsenceDecided(invitation.id, invitation.meeting_id, invitation.unit_id, decision))
