"""What happens to trust by itself: lists fetched, certificates judged, ends warned of."""

from datetime import timedelta

from hub.certificates import notices, queries, service
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM
from hub.gateways.signing import lists, work
from hub.gateways.signing.folders import read_trust
from hub.gateways.signing.lists import Attempt
from hub.gateways.workers import Workers


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


def judge_register(runtime: Runtime, workers: Workers) -> int:
    """Judge every registered certificate by the lists at hand, and warn of ends.

    Returns how many notices of ends were posted.
    """
    with runtime.read() as session:
        pems = {each.fingerprint: each.pem for each in queries.everything(session)}
    trust, now = read_trust(runtime.settings), runtime.clock()
    reasons: tuple[str, ...] = ()
    if pems:
        reasons = workers.run(work.judge_certificates, tuple(pems.values()), trust, now)
    with runtime.unit_of_work(SYSTEM) as uow:
        service.note_standings(uow, dict(zip(pems, reasons, strict=True)))
        return notices.warn_of_ends(uow)
