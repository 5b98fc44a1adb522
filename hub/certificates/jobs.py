"""What happens to trust by itself: revocation lists are fetched before they grow old."""

from datetime import timedelta

from hub.certificates import queries, service
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.signing import lists
from hub.gateways.signing.lists import Attempt


def fetch_lists(runtime: Runtime, *, at_once: bool = False) -> list[Attempt]:
    """Ask the configured addresses that are due, or all of them; note how each answered.

    Only what the operator configured is asked: an uploaded file can't make the hub ask anybody.
    """
    addresses = list(lists.addresses(runtime.settings))
    if not at_once:
        max_age = timedelta(hours=runtime.settings.crl_hours)
        with runtime.read() as session:
            addresses = queries.due(session, addresses, runtime.clock(), max_age)
    attempts = lists.fetch_all(runtime.settings, addresses, runtime.clock())
    if attempts:
        with runtime.unit_of_work(SYSTEM) as uow:
            service.note_attempts(uow, attempts)
    return attempts
