"""Who seals a dossier, who opens it."""

from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import Meeting

KEEPERS = (Role.SECRETARY, Role.REGISTRY_CLERK)
#: A dossier holds receipts and attendance of every unit, so only the host's own people read it.
READERS = (*KEEPERS, Role.SCHEDULER, Role.CHAIR)
OVERSEERS = (Role.AUDITOR, Role.SYSTEM_ADMIN)


def may_seal(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor seals the dossier of the meeting."""
    own = actor.unit_id == meeting.host_unit_id and actor.has(*KEEPERS)
    return own or actor.person_id == meeting.secretary_id


def may_see_dossier(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may open the dossier."""
    own = actor.unit_id == meeting.host_unit_id and actor.has(*READERS)
    named = actor.person_id in (meeting.secretary_id, meeting.chair_id)
    return own or named or actor.has(*OVERSEERS)
