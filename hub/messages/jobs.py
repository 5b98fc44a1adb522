"""What the incident log does by itself."""

from datetime import timedelta

from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.messages import queries, service


def watch_lost_lines(runtime: Runtime) -> int:
    """Note lines that are lost for long, end what is over; return how many meetings were seen."""
    limit = timedelta(seconds=runtime.settings.incident_lost_s)
    with runtime.read() as session:
        found = queries.meetings_to_look_at(session, runtime.clock() - limit)
    for meeting_id in found:
        with runtime.unit_of_work(SYSTEM) as uow:
            service.note_lost_lines(uow, meeting_id)
    return len(found)
