from datetime import timedelta

import pytest

from hub.core.unit_of_work import SYSTEM
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from hub.quality import service
from hub.quality.rules import Measurement
from tests.builders import MONDAY

GOOD = {"rtt_ms": 30.0, "jitter_ms": 3.0, "loss_pct": 0.1}
FAIR = {"rtt_ms": 200.0, "jitter_ms": 3.0, "loss_pct": 0.1}
POOR = {"rtt_ms": 420.0, "jitter_ms": 3.0, "loss_pct": 0.1}


@pytest.fixture
def live(runtime, clock, stage):
    """The stage's meeting, just opened."""
    clock.now = MONDAY
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    return stage


@pytest.fixture
def sample(runtime, live):
    """Store samples of one site: `sample(place, *samples, line="a")`."""

    def store(place, *samples, line="a"):
        commune = live.communes[place]
        with runtime.unit_of_work(live.actor_of(commune.leader)) as uow:
            return service.record_samples(uow, commune.meeting_site, line, samples)

    return store


@pytest.fixture
def ten_minutes(runtime, clock, live, sample):
    """Ten minutes of a meeting: a good line, one that turns poor, one that breaks."""
    for seq in range(60):
        clock.now = MONDAY + timedelta(seconds=10 * (seq + 1))
        sample(0, Measurement(seq, **GOOD))
        sample(1, Measurement(seq, **(GOOD if seq < 30 else POOR)))
        if not 20 <= seq < 32:
            sample(2, Measurement(seq, **FAIR))
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, live.meeting.id)
        meeting.state, meeting.closed_at = MeetingState.ENDED, clock.now
    return live
