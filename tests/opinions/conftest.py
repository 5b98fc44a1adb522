"""A form that asks the three communes, driven through the services as the pages do it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.core.ids import ConsultationId, EntryId, new_id
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role, UnitOfWork
from hub.directory.models import Person
from hub.gateways.opinion_keys import OpinionKeys
from hub.opinions import queries, service
from hub.opinions.models import Anonymity, Consultation, Stance
from hub.opinions.queries import Record
from hub.opinions.rules import Line
from hub.opinions.service import Paper, Plan
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock

DUE = MONDAY + timedelta(days=5)


class Asking:
    """One consultation of the host."""

    def __init__(self, runtime: Runtime, stage: Stage, keys: OpinionKeys) -> None:
        self.runtime, self.stage, self.keys = runtime, stage, keys
        self.id: ConsultationId

    def plan(self, **more: Any) -> Plan:
        units = [each.unit.id for each in self.stage.communes]
        return Plan(**{"title": "Dự thảo quy chế", "due_at": DUE, "units": units, **more})

    def draft(self, questions: tuple[str, ...] = ("Mục tiêu", "Kinh phí"), **more: Any) -> "Asking":
        with self.runtime.unit_of_work(self.stage.actor(Role.SCHEDULER)) as uow:
            made = service.draft(uow, self.plan(**more))
            for each in questions:
                service.add_question(uow, made, title=each)
            self.id = made.id
        return self

    def open(self) -> "Asking":
        with self.runtime.read() as session:
            secret = queries.get(session, self.id).is_secret
        public_key = self.keys.make() if secret else b""
        self.do(service.open_consultation, public_key=public_key)
        return self

    def do(self, change: Callable[..., Any], *, role: Role = Role.SCHEDULER, **values: Any) -> Any:
        with self.runtime.unit_of_work(self.stage.actor(role)) as uow:
            return change(uow, self._locked(uow), **values)

    def answer(
        self,
        person: Person,
        *stances: Stance,
        words: str = "",
        seen: int = 0,
        paper: Paper | None = None,
    ) -> None:
        with self.runtime.unit_of_work(self.stage.actor_of(person)) as uow:
            found = self._locked(uow)
            lines = [
                Line(question.id, stance, words)
                for question, stance in zip(found.questions, stances, strict=False)
            ]
            if found.is_secret:
                service.answer_in_secret(uow, found, lines)
            else:
                printed = paper or Paper(EntryId(new_id()), "a" * 64)
                service.answer(uow, found, lines, seen=seen, paper=printed)

    def count(self) -> None:
        with self.runtime.read() as session:
            public_key = queries.get(session, self.id).public_key
        private_key = self.keys.read(public_key) if public_key else None
        self.do(service.close_early, reason="Đã đủ ý kiến", private_key=private_key)

    def found(self) -> Consultation:
        with self.runtime.read() as session:
            return queries.get(session, self.id)

    def record(self) -> Record:
        with self.runtime.read() as session:
            return queries.record_of(session, queries.get(session, self.id))

    def _locked(self, uow: UnitOfWork) -> Consultation:
        return queries.get_locked(uow.session, uow.actor, self.id)


@pytest.fixture
def asking(runtime: Runtime, clock: SetClock, stage: Stage, opinion_keys: OpinionKeys) -> Asking:
    clock.now = MONDAY
    return Asking(runtime, stage, opinion_keys)


@pytest.fixture
def secret(asking: Asking) -> Asking:
    """A secret consultation that was sent out."""
    return asking.draft(anonymity=Anonymity.SECRET).open()


def later(**more: float) -> datetime:
    return MONDAY + timedelta(**more)
