"""A meeting gets another time."""

from datetime import timedelta

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.meetings import queries as meetings
from hub.meetings import service
from tests.builders import Stage


def move(runtime: Runtime, stage: Stage, by: timedelta = timedelta(days=1)) -> None:
    """Let the scheduler move the meeting of a stage."""
    with runtime.unit_of_work(stage.actor(Role.SCHEDULER)) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        service.move(
            uow,
            meeting,
            starts_at=meeting.starts_at + by,
            ends_at=meeting.ends_at + by,
            version=meeting.version,
        )
