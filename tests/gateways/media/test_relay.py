"""The relay's credentials, and a coturn that accepts them."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aioice import turn
from aioice.stun import TransactionFailed

from hub.core.clock import system_clock
from hub.gateways.media.relay import credentials, ice_servers
from tests.gateways.media.conftest import RELAY_SECRET, a_relay

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PORT = 25_478


def test_credentials_say_when_they_end_and_for_whom() -> None:
    username, password = credentials("key", "yen-lap", expires_at=NOW)
    assert username == "1795395600:yen-lap"
    expected = hmac.new(b"key", b"1795395600:yen-lap", hashlib.sha1).digest()
    assert base64.b64decode(password) == expected


def test_without_a_relay_a_page_gets_none() -> None:
    assert ice_servers([], "key", "yen-lap", now=NOW) == []
    assert ice_servers(["turn:relay.example.vn"], "", "yen-lap", now=NOW) == []
    (server,) = ice_servers(["turn:relay.example.vn"], "key", "yen-lap", now=NOW)
    assert server["urls"] == ["turn:relay.example.vn"]
    assert server["username"] == "1795438800:yen-lap"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[str]:
    with a_relay(tmp_path, PORT) as address:
        yield address


async def allocate(address: str, username: str, password: str) -> str:
    """Return the address the relay lends."""
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol, server_addr=(address, PORT), username=username, password=password
    )
    lent = transport.get_extra_info("sockname")
    transport.close()
    return str(lent[0])


def test_coturn_lends_an_address_to_who_has_a_credential_of_the_hub(relay: str) -> None:
    async def scenario() -> None:
        now = system_clock()
        good = credentials(RELAY_SECRET, "yen-lap", expires_at=now + timedelta(hours=1))
        limit = time.monotonic() + 20
        while True:
            try:
                assert await allocate(relay, *good) == relay
                break
            except (TimeoutError, TransactionFailed, OSError):
                assert time.monotonic() < limit, "the relay lends nothing"
                await asyncio.sleep(0.1)
        for bad in (
            credentials("another secret", "yen-lap", expires_at=now + timedelta(hours=1)),
            credentials(RELAY_SECRET, "yen-lap", expires_at=now - timedelta(hours=1)),
        ):
            with pytest.raises(TransactionFailed):
                await allocate(relay, *bad)

    asyncio.run(scenario())
