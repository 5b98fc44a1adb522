"""`python -m hub.gateways.media.engine --socket PATH --parent PID`: started by the hub only."""

import argparse
import asyncio
import logging
import signal

from hub.gateways.media.engine import network, seam
from hub.gateways.media.engine.server import Options, Server, allow_many_sockets


def main() -> None:
    """Run the engine until the hub that started it is gone."""
    parser = argparse.ArgumentParser(prog="hub.gateways.media.engine", description=__doc__)
    parser.add_argument("--socket", required=True, help="unix socket the hub asks on")
    parser.add_argument("--parent", required=True, type=int, help="process id of the hub")
    parser.add_argument(
        "--address", action="append", default=[], help="listen on this address only"
    )
    parser.add_argument("--announce", default="", help="address browsers are told, behind 1:1 NAT")
    parser.add_argument("--ports", default="", help="UDP ports, FIRST-LAST; any when not given")
    parser.add_argument(
        "--cap-kbps", type=int, default=1200, help="most a site may send as picture"
    )
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s media %(name)s %(message)s")
    seam.ensure_pinned()
    allow_many_sockets()
    network.listen_on(given.address)
    first, _, last = given.ports.partition("-")
    ports = range(int(first), int(last) + 1) if first else range(0)
    options = Options(given.socket, given.parent, given.announce, given.cap_kbps)
    with asyncio.Runner(loop_factory=lambda: network.MediaLoop(ports)) as runner:
        runner.run(_serve(options))


async def _serve(options: Options) -> None:
    server = Server(options)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, server.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the hub, which then stops us
    await server.run()


main()  # the module is only run, never imported
