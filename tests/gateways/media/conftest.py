from collections.abc import Iterator

import pytest

from hub.core.ids import new_id
from hub.gateways.media.builtin import BuiltinMedia


@pytest.fixture(scope="module")
def media() -> Iterator[BuiltinMedia]:
    gateway = BuiltinMedia()
    yield gateway
    gateway.stop()


@pytest.fixture
def room(media: BuiltinMedia) -> Iterator[str]:
    name = str(new_id())
    media.create_room(name)
    yield name
    media.close(name)
