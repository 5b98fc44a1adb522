"""Moving a running meeting to another media node: who may, where to, and what is written down."""

from sqlalchemy import select

from hub.audit.models import AuditEntry
from hub.core.ids import MeetingId
from hub.core.runtime import Runtime
from hub.core.unit_of_work import Role
from hub.rooms import jobs, queries
from tests.builders import Stage
from tests.conftest import Heard, SetClock
from tests.fakes import FakeMedia
from tests.rooms.conftest import DeviceOf
from tests.rooms.test_floor import queue_of, seated

OLD, NEW, DOWN = (f"ws://192.0.2.{host}:8188" for host in (5, 6, 7))


def test_a_technician_moves_a_running_meeting_and_nobody_loses_a_place(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia,
    heard: Heard,
) -> None:  # fmt: skip
    room = str(stage.meeting.id)
    media.machines = {OLD: True, NEW: True}
    jobs.MediaPlaces(runtime).put(room, (), (OLD,))
    _, sites = seated(stage, device_of)
    assert sites[0].say("room:hand", turn="speech")["ok"]
    before = (sites[0].state()["sites"], queue_of(sites[0]))
    technician = device_of(stage.staff[Role.TECHNICIAN])
    panel = technician.client.get(f"/meetings/{room}/room/media-nodes").text
    assert "1 cuộc họp, " in panel and "0 cuộc họp, 0 điểm cầu" in panel
    assert f'data-move-media="{NEW}"' in panel and f'data-move-media="{OLD}"' not in panel
    assert technician.say("room:move-media", node=NEW)["ok"]
    assert media.asked[-1] == ("follow", room, OLD)
    assert jobs.MediaPlaces(runtime).nodes_of([room]) == {room: (NEW,)}
    assert (sites[0].state()["sites"], queue_of(sites[0])) == before
    assert "room:media-moved" in heard.names()
    with runtime.read() as session:
        written = select(AuditEntry).where(AuditEntry.event == "room:media-moved")
        entry = session.scalars(written).one()
    assert entry.actor_name == stage.staff[Role.TECHNICIAN].name
    assert (entry.facts["left"], entry.facts["node"]) == ([OLD], NEW)


def test_a_meeting_is_moved_only_by_those_who_run_it_and_only_to_a_node_that_can_take_it(
    stage: Stage, device_of: DeviceOf, opened: SetClock, runtime: Runtime, media: FakeMedia
) -> None:
    room = str(stage.meeting.id)
    chair, commune = device_of(stage.staff[Role.CHAIR]), device_of(stage.communes[0].clerk)
    jobs.MediaPlaces(runtime).put(room, (), (OLD,))

    def refused(node: str, device=chair) -> str:  # type: ignore[no-untyped-def]
        return str(device.say("room:move-media", node=node)["error"]["code"])

    path = f"/meetings/{room}/room/media-nodes"
    assert refused(NEW) == "no-other-node", "the built-in engine has no nodes"
    assert "data-move-media" not in chair.client.get(path).text
    media.machines = {OLD: True}
    assert refused(NEW) == "no-other-node"
    media.machines = {OLD: True, NEW: True, DOWN: False}
    assert refused(NEW, commune) == "not-the-moderator"
    assert commune.client.get(path).status_code == 403
    assert refused("ws://192.0.2.99:8188") == "no-such-node"
    assert refused(OLD) == "meeting-is-there"
    assert refused(DOWN) == "node-does-not-answer"
    assert "Không trả lời" in chair.client.get(path).text
    assert not [each for each in media.asked if each[0] == "follow"]
    assert chair.client.post(f"/meetings/{room}/close").status_code == 302
    assert refused(NEW) == "room-not-open"


def test_of_two_processes_that_place_a_meeting_the_first_is_believed(
    stage: Stage, runtime: Runtime
) -> None:
    one, other = jobs.MediaPlaces(runtime), jobs.MediaPlaces(runtime)
    room = str(stage.meeting.id)
    one.put(room, (), (OLD,))
    other.put(room, (), (NEW,))
    assert one.nodes_of([room]) == other.nodes_of([room]) == {room: (OLD,)}
    other.put(room, (OLD,), (OLD, NEW))
    assert one.nodes_of([room]) == {room: (OLD, NEW)}
    with runtime.read() as session:
        assert {node: load.meetings for node, load in queries.node_loads(session).items()} == {
            OLD: 1,
            NEW: 1,
        }
        assert queries.media_nodes_of(session, [MeetingId(stage.meeting.id)])
    one.put(room, (OLD, NEW), ())
    assert other.nodes_of([room]) == {}
