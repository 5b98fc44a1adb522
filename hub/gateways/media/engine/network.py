"""Where the engine listens: which addresses, which ports."""

import asyncio
import random
from typing import Any, Final

import aioice.ice

from hub.core.clock import monotonic_s, unix_ms

LOOPBACK: Final = "127.0.0.1"

#: Seconds from the epoch of NTP (1900) to that of Unix.
NTP_EPOCH_S: Final = 2_208_988_800
_STARTED_S: Final = unix_ms() / 1000 + NTP_EPOCH_S - monotonic_s()


def ntp_at(now: float) -> int:
    """Return a moment of the monotonic clock as NTP time, 32.32 bits. Never goes back."""
    return int((_STARTED_S + now) * 2**32)


def listen_on(addresses: list[str]) -> None:
    """Use only these addresses of the machine; all but loopback when none are given.

    A machine without any other address, a laptop without a network, gets loopback.
    """
    found = aioice.ice.get_host_addresses

    def chosen(use_ipv4: bool, use_ipv6: bool) -> list[str]:  # noqa: FBT001  (aioice's signature)
        return addresses or found(use_ipv4, use_ipv6) or [LOOPBACK]

    aioice.ice.get_host_addresses = chosen


class MediaLoop(asyncio.SelectorEventLoop):
    """An event loop that takes UDP ports from a range, so that a firewall can be opened for it."""

    def __init__(self, ports: range) -> None:
        super().__init__()
        self._ports = ports

    async def create_datagram_endpoint(self, *args: Any, **options: Any) -> Any:
        """Open a UDP socket; on a free port of the range when any port was asked for."""
        address = options.get("local_addr")
        if not self._ports or not address or address[1] != 0:
            return await super().create_datagram_endpoint(*args, **options)
        for port in random.sample(self._ports, len(self._ports)):
            try:
                options["local_addr"] = (address[0], port)
                return await super().create_datagram_endpoint(*args, **options)
            except OSError:
                continue
        raise OSError("no free media port left")
