"""A meeting being held with three communes in the room, and people who vote."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hub.attendance import service as attendance
from hub.core.ids import MotionId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role
from hub.gateways.ballot_keys import BallotKeys
from hub.meetings import queries as meetings
from hub.meetings.models import MeetingState
from hub.votes import queries, service
from hub.votes.models import Choice, Motion, Secrecy
from hub.votes.service import MotionText
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock


@pytest.fixture
def live(runtime: Runtime, clock: SetClock, stage: Stage) -> Stage:
    """The meeting is open; every commune and the main site are in the room."""
    clock.now = MONDAY + timedelta(minutes=30)
    with runtime.unit_of_work(SYSTEM) as uow:
        meeting = meetings.get(uow.session, stage.meeting.id)
        meeting.state, meeting.opened_at = MeetingState.LIVE, MONDAY
    for place in range(3):
        come(runtime, stage, place)
    return stage


def come(runtime: Runtime, stage: Stage, place: int) -> None:
    commune = stage.communes[place]
    with runtime.unit_of_work(stage.actor_of(commune.leader)) as uow:
        attendance.arrive(
            uow,
            commune.meeting_site,
            connection=f"line-{place}",
            event_key=f"line-{place}-in",
            person_name=commune.leader.name,
        )


def leave(runtime: Runtime, stage: Stage, place: int) -> None:
    with runtime.unit_of_work(stage.actor_of(stage.communes[place].leader)) as uow:
        attendance.leave(uow, f"line-{place}", event_key=f"line-{place}-out", lost=False)


class Voting:
    """One vote, driven through the services as the pages do it."""

    def __init__(self, runtime: Runtime, stage: Stage, keys: BallotKeys) -> None:
        self.runtime, self.stage, self.keys = runtime, stage, keys
        self.id: MotionId

    def draft(self, **text: Any) -> "Voting":
        with self.runtime.unit_of_work(self.stage.actor(Role.SECRETARY)) as uow:
            meeting = meetings.get(uow.session, self.stage.meeting.id)
            motion = service.draft(uow, meeting, MotionText(title="Thông qua nghị quyết", **text))
        self.id = motion.id
        return self

    def open(self, role: Role = Role.CHAIR, reason: str = "") -> "Voting":
        secret = self.motion().secrecy is Secrecy.SECRET
        public_key = self.keys.make() if secret else b""
        with self.runtime.unit_of_work(self.stage.actor(role)) as uow:
            meeting, motion = self._get(uow)
            service.open_voting(uow, meeting, motion, public_key=public_key, reason=reason)
        return self

    def cast(self, person: Any, choice: Choice, *, key: str = "", opinion: str = "") -> None:
        with self.runtime.unit_of_work(self.stage.actor_of(person)) as uow:
            meeting, motion = self._get(uow)
            event_key = key or f"key-of-{person.id}"
            service.cast(uow, meeting, motion, choice=choice, opinion=opinion, event_key=event_key)

    def close(self, role: Role = Role.CHAIR) -> Motion:
        public_key = self.motion().public_key
        private_key = self.keys.read(public_key) if public_key else None
        with self.runtime.unit_of_work(self.stage.actor(role)) as uow:
            meeting, motion = self._get(uow)
            service.close_voting(uow, meeting, motion, private_key=private_key)
        self.keys.destroy(public_key)
        return self.motion()

    def cancel(self, reason: str = "Câu hỏi chưa rõ") -> None:
        with self.runtime.unit_of_work(self.stage.actor(Role.CHAIR)) as uow:
            meeting, motion = self._get(uow)
            service.cancel(uow, meeting, motion, reason=reason)

    def motion(self) -> Motion:
        with self.runtime.read() as session:
            return queries.get(session, self.stage.meeting.id, self.id)

    def record(self) -> queries.VoteRecord:
        with self.runtime.read() as session:
            return queries.record_of(session, queries.get(session, self.stage.meeting.id, self.id))

    def _get(self, uow: Any) -> Any:
        meeting = meetings.get(uow.session, self.stage.meeting.id)
        return meeting, queries.get_locked(uow.session, meeting.id, self.id)


@pytest.fixture
def voting(runtime: Runtime, live: Stage, ballot_keys: BallotKeys) -> Voting:
    return Voting(runtime, live, ballot_keys)


VotingOf = Callable[..., Voting]
