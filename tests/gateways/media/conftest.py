import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import aioice.ice
import pytest

from hub.core.ids import new_id
from hub.gateways.media.builtin import BuiltinMedia
from hub.gateways.media.interface import MediaGateway
from hub.gateways.media.janus.configuration import NodeSettings
from hub.gateways.media.janus.gateway import JanusMedia, JanusSettings

Engine = BuiltinMedia | JanusMedia


def media_address() -> str:
    """Return an address of this machine that is not loopback: Janus takes no other."""
    found = aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=False)
    assert found, "Janus needs a network address of this machine"
    return str(found[0])


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
