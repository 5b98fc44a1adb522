import pytest

from hub.gateways.workers import Workers


@pytest.fixture(scope="session")
def pool():
    """Two children for everything that is tried in a worker."""
    workers = Workers(2)
    yield workers
    workers.stop()
