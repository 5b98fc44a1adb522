"""Sound and picture on somebody else's server; the hub still says who is who."""

import base64
import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from tests.builders import Stage
from tests.conftest import SetClock

ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def jitsi(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime.settings, "conference", "jitsi")
    monkeypatch.setattr(runtime.settings, "conference_url", "https://meet.example.vn")
    monkeypatch.setattr(runtime.settings, "conference_key", "hub")
    monkeypatch.setattr(runtime.settings, "conference_secret", SecretStr("key"))


def way_in(client: FlaskClient, stage: Stage) -> str:
    answer = client.get(f"/meetings/{stage.meeting.id}/room/conference")
    assert answer.status_code in {302, 303}
    return str(answer.location)


def test_each_site_goes_to_the_conference_server_under_its_own_name(
    stage: Stage, opened: SetClock, client_of: ClientOf, jitsi: None
) -> None:
    client = client_of(stage.staff[Role.CHAIR])
    page = client.get(f"/meetings/{stage.meeting.id}/room").get_data(as_text=True)
    assert "Mở phòng họp" in page
    parts = urlsplit(way_in(client, stage))
    assert (parts.hostname, parts.path) == ("meet.example.vn", f"/{stage.meeting.id}")
    claims = parse_qs(parts.query)["jwt"][0].split(".")[1]
    user = json.loads(base64.urlsafe_b64decode(claims + "=="))["context"]["user"]
    assert f'data-site="{user["id"]}"' in page
    assert user["affiliation"] == "owner"


def test_what_only_the_other_server_can_do_is_not_offered_the_rest_is(
    stage: Stage, opened: SetClock, client_of: ClientOf, jitsi: None
) -> None:
    page = client_of(stage.staff[Role.CHAIR]).get(f"/meetings/{stage.meeting.id}/room")
    shown = page.get_data(as_text=True)
    for gone in ("microphone", "camera", "share"):
        assert f'id="{gone}"' not in shown
    for stays in ("hand", "pane-votes", "pane-messages", "pane-documents", "pane-queue"):
        assert f'id="{stays}"' in shown


def test_the_lobby_of_a_conference_elsewhere_has_no_switches_without_effect(
    stage: Stage,
    opened: SetClock,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    runtime: Runtime,
) -> None:
    lobby = f"/meetings/{stage.meeting.id}/lobby"
    client = client_of(stage.communes[0].clerk)
    switches = ("toggle-microphone", "toggle-camera", "cameras", "microphones", "preview")
    own = client.get(lobby).text
    assert all(f'id="{each}"' in own for each in switches) and 'name="mic"' in own
    monkeypatch.setattr(runtime.settings, "conference", "link")
    monkeypatch.setattr(runtime.settings, "conference_url", "https://meet.example.vn/phong-1")
    elsewhere = client.get(lobby).text
    assert not [each for each in switches if f'id="{each}"' in elsewhere]
    assert 'name="mic"' not in elsewhere and "Hình và tiếng ở phòng họp trực tuyến" in elsewhere
    assert 'id="start-test"' in elsewhere and "Vào họp" in elsewhere


def test_before_the_meeting_nobody_is_sent_there(
    stage: Stage, client_of: ClientOf, jitsi: None
) -> None:
    assert way_in(client_of(stage.staff[Role.CHAIR]), stage).endswith("/lobby")


def test_a_hub_with_its_own_engine_sends_nobody_away(
    stage: Stage, opened: SetClock, client_of: ClientOf
) -> None:
    client = client_of(stage.staff[Role.CHAIR])
    assert client.get(f"/meetings/{stage.meeting.id}/room/conference").status_code == 404
    page = client.get(f"/meetings/{stage.meeting.id}/room").get_data(as_text=True)
    assert "Mở phòng họp" not in page
