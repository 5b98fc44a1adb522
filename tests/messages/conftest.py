"""A meeting being held, whose people write to each other."""

from datetime import timedelta

import pytest

from hub.core.unit_of_work import SYSTEM
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from tests.builders import MONDAY


@pytest.fixture
def live(runtime, clock, stage):
    clock.now = MONDAY + timedelta(minutes=30)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    return stage
