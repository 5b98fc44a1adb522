"""Two sites whose networks let nothing through but the relay: a real coturn, real browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.gateways.media.conftest import RELAY_SECRET, a_relay, media_address
from tests.journeys.hubs import LiveHub, a_demo_hub, free_port
from tests.journeys.test_janus_room import begin
from tests.journeys.test_room import Conference, picture_moves

ENGINES = {
    "builtin": {},
    "janus": {"HUB_MEDIA": "janus", "HUB_MEDIA_PORTS": "26500-26999"},
}
#: A browser that uses no way but the relay the hub named, with the credentials the hub gave.
RELAY_ONLY = """
const Peer = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Peer {
  constructor(given) { super({ ...given, iceTransportPolicy: "relay" }); }
};
"""
#: Over which kind of address each of the page's connections runs.
WAYS = """
async () => {
  const ways = [];
  for (const peer of [room.publisher.peer, room.watcher.peer]) {
    const stats = await peer.getStats();
    for (const row of stats.values()) {
      if (row.type !== "transport" || !row.selectedCandidatePairId) continue;
      ways.push(stats.get(stats.get(row.selectedCandidatePairId).localCandidateId).candidateType);
    }
  }
  return ways;
}
"""


@pytest.fixture(params=ENGINES)
def relayed_hub(request: pytest.FixtureRequest, tmp_path: Path, fresh: Path) -> Iterator[LiveHub]:
    port = free_port()
    with a_relay(tmp_path, port) as address:
        settings = {
            "HUB_MEDIA_LISTEN": media_address(),
            "HUB_TURN_URLS": f"turn:{address}:{port}?transport=udp",
            "HUB_TURN_SECRET": RELAY_SECRET,
            **ENGINES[request.param],
        }
        with a_demo_hub(tmp_path, fresh, more=settings) as hub:
            yield hub


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_sites_behind_the_relay_alone_see_each_other(
    relayed_hub: LiveHub, open_context: Callable[..., BrowserContext]
) -> None:
    def behind_the_relay() -> BrowserContext:
        context = open_context()
        context.add_init_script(RELAY_ONLY)
        return context

    pages = begin(Conference(relayed_hub), behind_the_relay)
    picture_moves(pages[1].page)
    for each in pages:
        assert each.page.evaluate(WAYS) == ["relay", "relay"]
        assert each.problems() == []
