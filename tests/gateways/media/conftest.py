import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import aioice.ice
import pytest

from hub.core.ids import new_id
from hub.gateways.media.builtin import BuiltinMedia
from hub.gateways.media.interface import MediaGateway
from hub.gateways.media.janus.configuration import NodeSettings
from hub.gateways.media.janus.gateway import JanusMedia, JanusSettings

RELAY_SECRET = "relay secret"
Engine = BuiltinMedia | JanusMedia


def media_address() -> str:
    """Return an address of this machine that is not loopback: Janus takes no other."""
    found = aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=False)
    assert found, "Janus needs a network address of this machine"
    return str(found[0])


@contextmanager
def a_relay(folder: Path, port: int) -> Iterator[str]:
    """Run coturn on the configuration of deploy/, at this port; yield its address."""
    assert shutil.which("turnserver"), "these tests need Debian's coturn: tools/system.sh test"
    address = media_address()
    settings = Path("deploy/turnserver.conf").read_text()
    settings = settings.replace("CHANGE-ME", RELAY_SECRET).replace("203.0.113.10", address)
    settings = "\n".join(
        line for line in settings.splitlines() if not line.startswith(("cert", "pkey", "tls"))
    )
    file = folder / "turnserver.conf"
    own = f"\nlistening-port={port}\npidfile={folder}/pid\nallowed-peer-ip={address}\nno-tls\n"
    file.write_text(settings + own)
    process = subprocess.Popen(
        ["turnserver", "-c", str(file), "--log-file=stdout"], stdout=subprocess.DEVNULL
    )
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


def local_node(ports: str) -> NodeSettings:
    return NodeSettings(
        media_address=media_address(), ports=ports, api_port=0, stats_every_s=1, loops=2
    )


def a_janus(**changes: object) -> JanusMedia:
    assert shutil.which("janus"), "these tests need Debian's janus: tools/system.sh test"
    settings = JanusSettings(secret="only for tests", local=local_node("24000-24499"))
    return JanusMedia(replace(settings, **changes))  # type: ignore[arg-type]


ENGINES: dict[str, Callable[[], Engine]] = {"builtin": BuiltinMedia, "janus": a_janus}


@pytest.fixture(scope="module", params=ENGINES)
def media(request: pytest.FixtureRequest) -> Iterator[MediaGateway]:
    """Each engine in turn: they keep the same promises."""
    gateway = ENGINES[request.param]()
    yield gateway
    gateway.stop()


@pytest.fixture
def room(media: MediaGateway) -> Iterator[str]:
    name = str(new_id())
    media.create_room(name)
    yield name
    media.close(name)
