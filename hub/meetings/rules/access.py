"""Who may do what with a meeting."""

from collections.abc import Iterable
from typing import Final

from hub.core.unit_of_work import Actor, Role
from hub.meetings.models import Meeting, MeetingSite
from hub.meetings.rules.states import was_invited

#: Posts of the host that work on a meeting before the sites hear of it.
PREPARING: Final = (
    Role.SCHEDULER, Role.CHAIR, Role.SECRETARY, Role.REGISTRY_CLERK, Role.TECHNICIAN,
)  # fmt: skip
#: Posts that read every meeting and change none.
READING_ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SYSTEM)


def may_see(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may know of the meeting. Needs its sites loaded."""
    return may_know_of(actor, meeting, meeting.sites)


def may_know_of(actor: Actor, meeting: Meeting, sites: Iterable[MeetingSite]) -> bool:
    """Tell the same when those of its sites that concern the actor's unit are loaded."""
    if actor.has(*READING_ALL) or actor.person_id in {meeting.chair_id, meeting.secretary_id}:
        return True
    if not was_invited(meeting):
        return actor.unit_id == meeting.host_unit_id and actor.has(*PREPARING)
    if actor.unit_id == meeting.host_unit_id:
        return True
    return any(site.unit_id == actor.unit_id for site in sites)


def may_schedule(actor: Actor) -> bool:
    """Tell whether the actor writes meetings of their own unit."""
    return actor.has(Role.SCHEDULER)


def may_arrange(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor changes the meeting and invites to it: a scheduler of the host."""
    return actor.has(Role.SCHEDULER) and actor.unit_id == meeting.host_unit_id


def may_chair(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor is the person who chairs the meeting."""
    return actor.person_id == meeting.chair_id


def may_record(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor calls the roll and writes the minutes."""
    own = actor.unit_id == meeting.host_unit_id
    return actor.person_id == meeting.secretary_id or (own and actor.has(Role.SECRETARY))


def may_assist(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor looks after the lines of the meeting."""
    return actor.has(Role.TECHNICIAN) and actor.unit_id == meeting.host_unit_id


def may_open(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor opens and closes the meeting: chair, secretary or technician."""
    return may_chair(actor, meeting) or may_record(actor, meeting) or may_assist(actor, meeting)


def may_call_off(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor postpones or cancels: the chair, or who arranges it."""
    return may_arrange(actor, meeting) or may_chair(actor, meeting)


def is_of_host(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor sees the meeting from the host's side, or reads everything."""
    ours = actor.unit_id == meeting.host_unit_id
    return ours or actor.has(*READING_ALL) or may_chair(actor, meeting)
