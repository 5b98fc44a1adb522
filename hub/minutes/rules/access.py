"""Who may read, write, return and sign minutes, and whose turn it is."""

from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meeting_rules
from hub.meetings.models import Meeting, MeetingState
from hub.minutes.models import COMPLETE, Minutes, MinutesState, SignerRole

#: People of the host office who may read minutes that are not signed yet.
READERS_OF_DRAFTS = (
    Role.SCHEDULER,
    Role.CHAIR,
    Role.SECRETARY,
    Role.REGISTRY_CLERK,
)
OVERSEERS = (Role.AUDITOR, Role.SYSTEM_ADMIN)


def may_record(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor writes the minutes of the meeting."""
    return meeting_rules.may_record(actor, meeting)


def may_return(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may send submitted minutes back: the chair."""
    return actor.person_id == meeting.chair_id


def may_see(actor: Actor, meeting: Meeting, minutes: Minutes) -> bool:
    """Tell whether the actor may read these minutes.

    Signed ones: everyone who may see the meeting. Before that: the host office's
    arrangers, the meeting's chair and secretary, and those who oversee the hub.
    """
    if not meeting_rules.may_see(actor, meeting):
        return False
    if minutes.state in COMPLETE:
        return True
    return may_see_unsigned(actor, meeting)


def may_see_unsigned(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may read what is not final: drafts, and PDFs that were voided."""
    if actor.person_id in (meeting.chair_id, meeting.secretary_id) or actor.has(*OVERSEERS):
        return True
    return actor.unit_id == meeting.host_unit_id and actor.has(*READERS_OF_DRAFTS)


def can_be_edited(minutes: Minutes) -> bool:
    """Tell whether the text may still change."""
    return minutes.state is MinutesState.DRAFT


def can_be_returned(minutes: Minutes) -> bool:
    """Tell whether the chair may still send the minutes back: until the chair signs."""
    return minutes.state in (MinutesState.SUBMITTED, MinutesState.SECRETARY_SIGNED)


def may_seal(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor gives the office's signature: the registry clerk of the host."""
    return actor.unit_id == meeting.host_unit_id and actor.has(Role.REGISTRY_CLERK)


def may_set_practice(actor: Actor) -> bool:
    """Tell whether the actor says if their office signs its minutes."""
    return actor.has(Role.REGISTRY_CLERK, Role.UNIT_ADMIN)


def next_signer(minutes: Minutes) -> SignerRole | None:
    """Return who signs next; None before submission and after the last signature.

    The office's signature comes last, where the office gives one (NĐ 30, form 1.9: "nếu có").
    """
    turns = {
        MinutesState.SUBMITTED: SignerRole.SECRETARY,
        MinutesState.SECRETARY_SIGNED: SignerRole.CHAIR,
        MinutesState.SIGNED: SignerRole.ORGANISATION,
    }
    turn = turns.get(minutes.state)
    if turn is SignerRole.ORGANISATION and not minutes.awaits_seal:
        return None
    return turn


def signer_role_of(actor: Actor, meeting: Meeting, minutes: Minutes) -> SignerRole | None:
    """Return the role in which the actor signs now; None when it is not the actor's turn."""
    turn = next_signer(minutes)
    if turn is SignerRole.SECRETARY and actor.person_id == meeting.secretary_id:
        return turn
    if turn is SignerRole.CHAIR and actor.person_id == meeting.chair_id:
        return turn
    is_closed = meeting.state is MeetingState.ARCHIVED  # the dossier holds the PDF as it is
    if turn is SignerRole.ORGANISATION and may_seal(actor, meeting) and not is_closed:
        return turn
    return None


def waits_for(actor: Actor, meeting: Meeting, minutes: Minutes) -> bool:
    """Tell whether the actor is the one who has to do something with these minutes now."""
    if minutes.state is MinutesState.DRAFT:
        return actor.person_id == meeting.secretary_id
    return signer_role_of(actor, meeting, minutes) is not None
