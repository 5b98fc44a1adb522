"""Several Janus nodes: meetings move when one dies, and a large one spreads over two."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.ids import new_id
from hub.gateways.media.interface import Feed, Kind, Layer, MediaUnavailable
from hub.gateways.media.janus.gateway import JanusMedia
from hub.gateways.media.janus.legs import destroy
from hub.gateways.media.janus.process import LocalJanus
from hub.gateways.media.janus.tokens import Secrets
from hub.gateways.media.places import PlacesOfOneProcess
from tests.gateways.media.conftest import a_janus, local_node
from tests.gateways.media.peers import Site, Viewer, until

ROOT = Path(__file__).parents[3]
SOUND = Feed(Kind.AUDIO, "yen-lap")
PICTURE = Feed(Kind.VIDEO, "yen-lap")


class Nodes:
    """Two nodes that the hub knows by address only, and the hub's gateway to them."""

    def __init__(self, sites_per_node: int) -> None:
        secrets = Secrets("only for tests")
        self.janus = [
            LocalJanus(local_node(ports), secrets, lambda: True)
            for ports in ("24500-24749", "24750-24999")
        ]
        for each in self.janus:
            each.start()
        urls = tuple(each.url for each in self.janus)
        self.places = PlacesOfOneProcess()
        self.gateways: list[JanusMedia] = []
        self._settings = {"nodes": urls, "sites_per_node": sites_per_node}
        self.media = self.another()
        limit = time.monotonic() + 20
        while not all(self.media.nodes().values()):
            assert time.monotonic() < limit, "the nodes did not start"
            time.sleep(0.05)

    def another(self) -> JanusMedia:
        """Return the gateway of another process of the hub, with the same truth."""
        media = a_janus(**self._settings)
        media.keep_places_in(self.places)
        self.gateways.append(media)
        return media

    def stop(self) -> None:
        for each in (*self.gateways, *self.janus):
            each.stop()

    def room_on(self, janus: LocalJanus) -> str:
        """Open a meeting that the hub places on this node."""
        for _ in range(50):
            name = str(new_id())
            self.media.create_room(name)
            if self.node_of(name) == janus.url:
                return name
            self.media.close(name)
        raise AssertionError("every meeting goes to the same node")

    def node_of(self, room: str) -> str:
        return self.media._placing._rooms[room].legs[0].node.url


@pytest.fixture
def nodes(request: pytest.FixtureRequest) -> Iterator[Nodes]:
    running = Nodes(getattr(request, "param", 200))
    yield running
    running.stop()


def test_the_meeting_of_a_node_that_dies_goes_on_elsewhere_within_ten_seconds(
    nodes: Nodes,
) -> None:
    media, (dies, lives) = nodes.media, nodes.janus
    struck, untouched = nodes.room_on(dies), nodes.room_on(lives)
    told: list[frozenset[str]] = []
    heard = threading.Event()
    media.when_restarted(lambda rooms: (told.append(frozenset(rooms)), heard.set()))

    async def scenario() -> None:
        await Site(media, struck, "yen-lap", grey=60).publish()
        await Viewer(media, struck, "dong-thinh").watch(PICTURE)
        await asyncio.to_thread(media.mute, struck, "yen-lap", {Kind.AUDIO})
        other = await Site(media, untouched, "yen-lap", grey=150).publish()
        calm = await Viewer(media, untouched, "dong-thinh").watch(PICTURE)
        await until(lambda: calm.screens[0].shows(150))
        assert dies.pid is not None
        began = time.monotonic()
        os.kill(dies.pid, signal.SIGKILL)
        await until(heard.is_set, within_s=3)
        site = await Site(media, struck, "yen-lap", grey=90).publish()
        viewer = await Viewer(media, struck, "dong-thinh").watch(PICTURE, SOUND)
        await until(lambda: viewer.screens[0].shows(90))
        assert time.monotonic() - began < 10
        assert told == [{struck}]
        assert nodes.node_of(struck) == lives.url
        assert viewer.screens[1].frames == 0, "the move forgot who was muted"
        frames = calm.screens[0].frames
        await until(lambda: calm.screens[0].frames > frames + 20)
        for peer in (site.peer, viewer.peer, other.peer, calm.peer):
            await peer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("nodes", [2], indirect=True)
def test_a_meeting_that_outgrows_its_node_is_seen_on_the_next(nodes: Nodes) -> None:
    media = nodes.media
    media.create_room("hop")

    async def scenario() -> None:
        site = await Site(media, "hop", "yen-lap", grey=60).publish(thumb_grey=200)
        near = await Viewer(media, "hop", "luong-son").watch(PICTURE)
        far = await Viewer(media, "hop", "dong-thinh").watch(
            PICTURE, SOUND, Feed(Kind.VIDEO, "my-lung"), Feed(Kind.VIDEO)
        )
        there = await Site(media, "hop", "my-lung", grey=120).publish()
        assert len({leg.node.url for leg in media._placing._rooms["hop"].legs}) == 2
        await until(lambda: near.screens[0].shows(60) and far.screens[0].shows(60))
        await until(lambda: far.screens[1].frames > 20 and far.screens[2].shows(120))
        await asyncio.to_thread(
            media.show, "hop", "luong-son", 0, Feed(Kind.VIDEO, "my-lung")
        )  # and the other way round
        await until(lambda: near.screens[0].shows(120))
        await asyncio.to_thread(media.layer, "hop", "dong-thinh", "yen-lap", Layer.THUMB)
        await until(lambda: far.screens[0].shows(200))
        await asyncio.to_thread(media.mute, "hop", "yen-lap", {Kind.AUDIO})
        await asyncio.sleep(0.5)
        sounds = far.screens[1].frames
        await asyncio.sleep(0.5)
        assert far.screens[1].frames == sounds
        again = await Site(media, "hop", "yen-lap", grey=30).publish()
        await until(lambda: far.screens[0].shows(30))
        await asyncio.to_thread(media.show, "hop", "dong-thinh", 0, Feed(Kind.VIDEO))
        await asyncio.to_thread(media.show, "hop", "dong-thinh", 1, Feed(Kind.AUDIO))
        carried = [
            each.published.site for each in media._placing._rooms["hop"]._cascade._carried.values()
        ]
        assert carried == ["my-lung"], "what nobody sees is still carried"
        for peer in (site.peer, again.peer, near.peer, far.peer, there.peer):
            await peer.close()

    asyncio.run(scenario())


def test_a_meeting_is_moved_to_another_node_and_all_come_again_within_ten_seconds(
    nodes: Nodes,
) -> None:
    media, (old, new) = nodes.media, nodes.janus
    room = nodes.room_on(old)
    told: list[frozenset[str]] = []
    media.when_restarted(lambda rooms: told.append(frozenset(rooms)))

    async def scenario() -> None:
        before = await Site(media, room, "yen-lap", grey=60).publish()
        watched = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        await until(lambda: watched.screens[0].shows(60))
        await asyncio.to_thread(media.mute, room, "yen-lap", {Kind.AUDIO})
        began = time.monotonic()
        nodes.places.put(room, (old.url,), (new.url,))
        await asyncio.to_thread(media.follow, room, (old.url,))
        assert told == [{room}]
        await until(lambda: before.peer.connectionState == "closed", within_s=10)
        site = await Site(media, room, "yen-lap", grey=90).publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE, SOUND)
        await until(lambda: viewer.screens[0].shows(90))
        assert time.monotonic() - began < 10
        assert nodes.node_of(room) == new.url
        assert viewer.screens[1].frames == 0, "the move forgot who was muted"
        assert told == [{room}], "those who came again were sent away once more"
        for peer in (site.peer, viewer.peer, before.peer, watched.peer):
            await peer.close()

    asyncio.run(scenario())


def test_sites_of_a_room_that_somebody_ended_on_its_node_come_again(nodes: Nodes) -> None:
    media, janus = nodes.media, nodes.janus[0]
    room = nodes.room_on(janus)
    told: list[frozenset[str]] = []
    media.when_restarted(lambda rooms: told.append(frozenset(rooms)))
    destroy(room, media._placing.nodes[0])

    async def scenario() -> None:
        await until(lambda: told == [{room}])
        site = await Site(media, room, "yen-lap", grey=60).publish()
        viewer = await Viewer(media, room, "dong-thinh").watch(PICTURE)
        await until(lambda: viewer.screens[0].shows(60))
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("nodes", [2], indirect=True)
def test_two_processes_hold_one_meeting_on_the_same_nodes_and_carry_it_for_each_other(
    nodes: Nodes,
) -> None:
    """Sites that came through one process are seen by those of the other, on either node."""
    one, other = nodes.media, nodes.another()
    told: list[str] = []
    other.when_restarted(lambda _rooms: told.append("other"))
    one.when_restarted(lambda _rooms: told.append("one"))

    async def scenario() -> None:
        for media in (one, other):
            await asyncio.to_thread(media.create_room, "hop")
        first = await Site(one, "hop", "yen-lap", grey=60).publish()
        near = await Viewer(one, "hop", "luong-son").watch(PICTURE)
        second = await Site(other, "hop", "my-lung", grey=120).publish()
        far = await Viewer(other, "hop", "dong-thinh").watch(PICTURE, Feed(Kind.VIDEO, "my-lung"))
        listed = nodes.places.nodes_of(["hop"])["hop"]
        assert set(listed) == {each.url for each in nodes.janus}
        await until(lambda: far.screens[0].shows(60) and far.screens[1].shows(120))
        await asyncio.to_thread(one.show, "hop", "luong-son", 0, Feed(Kind.VIDEO, "my-lung"))
        await until(lambda: near.screens[0].shows(120))
        for media in (one, other):
            room = media._placing.room("hop")
            await until(lambda r=room: [leg.node.url for leg in r.legs] == list(listed))
            assert {each.site for each in media.stats("hop").sites} == {"yen-lap", "my-lung"}
        again = await Site(other, "hop", "yen-lap", grey=30).publish()
        await until(lambda: far.screens[0].shows(30))
        await until(lambda: first.peer.connectionState == "closed")
        # one moves the meeting; the other is there too, and its sites are told once
        nodes.places.put("hop", listed, listed[1:])
        await asyncio.to_thread(one.follow, "hop", listed[:1])
        legs = other._placing.room("hop").legs
        await until(lambda: [leg.node.url for leg in legs] == list(listed[1:]))
        assert "one" in told
        back = await Site(other, "hop", "yen-lap", grey=200).publish()
        sees = await Viewer(one, "hop", "luong-son").watch(PICTURE)
        await until(lambda: sees.screens[0].shows(200))
        await asyncio.to_thread(other.close, "hop")
        assert nodes.places.nodes_of(["hop"]) == {}
        await until(lambda: back.peer.connectionState == "closed")
        await until(lambda: "hop" not in one._placing._rooms)
        for peer in (near, second, far, again, back, sees):
            await peer.peer.close()

    asyncio.run(scenario())


@pytest.fixture
def own_janus() -> Iterator[JanusMedia]:
    gateway = a_janus()
    yield gateway
    gateway.stop()


def test_janus_that_dies_is_back_with_those_who_were_muted(own_janus: JanusMedia) -> None:
    restarted: list[frozenset[str]] = []
    own_janus.when_restarted(lambda rooms: restarted.append(frozenset(rooms)))

    async def scenario() -> None:
        await asyncio.to_thread(own_janus.create_room, "hop")
        await asyncio.to_thread(own_janus.mute, "hop", "yen-lap", {Kind.AUDIO})
        assert own_janus.local is not None and own_janus.local.pid is not None
        os.kill(own_janus.local.pid, signal.SIGKILL)
        await until(lambda: restarted == [{"hop"}])  # before, a page is told to try again
        site = await Site(own_janus, "hop", "yen-lap", grey=70).publish()
        viewer = await Viewer(own_janus, "hop", "dong-thinh").watch(PICTURE, SOUND)
        await until(lambda: viewer.screens[0].shows(70))
        assert viewer.screens[1].frames == 0
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


def test_a_hub_finds_its_room_again_where_another_process_opened_it(own_janus: JanusMedia) -> None:
    assert own_janus.local is not None
    other = a_janus(nodes=(own_janus.local.url,))

    async def scenario() -> None:
        await asyncio.to_thread(own_janus.create_room, "hop")
        await asyncio.to_thread(other.create_room, "hop")
        site = await Site(own_janus, "hop", "yen-lap", grey=70).publish()
        viewer = await Viewer(other, "hop", "dong-thinh").watch(PICTURE, SOUND)
        await until(lambda: viewer.screens[0].shows(70) and viewer.screens[1].frames > 10)
        await asyncio.to_thread(other.mute, "hop", "yen-lap", {Kind.AUDIO})
        await asyncio.sleep(0.5)
        sounds = viewer.screens[1].frames
        await asyncio.sleep(0.5)
        assert viewer.screens[1].frames == sounds
        await asyncio.to_thread(other.kick, "hop", "yen-lap")
        await until(lambda: site.peer.connectionState == "closed")
        await viewer.peer.close()

    asyncio.run(scenario())
    other.stop()


def test_without_the_secret_a_node_answers_nobody(
    own_janus: JanusMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_janus.create_room("hop")
    assert own_janus.local is not None
    monkeypatch.setattr("hub.gateways.media.janus.placing.NODE_WITHIN_S", 1.0)
    stranger = a_janus(nodes=(own_janus.local.url,), secret="guessed")
    with pytest.raises(MediaUnavailable):
        stranger.create_room("hop")
    assert not stranger.alive()
    stranger.stop()


HUB = """
import sys, time
{patch}
from hub.gateways.media.places import PlacesOfOneProcess
from tests.gateways.media.conftest import a_janus
media = a_janus()
media.create_room("hop")
print(media.local.pid, flush=True)
{tail}
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_killing_the_hub_ends_its_janus() -> None:
    script = HUB.format(patch="", tail="time.sleep(60)")
    hub = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert hub.stdout is not None
    janus = int(hub.stdout.readline())
    assert is_running(janus)
    hub.kill()
    hub.wait()
    hub.stdout.close()
    limit = time.monotonic() + 10
    while is_running(janus):
        assert time.monotonic() < limit, "Janus outlives its hub"
        time.sleep(0.05)


def test_the_gateway_to_janus_is_cooperative_under_gevent() -> None:
    """Questions of greenlets overlap: one that waits does not hold up the others."""
    script = HUB.format(
        patch="from gevent import monkey; monkey.patch_all()\nimport gevent",
        tail="""
turns = []
def beat():
    while True:
        turns.append(1)
        gevent.sleep(0.005)
gevent.spawn(beat)
mutings = [gevent.spawn(media.mute, "hop", str(n), ["audio"]) for n in range(20)]
gevent.joinall(mutings, raise_error=True)
import os, signal
os.kill(media.local.pid, signal.SIGKILL)
before = len(turns)
gevent.sleep(0.2)
media.create_room("other")
print(len(turns) - before > 10, flush=True)
media.stop()
""",
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    assert done.stdout.split()[-1] == b"True"
