"""A meeting with more sites than a page can know: a window of them, and those that matter."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.directory.models import Person
from hub.documents.models import DocumentState
from hub.rooms.queries import stage as rooms
from hub.web import live
from tests.builders import Stage
from tests.conftest import SetClock
from tests.rooms.conftest import Device, DeviceOf
from tests.rooms.test_stage import a_document

ClientOf = Callable[[Person], FlaskClient]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch, opened: SetClock) -> None:
    """Pages know two sites at a time; the meeting has four."""
    monkeypatch.setattr(rooms, "WINDOW", 2)


#: What every page of the room loads beside it.
BESIDE = ("votes/panel", "messages/panel", "attendance/call", "room/documents")


def names(state: dict) -> list[tuple[str, int | None]]:  # type: ignore[type-arg]
    return [(each["name"], each["place"]) for each in state["sites"]]


def state_from(client: FlaskClient, stage: Stage, first: int) -> dict:  # type: ignore[type-arg]
    found: dict = client.get(f"/meetings/{stage.meeting.id}/room/state?first={first}").json  # type: ignore[type-arg]
    return found


@pytest.mark.usefixtures("narrow")
def test_a_page_knows_the_sites_it_shows_and_those_that_matter_to_all(
    stage: Stage, device_of: DeviceOf
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    chair.join()
    last = device_of(stage.communes[2].leader)
    last.join()
    last.say("room:hand")
    state = state_from(chair.client, stage, 0)
    assert (state["total"], state["first"]) == (4, 0)
    first_two = [place for _name, place in names(state) if place is not None]
    assert first_two == [0, 1]
    raised = chair.site(stage.communes[2].meeting_site.id)
    assert raised["hand"] == 1 and raised["place"] is None
    further = state_from(last.client, stage, 2)
    assert [place for _name, place in names(further) if place is not None] == [2, 3]
    assert any(each["main"] for each in further["sites"]), "who chairs is heard on every page"
    assert state_from(last.client, stage, 99)["first"] == 3
    own = str(stage.communes[2].meeting_site.id)
    assert any(each["id"] == own for each in state_from(last.client, stage, 0)["sites"])


@pytest.mark.usefixtures("narrow")
def test_a_site_that_is_not_listed_is_found_by_its_name(stage: Stage, device_of: DeviceOf) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    page = chair.client.get(f"/meetings/{chair.meeting}/room").get_data(as_text=True)
    wanted = stage.communes[2]
    assert "Tìm điểm cầu theo tên" in page
    address = f"/meetings/{chair.meeting}/room/sites?q={wanted.unit.short_name}"
    found = chair.client.get(address).get_data(as_text=True)
    assert found.count("<option") == 1 and str(wanted.meeting_site.id) in found
    nobody = chair.client.get(f"/meetings/{chair.meeting}/room/sites?q=không có").text
    assert "Không có điểm cầu nào tên như vậy" in nobody
    assert chair.say("room:layout", layout="speaker", pinned=str(wanted.meeting_site.id),
                     size=9, page=None)["ok"]  # fmt: skip
    assert chair.site(wanted.meeting_site.id)["name"] == wanted.unit.short_name


@pytest.mark.usefixtures("narrow")
def test_those_who_direct_find_a_site_in_the_room_by_its_name(
    stage: Stage, device_of: DeviceOf
) -> None:
    chair = device_of(stage.staff[Role.CHAIR])
    for commune in stage.communes[:2]:
        device_of(commune.leader).join()
    there, other = (each.unit.short_name for each in stage.communes[:2])
    panel = chair.client.get(f"/meetings/{chair.meeting}/room/queue").text
    assert f"<b>{there}</b>" in panel and f"<b>{other}</b>" in panel
    found = chair.client.get(f"/meetings/{chair.meeting}/room/queue?q={other}").text
    assert other in found and f"<b>{there}</b>" not in found
    none = chair.client.get(f"/meetings/{chair.meeting}/room/queue?q=không có").text
    assert "Trong phòng không có điểm cầu nào tên như vậy." in none


def test_what_a_page_reads_does_not_grow_with_the_meeting(
    stage: Stage,
    client_of: ClientOf,
    opened: SetClock,
    engine: Engine,
) -> None:
    client = client_of(stage.communes[0].leader)
    seen: list[str] = []

    def listener(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", listener)
    for path in ("room", "room/state", "room/queue", "lobby", "lobby/door", *BESIDE):
        assert client.get(f"/meetings/{stage.meeting.id}/{path}").status_code == 200
    event.remove(engine, "before_cursor_execute", listener)
    of_sites = [each for each in seen if "FROM meeting_sites" in each]
    bounded = ("LIMIT", "count(", "meeting_sites.id IN", "AND meeting_sites.is_main", "unit_id IN",
               "meeting_sites.unit_id =", "meeting_sites.id =")  # fmt: skip
    assert of_sites
    assert not [each for each in of_sites if not any(word in each for word in bounded)]


def news(device: Device, name: str) -> list[dict]:  # type: ignore[type-arg]
    return [each["args"][0] for each in device.line.get_received() if each["name"] == name]


@pytest.mark.usefixtures("opened")
def test_in_a_large_room_news_brings_how_it_stands_and_what_concerns_one_site_goes_to_it(
    stage: Stage, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LARGE", 1)
    chair = device_of(stage.staff[Role.CHAIR])
    first, second = (device_of(stage.communes[at].leader) for at in (0, 1))
    for each in (chair, first, second):
        each.join()
    chair.line.emit("watch", {"room": f"meeting:{stage.meeting.id}"}, callback=True)
    site = str(stage.communes[0].meeting_site.id)
    assert chair.say("room:mute", site=site)["ok"]
    assert news(first, "room:site-muted") and news(chair, "room:site-muted")
    assert news(second, "room:site-muted") == []
    chair.say("room:unmute", site=site)
    chair.say("room:grant", site=site)
    (told,) = news(second, "room:floor-granted")
    asked = second.state()
    assert told["site"] == site and told["listeners"] == 3
    assert {name: asked[name] for name in told["stage"] if name != "at"} == {
        name: value for name, value in told["stage"].items() if name != "at"
    }
    assert {each["id"] for each in told["sites"]} == {site, chair_site(asked)}
    speaker = next(each for each in told["sites"] if each["id"] == site)
    known = next(each for each in asked["sites"] if each["id"] == site)
    assert {**speaker, "place": known["place"]} == known
    chair.say("room:mute-others")
    assert news(second, "room:others-muted")[0]["others_muted"] is True
    assert second.site(stage.communes[1].meeting_site.id)["muted"]


@pytest.mark.usefixtures("opened")
def test_in_a_large_room_a_document_comes_with_the_news_as_those_invited_see_it(
    stage: Stage, device_of: DeviceOf, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LARGE", 1)
    chair, site = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].leader)
    for each in (chair, site):
        each.join()
    for state in (DocumentState.ISSUED, DocumentState.DRAFT):
        document = a_document(runtime, stage, state=state)
        assert chair.say("room:present", document=str(document))["ok"]
        (told,) = news(site, "room:document-shown")
        assert told["stage"]["shown"] == site.state()["shown"]
        shown = told["stage"]["shown"]
        assert shown["readable"] is (state is DocumentState.ISSUED) and not shown["presents"]


@pytest.mark.usefixtures("opened")
def test_a_page_that_comes_back_to_a_large_room_is_told_how_it_stands(
    stage: Stage, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair, site = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].leader)
    for each in (chair, site):
        each.join()
    assert "room" not in site.join(key="back-in-a-small-room", back=True)
    monkeypatch.setattr(live, "LARGE", 1)
    chair.say("room:grant", site=str(stage.communes[0].meeting_site.id))
    chair.say("room:mute", site=str(stage.communes[0].meeting_site.id))
    assert "room" not in site.join(key="comes-in-for-the-first-time")
    reply = site.join(key="back-in-a-large-room", back=True)
    asked = site.state(reply["connection"])
    told = {name: value for name, value in reply["room"]["stage"].items() if name != "at"}
    assert told == {name: asked[name] for name in told}
    own = site.site(stage.communes[0].meeting_site.id)
    assert reply["seat"] == {name: own[name] for name in ("microphone", "camera", "muted")}
    assert reply["seat"]["muted"] and reply["asked"] is False


def chair_site(state: dict) -> str:  # type: ignore[type-arg]
    return next(each["id"] for each in state["sites"] if each["main"])
