"""What attendance does by itself."""

from hub.attendance import rules, service
from hub.core.runtime import Runtime
from hub.core.unit_of_work import SYSTEM


def close_lost(runtime: Runtime) -> int:
    """End the stays of connections that have been silent for too long; return how many.

    Run often: each few seconds of delay shows a site as present that is gone. After the hub
    itself was down, the first run ends what it had left open.
    """
    total = 0
    while True:
        with runtime.unit_of_work(SYSTEM) as uow:
            ended = service.close_lost(uow, rules.limits_of(runtime.settings))
        if not ended:
            return total
        total += ended
