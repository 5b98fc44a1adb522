"""Who may do what with lines."""

from hub.core.unit_of_work import Actor, Role
from hub.meetings import rules as meeting_rules
from hub.meetings.models import Meeting, MeetingSite, MeetingState


def may_sign_off(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor vouches for line tests of this meeting."""
    return meeting_rules.may_assist(actor, meeting)


def may_state(actor: Actor, site: MeetingSite) -> bool:
    """Tell whether the actor speaks for this site."""
    return actor.unit_id == site.unit_id and actor.has(Role.SITE_LEADER, Role.SITE_CLERK)


def can_state(meeting: Meeting) -> bool:
    """Tell whether there is something to say yet; a sealed dossier takes nothing more."""
    return meeting.state in {MeetingState.LIVE, MeetingState.ENDED}
