"""Browsers in the room: a page's live line with its way in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient

from hub.core.unit_of_work import Role
from hub.directory.models import Person
from tests.builders import MONDAY, Stage
from tests.conftest import SetClock


@dataclass
class Device:
    """One browser with one page of the room."""

    client: FlaskClient
    line: SocketIOTestClient
    meeting: str

    def token(self) -> str:
        answer = self.client.get(f"/meetings/{self.meeting}/room")
        assert answer.status_code == 200, answer.location
        found = re.search(r'data-token="([^"]+)"', answer.get_data(as_text=True))
        assert found is not None
        return found[1]

    def say(self, name: str, **facts: Any) -> dict[str, Any]:
        message = {"meeting": self.meeting, **facts}
        reply: dict[str, Any] = self.line.emit(name, message, callback=True)
        return reply

    def join(self, token: str = "", key: str = "first-time-in", **facts: Any) -> dict[str, Any]:
        return self.say("room:join", token=token or self.token(), event_key=key, **facts)

    def state(self, connection: str = "") -> dict[str, Any]:
        path = f"/meetings/{self.meeting}/room/state?connection={connection}"
        found: dict[str, Any] = self.client.get(path).json
        return found

    def site(self, site_id: object) -> dict[str, Any]:
        return next(each for each in self.state()["sites"] if each["id"] == str(site_id))


DeviceOf = Callable[[Person], Device]


@pytest.fixture
def device_of(
    stage: Stage,
    client_of: Callable[[Person], FlaskClient],
    line_of: Callable[[FlaskClient], SocketIOTestClient],
) -> DeviceOf:
    def new(person: Person) -> Device:
        client = client_of(person)
        return Device(client, line_of(client), str(stage.meeting.id))

    return new


@pytest.fixture
def opened(stage: Stage, clock: SetClock, client_of: Callable[[Person], FlaskClient]) -> SetClock:
    """The meeting has been opened; it is eight o'clock."""
    clock.now = MONDAY
    chair = client_of(stage.staff[Role.CHAIR])
    reason = {"reason": "Các điểm cầu vào phòng sau khai mạc"}
    assert chair.post(f"/meetings/{stage.meeting.id}/open", data=reason).status_code == 302
    return clock
