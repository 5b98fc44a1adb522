"""A browser that missed the answer says the same again."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hub.core.errors import Conflict, HubError
from hub.core.ids import PersonId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM, Role, UnitOfWork
from hub.inbox import jobs, service
from hub.inbox.errors import KeyOfSomethingElse
from hub.inbox.models import ClientEvent
from tests.builders import Stage
from tests.conftest import SetClock


class Counter:
    """Something that must not happen twice."""

    def __init__(self) -> None:
        self.times = 0

    def change(self) -> dict[str, int]:
        self.times += 1
        return {"number": self.times}


def test_said_again_the_reply_is_the_same_and_nothing_changes(
    runtime: Runtime, stage: Stage
) -> None:
    done = Counter()
    replies = []
    for _ in range(3):
        with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
            replies.append(service.once(uow, "key-of-the-hand", "room:hand", done.change))
    assert replies == [{"number": 1}] * 3


def test_the_same_key_of_another_person_is_another_thing(runtime: Runtime, stage: Stage) -> None:
    done = Counter()
    for actor in (stage.actor(Role.CHAIR), stage.actor_of(stage.communes[0].clerk)):
        with runtime.unit_of_work(actor) as uow:
            service.once(uow, "key-of-the-hand", "room:hand", done.change)
    assert done.times == 2


def test_a_key_does_not_answer_for_another_question(runtime: Runtime, stage: Stage) -> None:
    done = Counter()
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.once(uow, "key-of-the-hand", "room:hand", done.change)
    with (
        pytest.raises(KeyOfSomethingElse),
        runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow,
    ):
        service.once(uow, "key-of-the-hand", "room:lower", done.change)


def test_a_refusal_is_not_remembered(runtime: Runtime, stage: Stage) -> None:
    done = Counter()

    def refuse(_uow: UnitOfWork) -> dict[str, int]:
        raise Conflict

    with pytest.raises(Conflict), runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        service.once(uow, "key-of-the-hand", "room:hand", lambda: refuse(uow))
    with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
        assert service.once(uow, "key-of-the-hand", "room:hand", done.change) == {"number": 1}


def test_old_answers_are_forgotten_and_young_ones_kept(
    runtime: Runtime, stage: Stage, clock: SetClock
) -> None:
    for key in ("key-of-last-week", "key-of-today"):
        with runtime.unit_of_work(stage.actor(Role.CHAIR)) as uow:
            service.once(uow, key, "room:hand", dict)
        clock.now += timedelta(days=6)
    clock.now -= timedelta(days=4)
    assert jobs.forget_old(runtime) == 1
    with runtime.read() as session:
        assert session.scalar(select(func.count()).select_from(ClientEvent)) == 1
        assert session.scalar(select(ClientEvent.event_key)) == "key-of-today"


def test_many_say_something_and_each_is_heard_once(runtime: Runtime, stage: Stage) -> None:
    chair = stage.actor(Role.CHAIR).person_id
    clerk = stage.actor_of(stage.communes[0].clerk).person_id
    heard: list[int] = []

    def change(new: Sequence[int]) -> list[dict[str, int] | HubError]:
        heard.extend(new)
        return [Conflict() if at == 3 else {"place": at} for at in new]

    def say(*said: tuple[PersonId, str | None]) -> list[object]:
        heard.clear()
        with runtime.unit_of_work(SYSTEM) as uow:
            return list(service.once_each(uow, "room:answer-roll", said, change))

    first = say((chair, "key-a"), (clerk, "key-a"), (chair, "key-a"), (clerk, "key-b"))
    assert heard == [0, 1, 3]
    assert first[:3] == [{"place": 0}, {"place": 1}, {"place": 0}]
    assert isinstance(first[3], Conflict)
    again = say((clerk, None), (clerk, "key-b"), (clerk, "key-a"))
    assert heard == [0, 1], "a refusal is not remembered, an answer is"
    assert again == [{"place": 0}, {"place": 1}, {"place": 1}]
    with runtime.unit_of_work(SYSTEM) as uow:
        (other,) = service.once_each(uow, "room:hand", [(chair, "key-a")], change)
    assert isinstance(other, KeyOfSomethingElse)
