"""The engine's process: it lives exactly as long as the hub."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.core.unit_of_work import inside_unit_of_work
from hub.gateways.media.builtin import BuiltinMedia, EngineSettings
from hub.gateways.media.interface import Feed, Kind, MediaGateway, MediaUnavailable
from tests.gateways.media.peers import Site, Viewer, until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def own_media() -> Iterator[BuiltinMedia]:
    gateway = BuiltinMedia()
    yield gateway
    gateway.stop()


def wait_until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    limit = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Tell whether the process runs; one that died and was not collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_builtin_engine_keeps_the_whole_interface(own_media: BuiltinMedia) -> None:
    gateway: MediaGateway = own_media
    gateway.create_room("a")
    gateway.create_room("a")
    assert gateway.stats("a").sites == ()
    gateway.close("a")
    gateway.close("a")


@pytest.mark.slow
def test_sites_publish_again_after_the_engine_was_killed(own_media: BuiltinMedia) -> None:
    async def scenario() -> None:
        restarted = threading.Event()
        own_media.when_restarted(lambda _rooms: restarted.set())
        await asyncio.to_thread(own_media.create_room, "meeting")
        await Site(own_media, "meeting", "yen-lap").publish()
        await asyncio.to_thread(own_media.mute, "meeting", "yen-lap", {Kind.AUDIO})
        killed = own_media.engine_pid
        assert killed is not None and own_media.alive()
        os.kill(killed, signal.SIGKILL)
        site = await Site(own_media, "meeting", "yen-lap", grey=70).publish()
        viewer = await Viewer(own_media, "meeting", "dong-thinh").watch(
            Feed(Kind.VIDEO, "yen-lap"), Feed(Kind.AUDIO, "yen-lap")
        )
        await until(lambda: viewer.screens[0].shows(70))
        assert own_media.engine_pid != killed
        assert viewer.screens[1].frames == 0, "the room forgot who was muted"
        await until(restarted.is_set)
        await site.peer.close()
        await viewer.peer.close()

    asyncio.run(scenario())


@pytest.mark.slow
def test_an_engine_that_hangs_is_replaced(own_media: BuiltinMedia) -> None:
    own_media.create_room("meeting")
    time.sleep(0.5)  # the supervisor has seen it answer
    hung = own_media.engine_pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    wait_until(lambda: own_media.engine_pid != hung and own_media.alive(), within_s=60)
    assert own_media.stats("meeting").sites == ()


def test_stopping_the_hub_stops_the_engine_and_leaves_no_file() -> None:
    gateway = BuiltinMedia()
    gateway.create_room("meeting")
    pid, folder = gateway.engine_pid, gateway._supervisor.folder
    gateway.stop()
    assert pid is not None and not is_running(pid)
    assert not folder.exists()
    assert not gateway.alive()


HUB = """
import sys, time
{patch}
from hub.gateways.media.builtin import BuiltinMedia
media = BuiltinMedia()
media.create_room("meeting")
print(media.engine_pid, media.stats("meeting").room, flush=True)
{tail}
"""
INHERITS_THE_PIPE = """
import os
if os.fork() == 0:
    time.sleep(20)
    os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize("tail", ["", INHERITS_THE_PIPE], ids=["alone", "with other children"])
def test_killing_the_hub_ends_the_engine(tail: str) -> None:
    script = HUB.format(patch="", tail=tail + "\ntime.sleep(60)")
    hub = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert hub.stdout is not None
    engine = int(hub.stdout.readline().split()[0])
    assert is_running(engine)
    hub.kill()
    hub.wait()
    hub.stdout.close()
    wait_until(lambda: not is_running(engine), within_s=10)


def test_the_gateway_is_cooperative_under_gevent() -> None:
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
gevent.joinall([gevent.spawn(media.stats, "meeting") for _ in range(20)], raise_error=True)
import os, signal
os.kill(media.engine_pid, signal.SIGKILL)
before = len(turns)
media.create_room("other")
print(len(turns) - before > 10, flush=True)
media.stop()
""",
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    assert done.stdout.split()[-1] == b"True"


def test_an_engine_that_can_not_start_is_reported_as_unavailable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.gateways.media.builtin.START_WITHIN_S", 0.5)
    gateway = BuiltinMedia(EngineSettings(ports="no-ports"))
    with pytest.raises(MediaUnavailable):
        gateway.create_room("meeting")
    assert not gateway.alive()
    gateway.stop()


def test_media_ports_come_from_the_range_and_the_announced_address_is_told() -> None:
    settings = EngineSettings(announce="203.0.113.9", ports="21000-21099")
    gateway = BuiltinMedia(settings)
    gateway.create_room("meeting")
    offer = gateway.watch("meeting", "yen-lap", [Feed(Kind.AUDIO, "dong-thinh")])
    candidates = [line.split() for line in offer.splitlines() if line.startswith("a=candidate")]
    assert candidates
    assert all(21000 <= int(parts[5]) <= 21099 for parts in candidates)
    assert "203.0.113.9" in {parts[4] for parts in candidates}
    gateway.stop()


def test_nothing_is_asked_inside_a_unit_of_work(own_media: BuiltinMedia) -> None:
    token = inside_unit_of_work.set(True)
    try:
        with pytest.raises(RuntimeError):
            own_media.create_room("meeting")
    finally:
        inside_unit_of_work.reset(token)
